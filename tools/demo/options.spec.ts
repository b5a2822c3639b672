import { describe, expect, it } from '@jest/globals';

import { parseOptions } from './options.ts';

describe('the options of the demo', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toEqual({
      once: false,
      help: false,
      port: 8001,
      prometheusPort: undefined,
      reportFile: undefined,
    });
  });

  it('are read from the command line', () => {
    const args = ['--once', '--port', '0', '--prometheus-port=9091', '--report', 'a.md'];
    expect(parseOptions(args)).toEqual({
      once: true,
      help: false,
      port: 0,
      prometheusPort: 9091,
      reportFile: 'a.md',
    });
  });

  it.each([
    [['--port', 'x']],
    [['--port=65536']],
    [['--port=-1']],
    [['--prometheus-port=1.5']],
    [['--prot=1']],
    [['now']],
  ])('are refused when wrong: %j', (args) => {
    expect(() => parseOptions(args)).toThrow(args[0].split('=')[0]);
  });
});
