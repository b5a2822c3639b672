import { describe, expect, it } from '@jest/globals';
import { parseOptions } from './options.ts';

describe('parseOptions', () => {
  it('measures everything when nothing is said, and only prints', () => {
    expect(parseOptions([])).toEqual({
      only: undefined,
      list: false,
      quick: false,
      write: false,
      help: false,
    });
  });

  it('takes several names', () => {
    expect(parseOptions(['--only', 'decode, profile', '--quick'])).toMatchObject({
      only: ['decode', 'profile'],
      quick: true,
    });
  });

  it.each([['--quick'], ['--only=decode']])('refuses to keep a run of %s', (option) => {
    expect(() => parseOptions(['--write', option])).toThrow('--write keeps a whole run');
  });

  it('names an option that there is not', () => {
    expect(() => parseOptions(['--fast'])).toThrow("Unknown option '--fast'");
  });
});
