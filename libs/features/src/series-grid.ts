import type { Series } from '@metrics-ai/timeseries';

/** A series on a regular grid. */
export interface SeriesGrid {
  readonly startMs: number;
  readonly stepMs: number;
  /** NaN where there is no finite sample. */
  readonly values: Float64Array;
}

/** A grid has at most so many positions for each finite sample; series sparser than that get wider steps. */
const MAX_POSITIONS_PER_SAMPLE = 4;

/**
 * Puts each finite sample on the nearest position of a regular grid from the first to the last finite sample. Of several
 * on one position the last one stays.
 *
 * @param stepMs the series' own step; with a single sample, or a step unknown, the grid has one position.
 * @param count number of finite samples; without any the grid is empty.
 */
export function toGrid({ timestamps, values }: Series, stepMs: number, count: number): SeriesGrid {
  if (count === 0) return { startMs: NaN, stepMs: NaN, values: new Float64Array() };
  let first = 0;
  while (!Number.isFinite(values[first])) first += 1;
  let last = values.length - 1;
  while (!Number.isFinite(values[last])) last -= 1;
  const startMs = timestamps[first];
  const spanMs = timestamps[last] - startMs;
  const step = stepMs > 0 ? Math.max(stepMs, spanMs / (MAX_POSITIONS_PER_SAMPLE * count)) : Infinity;
  const grid = new Float64Array(Math.round(spanMs / step) + 1).fill(NaN);
  for (let i = first; i <= last; i++) {
    const value = values[i];
    if (Number.isFinite(value)) grid[Math.floor((timestamps[i] - startMs) / step + 0.5)] = value;
  }
  return { startMs, stepMs: step, values: grid };
}
