import { parseArgs } from 'node:util';
import { CONTESTANT_NAMES, type ContestantName } from './contestants.ts';

export const usage = `Usage: npm run bench:detection -- --format FORMAT --data DIR [options]

Runs a detector over labelled series and says how well it did, and how fast it was. Nothing of the data is built in: any folder of the
format will do. A sample that the detector could not judge counts as not strange, and is written as 0.

  --format nab       the Numenta benchmark: DIR/data/CATEGORY/FILE.csv (timestamp,value) and DIR/labels/combined_windows.json.
                     Writes OUT/CATEGORY/FILE.csv (timestamp,value,state,onset), of files without labels as well. Prints the score of
                     the three profiles at the best threshold, at the shipped one, and strict: tuned on one half of the files (sorted
                     by name, from 0), reported on the other; and the mean over perturbations: each constant times a factor uniform
                     from 0.5 to 1.5.
  --format matrix    DIR/meta.json ([{name, n, d, train}]), NAME.f32 (n × d float32, row by row, little-endian) and NAME.lab (a byte
                     a row): each column is a series with a detector of its own. Writes OUT/NAME.state.f32 (n × d) and
                     OUT/NAME.group.f32 (n). Prints VUS-PR of the rows behind the first "train" ones.
  --format merlion   CSV files in DIR and below: timestamp (seconds), a column of values, and anomaly (0 or 1). Prints VUS-PR and AUC-PR.
  --format tcpd      DIR/annotations.json and DIR/datasets/NAME/NAME.json: change points, by several people. Prints cover and F1.
  --format speed     needs no data: points a second, bytes a series, save and restore, a month of 1,000 series.

  --data DIR             where the data are
  --out OUT              where to write; nothing is written without it
  --detector NAME        ${CONTESTANT_NAMES.join(', ')} (default ${CONTESTANT_NAMES[0]})
  --perturbations N      nab: how many (default 30, 0 for none)
  --seed N               nab: of the perturbations (default 1)
  --one-by-one           nab: turn each constant alone, by half of it, as well
  --by-file              nab: windows hit and false points of each file as well, at the best threshold
  --nab-results DIR      nab: write DIR/DETECTOR/CATEGORY/DETECTOR_FILE.csv as well, as the benchmark's own scorer reads them
  --charts               nab: draw OUT/charts/CATEGORY/FILE.svg as well: series, band, state, labelled windows and onsets
  --step-seconds N       matrix: time between two rows; tcpd: between two samples (default 300)
  --help                 show this
`;

const FORMATS = ['nab', 'matrix', 'merlion', 'tcpd', 'speed'] as const;

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
  readonly oneByOne: boolean;
  readonly byFile: boolean;
  readonly nabResults?: string;
  /** Where `out` is. */
  readonly charts: boolean;
  readonly stepSeconds: number;
}

/** Options that not every format takes. */
const ONLY_FOR: Readonly<Record<string, readonly Format[]>> = {
  data: ['nab', 'matrix', 'merlion', 'tcpd'],
  out: ['nab', 'matrix'],
  perturbations: ['nab'],
  seed: ['nab'],
  'one-by-one': ['nab'],
  'by-file': ['nab'],
  'nab-results': ['nab'],
  charts: ['nab'],
  'step-seconds': ['matrix', 'tcpd'],
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
      'one-by-one': { type: 'boolean' },
      'by-file': { type: 'boolean' },
      'nab-results': text,
      charts: { type: 'boolean' },
      'step-seconds': text,
    },
  });
  const format = values.help ? 'nab' : oneOf('--format', values.format, FORMATS);
  for (const [option, formats] of Object.entries(ONLY_FOR)) {
    if (!values.help && option in values && !formats.includes(format)) {
      throw new RangeError(`--${option} is for --format ${formats.join(' and ')}, not ${format}`);
    }
  }
  if (!values.help && format !== 'speed' && values.data === undefined) {
    throw new RangeError(`--data DIR is needed: the folder of the ${format} files`);
  }
  if (values.charts === true && values.out === undefined) {
    throw new RangeError('--charts needs --out OUT: the pictures go to OUT/charts');
  }
  return {
    help: values.help,
    format,
    data: values.data ?? '',
    out: values.out,
    detector: oneOf('--detector', values.detector ?? CONTESTANT_NAMES[0], CONTESTANT_NAMES),
    perturbations: wholeNumber('--perturbations', values.perturbations ?? '30', 0, 10_000),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31 - 1),
    oneByOne: values['one-by-one'] ?? false,
    byFile: values['by-file'] ?? false,
    nabResults: values['nab-results'],
    charts: values.charts ?? false,
    stepSeconds: wholeNumber('--step-seconds', values['step-seconds'] ?? '300', 1, 31_557_600),
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
