import { parseArgs } from 'node:util';
import { CONTESTANT_NAMES, type ContestantName } from './contestants.ts';

export const usage = `Usage: npm run bench:detection -- --format FORMAT --data DIR [options]

Runs a detector over labelled series and says how well it did, and how fast it was. Nothing of the data is built in: any folder of the
format will do. A sample that the detector could not judge counts as not strange, and is written as 0.

  --format nab       the Numenta benchmark: DIR/data/CATEGORY/FILE.csv (timestamp,value) and DIR/labels/combined_windows.json.
                     Writes OUT/CATEGORY/FILE.csv (timestamp,value,state,onset). Prints the score of the three profiles at the best
                     threshold, at the shipped one, and strict: tuned on one half of the files (sorted by name, from 0), reported on
                     the other; and the mean over perturbations: each constant times a factor uniform from 0.5 to 1.5.
  --data DIR             where the data are
  --out OUT              where to write; nothing is written without it
  --detector NAME        ${CONTESTANT_NAMES.join(', ')} (default ${CONTESTANT_NAMES[0]})
  --perturbations N      nab: how many (default 30, 0 for none)
  --seed N               nab: of the perturbations (default 1)
  --by-file              nab: windows hit and false points of each file as well, at the best threshold
  --nab-results DIR      nab: write DIR/DETECTOR/CATEGORY/DETECTOR_FILE.csv as well, as the benchmark's own scorer reads them
  --help                 show this
`;

const FORMATS = ['nab'] as const;

export type Format = (typeof FORMATS)[number];

export interface DetectionBenchOptions {
  readonly help: boolean;
  readonly format: Format;
  /** Empty for a format without data. */
  readonly data: string;
  readonly out?: string;
  readonly detector: ContestantName;
  readonly perturbations: number;
  readonly seed: number;
  readonly byFile: boolean;
  readonly nabResults?: string;
}

/** Options that not every format takes. */
const ONLY_FOR: Readonly<Record<string, readonly Format[]>> = {
  data: ['nab'],
  out: ['nab'],
  perturbations: ['nab'],
  seed: ['nab'],
  'by-file': ['nab'],
  'nab-results': ['nab'],
};

/** @throws TypeError or RangeError naming the option. */
export function parseOptions(args: readonly string[]): DetectionBenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      format: text,
      data: text,
      out: text,
      detector: text,
      perturbations: text,
      seed: text,
      'by-file': { type: 'boolean' },
      'nab-results': text,
    },
  });
  const format = values.help ? 'nab' : oneOf('--format', values.format, FORMATS);
  for (const [option, formats] of Object.entries(ONLY_FOR)) {
    if (!values.help && option in values && !formats.includes(format)) {
      throw new RangeError(`--${option} is for --format ${formats.join(' and ')}, not ${format}`);
    }
  }
  if (!values.help && values.data === undefined) {
    throw new RangeError(`--data DIR is needed: the folder of the ${format} files`);
  }
  return {
    help: values.help,
    format,
    data: values.data ?? '',
    out: values.out,
    detector: oneOf('--detector', values.detector ?? CONTESTANT_NAMES[0], CONTESTANT_NAMES),
    perturbations: wholeNumber('--perturbations', values.perturbations ?? '30', 0, 10_000),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31 - 1),
    byFile: values['by-file'] ?? false,
    nabResults: values['nab-results'],
  };
}

function oneOf<T extends string>(option: string, text: string | undefined, choices: readonly T[]): T {
  const choice = choices.find((name) => name === text);
  if (choice !== undefined) return choice;
  const given = text === undefined ? 'is needed' : `${JSON.stringify(text)} is not known`;
  throw new RangeError(`${option} ${given}: one of ${choices.join(', ')}`);
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new RangeError(`${option} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`);
}
