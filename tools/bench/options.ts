import { parseArgs } from 'node:util';

export const usage = `Usage: npm run bench -- [options]

Measures what the engine's parts and the engine itself take, each beside its peer. Ten minutes on two cores; a busy machine
disturbs the figures. Exit code 1 when something could not be measured, whatever the figures are.

  --only NAME,…    of these benchmarks alone: the names of the files x.bench.ts
  --list           show the names
  --quick          small inputs and few rounds, to see that everything runs
  --write          write the results into docs/benchmarks.md, with machine and commit
  --help           show this
`;

export interface BenchOptions {
  readonly only?: readonly string[];
  readonly list: boolean;
  readonly quick: boolean;
  readonly write: boolean;
  readonly help: boolean;
}

/** @throws TypeError or RangeError naming the option. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      list: flag,
      quick: flag,
      write: flag,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.write && (values.quick || values.only !== undefined)) {
    throw new RangeError('--write keeps a whole run: leave out --quick and --only');
  }
  return { ...values, only: values.only?.split(',').map((name) => name.trim()) };
}
