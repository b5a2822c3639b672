import { describe, expect, it } from '@jest/globals';
import { nameSeries } from './name-series.ts';

const of = (...all: Record<string, string>[]) => nameSeries(all.map((labels) => ({ labels })));

describe('nameSeries', () => {
  it('says what tells series apart', () => {
    expect(of({ job: 'a', service: 'x', env: 'p' }, { job: 'b', service: 'x', env: 'p' })).toEqual([
      'job="a"',
      'job="b"',
    ]);
    expect(of({ job: 'a' }, { job: 'a', code: '500' })).toEqual(['no code', 'code="500"']);
    expect(of({ __name__: 'a', job: 'j' }, { __name__: 'b', job: 'j' })).toEqual([
      '__name__="a"',
      '__name__="b"',
    ]);
  });

  it('says all of a single one but its metric', () => {
    expect(of({ __name__: 'up', job: 'a', instance: 'h:1' })).toEqual(['instance="h:1", job="a"']);
    expect(of({})).toEqual(['']);
    expect(of()).toEqual([]);
  });

  it('is one short line, whatever a label holds', () => {
    const [name] = of({ a: 'x\ny\u202e"z', b: 'v'.repeat(5_000), c: '🙂'.repeat(500) });
    expect(name).toMatch(/^a="x y \\"z", b="v{79}…", c="🙂+…/u);
    expect([...name].length).toBeLessThanOrEqual(200);
    expect(name.isWellFormed()).toBe(true);
  });
});
