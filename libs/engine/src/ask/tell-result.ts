import { formatQuantity, formatTime } from '@metrics-ai/features';
import type { AskedSeries, AskResult } from './ask-answer.ts';
import { nameSeries } from './name-series.ts';

/** So many series are told one by one; of more, the first ones and the last. */
const MAX_TOLD = 5;
const FIRST_TOLD = 3;
/** Names without values are shorter. */
const MAX_NAMED = 10;

/** How a result is to be told. */
export interface Manner {
  /** Stands before a colon. */
  readonly reading: string;
  readonly unit: string;
  /** When it is read: of other years, times are told with theirs. */
  readonly nowMs: number;
  /** When the samples of a moment are from, where the expression looks back from it. */
  readonly samplesMs?: number;
  /** One value is asked for, as by `up == 0`: which series have it is what there is to tell. */
  readonly isOfOneValue?: boolean;
  /** An infinite value was divided by nothing, and is no finding. */
  readonly isQuotient?: boolean;
  /** The series stand with the lowest first. */
  readonly isLowestFirst?: boolean;
}

/**
 * Says in a few sentences what came back: values in their unit, times, and which series. Every number is one of the result, or the
 * count of its series. A result without series is not told here.
 */
export function tellResult(result: AskResult, manner: Manner): string[] {
  return result.kind === 'instant'
    ? tellSamples({ ...result, timeMs: manner.samplesMs ?? result.timeMs }, manner)
    : tellCourses(result, manner);
}

type InstantResult = Extract<AskResult, { kind: 'instant' }>;

/** Whether a value says something: a share of nothing does not. */
export function isValue(value: number, { isQuotient = false }: Pick<Manner, 'isQuotient'>): boolean {
  return isQuotient ? Number.isFinite(value) : !Number.isNaN(value);
}

function tellSamples({ series, seriesTotal, timeMs }: InstantResult, manner: Manner): string[] {
  const { reading, isOfOneValue } = manner;
  const at = `at ${formatTime(timeMs, manner.nowMs)}`;
  const names = nameSeries(series);
  if (isOfOneValue === true && names.every((name) => name !== '')) {
    const which = listed(names, seriesTotal, MAX_NAMED);
    return [
      seriesTotal === 1 ? `${reading}: ${which}, ${at}.` : `${reading}: ${seriesTotal}, ${at}: ${which}.`,
    ];
  }
  const known = [...series.keys()].filter((i) => isValue(series[i].value, manner));
  const missing = tellMissing({ series, seriesTotal, names, known });
  if (known.length === 0) {
    return [
      `${reading}: ${seriesTotal === 1 ? 'unknown' : `${seriesTotal} series, all unknown`}, ${at}.`,
      ...missing,
    ];
  }
  const values = known.map((i) => written(series[i].value, manner));
  const told = known.map((i, place) => (names[i] === '' ? values[place] : `${values[place]} (${names[i]})`));
  if (seriesTotal === 1) return [`${reading}: ${told[0]}, ${at}.`];
  const isWhole = series.length === seriesTotal;
  if (isWhole && known.length > 1 && values.every((value) => value === values[0])) {
    const which = known.map((i) => names[i]).filter((name) => name !== '');
    const list = which.length === 0 ? '' : `: ${listed(which, which.length, MAX_TOLD)}`;
    return [`${reading}: ${known.length} series, all at ${values[0]}, ${at}${list}.`, ...missing];
  }
  if (isWhole && known.length <= MAX_TOLD) return [`${reading}, ${at}: ${told.join('; ')}.`, ...missing];
  const isFalling = series[known[0]].value >= series[known[known.length - 1]].value;
  const last = isWhole ? ` ${isFalling ? 'Lowest' : 'Highest'}: ${told[told.length - 1]}.` : '';
  return [
    `${reading}: ${seriesTotal} series, ${at}.`,
    `${isFalling ? 'Highest' : 'Lowest'}: ${told.slice(0, FIRST_TOLD).join('; ')}.${last}`,
    ...missing,
  ];
}

/** Those that have no value, which stand behind all others. */
function tellMissing({
  series,
  seriesTotal,
  names,
  known,
}: Pick<InstantResult, 'series' | 'seriesTotal'> & {
  readonly names: readonly string[];
  readonly known: readonly number[];
}): string[] {
  const missing = [...series.keys()].filter((i) => !known.includes(i));
  if (missing.length === 0) return [];
  const kinds = [...new Set(missing.map((i) => noValueOf(series[i].value)))].join(' or ');
  const why = `Prometheus gives ${kinds}, such as for a share of nothing`;
  if (known.length === 0) return [`${why}.`];
  const which = missing.map((i) => names[i]).filter((name) => name !== '');
  const list = which.length === 0 ? '' : ` (${listed(which, which.length, FIRST_TOLD)})`;
  return [`Unknown of ${seriesTotal - known.length} of ${seriesTotal} series${list}: ${why}.`];
}

/** As Prometheus writes what is no finite value. */
function noValueOf(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** As many names as are read, and whether there are more. */
function listed(names: readonly string[], total: number, most: number): string {
  return [...names.slice(0, most), ...(total > Math.min(most, names.length) ? ['…'] : [])].join('; ');
}

function tellCourses(
  { series, seriesTotal, range }: Extract<AskResult, { kind: 'range' }>,
  manner: Manner,
): string[] {
  const { reading, nowMs, isLowestFirst = false } = manner;
  const names = nameSeries(series);
  const during = `from ${formatTime(range.startMs, nowMs)} to ${formatTime(range.endMs, nowMs)}`;
  if (seriesTotal === 1) {
    const of = names[0] === '' ? '' : ` (${names[0]})`;
    return [`${reading}${of}, ${during}: ${course(series[0], manner)}.`];
  }
  const told = series.slice(0, FIRST_TOLD).map((each, i) => `${names[i]}: ${course(each, manner)}.`);
  const end = isLowestFirst ? 'lowest' : 'highest';
  const count =
    seriesTotal > told.length ? ` ${seriesTotal} series, of which the ${told.length} that end ${end}:` : '';
  return [`${reading}, ${during}:${count}`, ...told];
}

/** Where a series begins and ends, and how low and high it was between. */
function course({ timestamps, values }: AskedSeries, manner: Manner): string {
  const at = (i: number): string => formatTime(timestamps[i], manner.nowMs);
  const known = [...values.keys()].filter((i) => isValue(values[i], manner));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return 'without a known value (NaN)';
  const lowest = known.reduce((low, i) => (values[i] < values[low] ? i : low));
  const highest = known.reduce((high, i) => (values[i] > values[high] ? i : high));
  const value = (i: number): string => written(values[i], manner);
  if (known.length === 1) return `${value(first)}, at ${at(first)} alone`;
  if (value(lowest) === value(highest)) return `${value(last)} all the time`;
  return [
    `first ${value(first)}, last ${value(last)}`,
    `lowest ${value(lowest)} (${at(lowest)})`,
    `highest ${value(highest)} (${at(highest)})`,
  ].join('; ');
}

const YEAR_10000_S = 253_402_300_800;

function written(value: number, { unit, nowMs }: Manner): string {
  if (unit !== 'timestamp') return formatQuantity(value, unit);
  // Of a moment in milliseconds, the year would have five digits.
  return Math.abs(value) < YEAR_10000_S ? formatTime(value * 1_000, nowMs) : formatQuantity(value, '');
}
