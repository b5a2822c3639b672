import { median } from '@metrics-ai/timeseries';
import type { Level, RecentChange } from './series-profile.ts';

/** Samples that "now" is the median of: a hundredth of the series, but at least 3 and at most 12. */
const CURRENT_SHARE = 0.01;
const MIN_CURRENT_POINTS = 3;
const MAX_CURRENT_POINTS = 12;

const DAY_MS = 86_400_000;

/**
 * The level now against all samples of the series.
 *
 * @param p50 median of the finite samples.
 * @param deviation their median absolute deviation times 1.4826.
 */
export function measureLevel(
  timestamps: Float64Array,
  values: Float64Array,
  count: number,
  p50: number,
  deviation: number,
): Level {
  const points = Math.min(
    MAX_CURRENT_POINTS,
    Math.max(MIN_CURRENT_POINTS, Math.round(count * CURRENT_SHARE)),
  );
  const latest = new Float64Array(Math.min(points, count));
  let lastValueAtMs = NaN;
  for (let i = values.length - 1, found = 0; i >= 0 && found < latest.length; i--) {
    if (!Number.isFinite(values[i])) continue;
    if (found === 0) lastValueAtMs = timestamps[i];
    latest[found++] = values[i];
  }
  const current = median(latest);
  let below = 0;
  let equal = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < current && values[i] !== -Infinity) below += 1;
    else if (values[i] === current) equal += 1;
  }
  return {
    current,
    percentileRank: count > 0 ? (below + equal / 2) / count : NaN,
    robustZ: current === p50 ? 0 : deviation > 0 ? (current - p50) / deviation : NaN,
    lastValue: count > 0 ? latest[0] : NaN,
    lastValueAtMs,
  };
}

/** The last stretch against the one before: a day from two days on (so that daily cycles cancel), else a quarter of the window. */
export function measureRecentChange(timestamps: Float64Array, values: Float64Array): RecentChange {
  const endMs = timestamps[timestamps.length - 1];
  const spanMs = endMs - timestamps[0];
  if (!(spanMs > 0)) return { windowSeconds: NaN, before: NaN, after: NaN, relative: NaN };
  const stretchMs = spanMs >= 2 * DAY_MS ? DAY_MS : spanMs / 4;
  const middle = firstAfter(timestamps, endMs - stretchMs);
  const before = median(values.subarray(firstAfter(timestamps, endMs - 2 * stretchMs), middle));
  const after = median(values.subarray(middle));
  const relative = before === after ? 0 : (after - before) / Math.abs(before);
  return {
    windowSeconds: stretchMs / 1_000,
    before,
    after,
    relative: Number.isFinite(relative) ? relative : NaN,
  };
}

/** Index of the first timestamp later than `ms`. */
function firstAfter(timestamps: Float64Array, ms: number): number {
  let low = 0;
  let high = timestamps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timestamps[middle] > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}
