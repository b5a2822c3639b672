import { formatQuantity, formatTime } from '@metrics-ai/features';
import type { AskedSeries, AskResult } from './ask-answer.ts';
import { nameSeries } from './name-series.ts';

/** So many series are told one by one; of more, the first ones and the last. */
const MAX_TOLD = 5;
const FIRST_TOLD = 3;

/**
 * Says in a few sentences what came back: values in their unit, times, and which series. Every number is one of the result, or the
 * count of its series. A result without series is not told here.
 * @param reading stands before a colon
 * @param samplesMs when the samples of a moment are from, where the expression looks back from it
 */
export function tellResult(
  result: AskResult,
  {
    reading,
    unit,
    samplesMs,
  }: { readonly reading: string; readonly unit: string; readonly samplesMs?: number },
): string[] {
  return result.kind === 'instant'
    ? tellSamples({ ...result, timeMs: samplesMs ?? result.timeMs }, reading, unit)
    : tellCourses(result, reading, unit);
}

function tellSamples(
  { series, seriesTotal, timeMs }: Extract<AskResult, { kind: 'instant' }>,
  reading: string,
  unit: string,
): string[] {
  const at = `at ${formatTime(timeMs)}`;
  const names = nameSeries(series);
  const values = series.map(({ value }) => formatQuantity(value, unit));
  const told = values.map((value, i) => (names[i] === '' ? value : `${value} (${names[i]})`));
  const isWhole = series.length === seriesTotal;
  const remarks = series.some(({ value }) => Number.isNaN(value))
    ? ['Unknown is what Prometheus calls NaN, such as a share of nothing.']
    : [];
  if (seriesTotal === 1) return [`${reading}: ${told[0]}, ${at}.`, ...remarks];
  if (isWhole && values.every((value) => value === values[0])) {
    const known = names.filter((name) => name !== '');
    const some = known.length <= MAX_TOLD ? known : [...known.slice(0, FIRST_TOLD), '…'];
    return [
      `${reading}: ${seriesTotal} series, all at ${values[0]}, ${at}${some.length === 0 ? '' : `: ${some.join('; ')}`}.`,
      ...remarks,
    ];
  }
  if (isWhole && seriesTotal <= MAX_TOLD) return [`${reading}, ${at}: ${told.join('; ')}.`, ...remarks];
  const isFalling = series[0].value >= series[series.length - 1].value;
  const last = isWhole ? ` ${isFalling ? 'Lowest' : 'Highest'}: ${told[told.length - 1]}.` : '';
  return [
    `${reading}: ${seriesTotal} series, ${at}.`,
    `${isFalling ? 'Highest' : 'Lowest'}: ${told.slice(0, FIRST_TOLD).join('; ')}.${last}`,
    ...remarks,
  ];
}

function tellCourses(
  { series, seriesTotal, range }: Extract<AskResult, { kind: 'range' }>,
  reading: string,
  unit: string,
): string[] {
  const names = nameSeries(series);
  const during = `from ${formatTime(range.startMs)} to ${formatTime(range.endMs)}`;
  if (seriesTotal === 1) {
    const of = names[0] === '' ? '' : ` (${names[0]})`;
    return [`${reading}${of}, ${during}: ${course(series[0], unit)}.`];
  }
  const told = series.slice(0, FIRST_TOLD).map((each, i) => `${names[i]}: ${course(each, unit)}.`);
  const count = seriesTotal > told.length ? ` ${seriesTotal} series, of which the first ${told.length}:` : '';
  return [`${reading}, ${during}:${count}`, ...told];
}

/** Where a series begins and ends, and how low and high it was between. */
function course({ timestamps, values }: AskedSeries, unit: string): string {
  const known = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return 'without a known value (NaN)';
  const lowest = known.reduce((low, i) => (values[i] < values[low] ? i : low));
  const highest = known.reduce((high, i) => (values[i] > values[high] ? i : high));
  const written = (i: number): string => formatQuantity(values[i], unit);
  if (known.length === 1) return `${written(first)}, at ${formatTime(timestamps[first])} alone`;
  if (written(lowest) === written(highest)) return `${written(last)} all the time`;
  return [
    `first ${written(first)}, last ${written(last)}`,
    `lowest ${written(lowest)} (${formatTime(timestamps[lowest])})`,
    `highest ${written(highest)} (${formatTime(timestamps[highest])})`,
  ].join('; ');
}
