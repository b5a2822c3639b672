import { parseArgs } from 'node:util';

export const usage = `Usage: npm run demo -- [options]

Starts a Prometheus with four weeks of a made-up web shop in it, lets the engine read them, and shows what it found.

  --once                    end after showing the findings, instead of staying until Ctrl-C
  --port PORT               port of the engine's API (default 8001; 0: any free one)
  --prometheus-port PORT    port of Prometheus (default 9090 if it is free, else any free one)
  --report FILE             write into FILE, as Markdown, which of the scripted incidents were found
  --help                    show this
`;

export interface DemoOptions {
  readonly once: boolean;
  readonly help: boolean;
  readonly port: number;
  /** Undefined: whichever is free. */
  readonly prometheusPort?: number;
  readonly reportFile?: string;
}

/** @throws TypeError or RangeError naming the option. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      port: { type: 'string', default: '8001' },
      'prometheus-port': { type: 'string' },
      report: { type: 'string' },
    },
  });
  const prometheusPort = values['prometheus-port'];
  return {
    once: values.once,
    help: values.help,
    port: parsePort('--port', values.port),
    prometheusPort: prometheusPort === undefined ? undefined : parsePort('--prometheus-port', prometheusPort),
    reportFile: values.report,
  };
}

function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RangeError(`${option} must be a port from 0 to 65535, not ${JSON.stringify(text)}`);
}
