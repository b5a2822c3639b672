/** What a number is multiplied by to be in the base unit that it is compared in. */
export interface ReadUnit {
  readonly factor: number;
  /** `seconds`, `bytes`, `percent`, `detectors`, … and per second `bytes/s` or `/s`; empty for a bare number. */
  readonly unit: string;
  /** Characters read, the space before the unit included. */
  readonly length: number;
}

const SECONDS: Readonly<Record<string, number>> = {
  ...each(['ns', 'nanosecond', 'nanoseconds'], 1e-9),
  // Text is compared after Unicode normalisation, which turns the micro sign into a Greek mu.
  ...each(['\u03bcs', 'us', 'microsecond', 'microseconds'], 1e-6),
  ...each(['ms', 'msec', 'millisecond', 'milliseconds'], 1e-3),
  ...each(['s', 'sec', 'secs', 'second', 'seconds'], 1),
  ...each(['min', 'mins', 'minute', 'minutes'], 60),
  ...each(['h', 'hr', 'hrs', 'hour', 'hours'], 3_600),
  ...each(['d', 'day', 'days'], 86_400),
  ...each(['w', 'week', 'weeks'], 604_800),
  ...each(['y', 'year', 'years'], 31_536_000),
};

const SI_PREFIXES = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const SI_SYMBOLS = {
  bit: 'bits',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Hz: 'hertz',
};
const BINARY_PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** Symbols, in which case matters. */
const SYMBOLS: ReadonlyMap<string, readonly [number, string]> = new Map<string, readonly [number, string]>([
  ...Object.entries(SECONDS).map(([symbol, seconds]) => [symbol, [seconds, 'seconds']] as const),
  ...BINARY_PREFIXES.map((prefix, power) => [`${prefix}B`, [1_024 ** power, 'bytes']] as const),
  ...Object.entries(SI_PREFIXES).flatMap(([prefix, factor]) => [
    ...Object.entries(SI_SYMBOLS).map(([symbol, unit]) => [prefix + symbol, [factor, unit]] as const),
    ...(prefix === ''
      ? []
      : [[`${prefix}B`, [factor, 'bytes']] as const, [`${prefix}m`, [factor, 'metres']] as const]),
  ]),
  ['%', [1, 'percent']],
  ['\u00b0C', [1, 'celsius']],
  ['\u03c3', [1, 'deviations']],
  ['\u00d7', [1, 'times']],
]);

const COUNTED = [
  ...['detector', 'spike', 'drop', 'shift', 'change', 'stop', 'freeze', 'storm'],
  ...['peak', 'trough', 'burst', 'fall', 'rise'],
];

/** Words, in which it does not; what is counted is a unit, so that two detectors are not two spikes. */
const WORDS: ReadonlyMap<string, readonly [number, string]> = new Map<string, readonly [number, string]>([
  ...Object.entries(SECONDS).flatMap(([word, seconds]) =>
    word.length > 2 ? [[word, [seconds, 'seconds']] as const] : [],
  ),
  ...['percent', 'percentile', 'celsius', 'kelvin', 'bytes', 'bits', 'metres'].map(
    (unit) => [unit, [1, unit]] as const,
  ),
  ['byte', [1, 'bytes']],
  ['pp', [1, 'percent']],
  ['degrees', [1, 'celsius']],
  ...['x', 'times', 'fold'].map((word) => [word, [1, 'times']] as const),
  ...['sigma', 'sigmas', 'deviation', 'deviations', 'mads'].map((word) => [word, [1, 'deviations']] as const),
  ...['anomaly', 'anomalies'].map((word) => [word, [1, 'anomalies']] as const),
  ...['sample', 'samples', 'point', 'points'].map((word) => [word, [1, 'samples']] as const),
  ...COUNTED.flatMap((word) => [[word, [1, `${word}s`]] as const, [`${word}s`, [1, `${word}s`]] as const]),
]);

/** Written without a space these mean something else: 5m are minutes, 5 m metres. */
const GLUED: ReadonlyMap<string, readonly [number, string]> = new Map<string, readonly [number, string]>([
  ['m', [60, 'seconds']],
]);
const SPACED: ReadonlyMap<string, readonly [number, string]> = new Map<string, readonly [number, string]>([
  ['m', [1, 'metres']],
  ['K', [1, 'kelvin']],
]);

const COUNT_PREFIX = /^(?:([kKMGT])|[ -]?(thousand|million|billion|trillion))(?![\p{L}\p{N}_])/iu;
const COUNT_FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};

const UNIT = /^([ -]?)(?:([%\u00d7])|(\u00b0?\p{L}+)(?![\p{L}\p{N}_]))/u;
/** Words between a number and what is counted: `3 sudden falls`. */
const ADJECTIVE = /^ (?:short|sudden|strange|separate|such|finite|trailing)(?= )/u;
const PER_TIME = /^(?: ?\/ ?|-? ?(?:per|an?|each|every) )(\p{L}+)(?![\p{L}\p{N}_])/u;
/** What is counted, between a bare number and its rate: `12.3 slow requests/s`. */
const THINGS = /^(?: [\p{L}_-]+){1,2}?(?= ?\/| (?:per|an?|each|every) )/u;

/**
 * Reads the unit at the start of what follows a number in a text: `%`, ` GiB`, `k requests/s`, ` min`, ` of` (none).
 * A number that runs into letters which are no unit (`5xx`) is no quantity: `undefined`.
 */
export function readUnit(rest: string): ReadUnit | undefined {
  const prefix = COUNT_PREFIX.exec(rest);
  const multiple = prefix === null ? undefined : COUNT_FACTORS[prefix[1] ?? prefix[2].toLowerCase()];
  const factor = multiple ?? 1;
  let length = multiple === undefined || prefix === null ? 0 : prefix[0].length;

  length += ADJECTIVE.exec(rest.slice(length))?.[0].length ?? 0;

  const word = UNIT.exec(rest.slice(length));
  const found = word === null ? undefined : lookUp(word[2] ?? word[3], word[1] === '');
  if (word !== null && found !== undefined) length += word[0].length;
  else if (/^[\p{L}\p{N}_]/u.test(rest.slice(length))) return undefined;

  const things = found === undefined ? (THINGS.exec(rest.slice(length))?.[0].length ?? 0) : 0;
  const per = PER_TIME.exec(rest.slice(length + things));
  const perSeconds = per === null ? undefined : (SECONDS[per[1]] ?? (per[1] === 'm' ? 60 : undefined));
  const [unitFactor, unit] = found ?? [1, ''];
  if (per === null || perSeconds === undefined) return { factor: factor * unitFactor, unit, length };
  return {
    factor: (factor * unitFactor) / perSeconds,
    unit: `${unit}/s`,
    length: length + things + per[0].length,
  };
}

function lookUp(word: string, glued: boolean): readonly [number, string] | undefined {
  return (glued ? GLUED : SPACED).get(word) ?? SYMBOLS.get(word) ?? WORDS.get(word.toLowerCase());
}

function each(names: readonly string[], value: number): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
