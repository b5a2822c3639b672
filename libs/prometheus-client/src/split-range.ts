import type { Labels } from './labels.ts';
import type { RangeSeries } from './query-result.ts';

/** Prometheus refuses a range of more points in a series. */
export const MAX_POINTS = 11_000;
/** Bounds the requests that one range becomes. */
const MAX_PIECES = 1_000;

export interface Range {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/**
 * Splits the moments `startMs`, `startMs + stepMs`, … up to `endMs` into consecutive ranges of at most 11,000 of them.
 * Throws RangeError where times are not whole milliseconds in order, or there are more than 11 million moments.
 */
export function splitRange({ startMs, endMs, stepMs }: Range): Range[] {
  if (!Number.isSafeInteger(startMs))
    throw new RangeError(`startMs must be whole milliseconds, got ${startMs}`);
  if (!Number.isSafeInteger(endMs)) throw new RangeError(`endMs must be whole milliseconds, got ${endMs}`);
  if (endMs < startMs) throw new RangeError(`endMs must not be before startMs, got ${endMs} and ${startMs}`);
  if (!Number.isSafeInteger(stepMs) || stepMs <= 0) {
    throw new RangeError(`stepMs must be whole milliseconds above 0, got ${stepMs}`);
  }
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  const pieces = Math.ceil(points / MAX_POINTS);
  if (pieces > MAX_PIECES) throw new RangeError(`stepMs is too small for the range: ${points} points`);
  return Array.from({ length: pieces }, (_, i) => {
    const lastPoint = Math.min((i + 1) * MAX_POINTS, points) - 1;
    return { startMs: startMs + i * MAX_POINTS * stepMs, endMs: startMs + lastPoint * stepMs, stepMs };
  });
}

/** Joins the results of consecutive ranges: one series a label set, in the order in which they first appear. */
export function joinSeries(pieces: readonly (readonly RangeSeries[])[]): RangeSeries[] {
  if (pieces.length === 1) return [...pieces[0]];
  const parts = Map.groupBy(pieces.flat(), ({ labels }) => keyOf(labels));
  return [...parts.values()].map((series) => ({
    labels: series[0].labels,
    timestamps: concatenate(series.map(({ timestamps }) => timestamps)),
    values: concatenate(series.map(({ values }) => values)),
    histograms: series.flatMap(({ histograms }) => histograms),
  }));
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function concatenate(arrays: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(arrays.reduce((length, array) => length + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    joined.set(array, offset);
    offset += array.length;
  }
  return joined;
}
