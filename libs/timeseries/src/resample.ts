import type { Series } from './series.ts';

/** How the finite samples of one bucket become one. */
export type Aggregate = 'mean' | 'last' | 'min' | 'max' | 'sum';

export interface ResampleOptions {
  /** Distance of the new samples, in whole milliseconds; each stands for the bucket [t, t + stepMs). */
  readonly stepMs: number;
  /** Time of the first bucket; by default the first timestamp, rounded down to a multiple of stepMs. */
  readonly startMs?: number;
  /** A time within the last bucket; by default the last timestamp. */
  readonly endMs?: number;
  /** Default: 'mean'. */
  readonly aggregate?: Aggregate;
}

/** A regular grid larger than this is a mistake of units (seconds for milliseconds), not a wish. */
const MAX_POINTS = 10_000_000;

/**
 * The series on a regular grid, as a new series of the same labels: one sample a bucket [t, t + stepMs), NaN where a
 * bucket holds no finite sample. Samples before startMs or beyond the last bucket are left out. An empty series gives
 * an empty one unless both startMs and endMs are given.
 *
 * @throws RangeError when stepMs is not a positive integer, startMs lies after endMs, a time is not finite, or the grid would
 *   have more than 10 million points.
 */
export function resample(series: Series, options: ResampleOptions): Series {
  const { stepMs, aggregate = 'mean' } = options;
  const { labels, timestamps, values } = series;
  if (!(Number.isSafeInteger(stepMs) && stepMs > 0)) {
    throw new RangeError(`stepMs must be a positive integer, not ${stepMs}`);
  }
  const startMs = checkTime('startMs', options.startMs) ?? Math.floor(timestamps[0] / stepMs) * stepMs;
  const endMs = checkTime('endMs', options.endMs) ?? timestamps[timestamps.length - 1] ?? NaN;
  if (options.startMs !== undefined && options.endMs !== undefined && startMs > endMs) {
    throw new RangeError(`startMs (${startMs}) must not lie after endMs (${endMs})`);
  }
  const points = endMs >= startMs ? Math.floor((endMs - startMs) / stepMs) + 1 : 0;
  if (points > MAX_POINTS) {
    throw new RangeError(`stepMs ${stepMs} would give ${points} points, more than ${MAX_POINTS}`);
  }
  const grid = new Float64Array(points);
  for (let i = 0; i < points; i++) grid[i] = startMs + i * stepMs;
  return { labels, timestamps: grid, values: aggregateBuckets(timestamps, values, grid, stepMs, aggregate) };
}

function aggregateBuckets(
  timestamps: Float64Array,
  values: Float64Array,
  grid: Float64Array,
  stepMs: number,
  aggregate: Aggregate,
): Float64Array {
  const result = new Float64Array(grid.length).fill(NaN);
  let bucket = -1;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const index = Math.floor((timestamps[i] - grid[0]) / stepMs);
    if (!Number.isFinite(value) || !(index >= 0 && index < grid.length)) continue;
    count = index === bucket ? count + 1 : 1;
    bucket = index;
    result[index] = count === 1 ? value : combine(aggregate, result[index], value, count);
  }
  return result;
}

function combine(aggregate: Aggregate, soFar: number, value: number, count: number): number {
  switch (aggregate) {
    case 'mean':
      // In two terms, because the difference of two huge numbers may overflow.
      return soFar + (value / count - soFar / count);
    case 'last':
      return value;
    case 'min':
      return Math.min(soFar, value);
    case 'max':
      return Math.max(soFar, value);
    case 'sum':
      return soFar + value;
  }
}

function checkTime(name: string, timeMs: number | undefined): number | undefined {
  if (timeMs !== undefined && !Number.isFinite(timeMs)) {
    throw new RangeError(`${name} must be a finite number, not ${timeMs}`);
  }
  return timeMs;
}
