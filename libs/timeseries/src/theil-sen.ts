import { median } from './quantile.ts';
import { safeScale } from './safe-scale.ts';

const MS_PER_HOUR = 3_600_000;
/** Up to here all pairs are looked at: at most 124,750 slopes. */
const MAX_EXACT_POINTS = 500;
/** Groups that a longer series is reduced to: 8,128 slopes. */
const GROUPS = 128;

export interface RobustLine {
  /** In the values' unit per hour. */
  readonly slopePerHour: number;
  /** The line's value at the first timestamp. */
  readonly interceptAtStart: number;
}

/**
 * Robust line through the finite samples: the median of the slopes of all pairs (Theil 1950, Sen 1968), through the
 * median time and the median value, as scipy.stats.theilslopes. Up to 500 finite samples exactly; longer series are
 * first divided into 128 groups of consecutive samples of equal size (± 1), each replaced by its median time and
 * median value, and the slope is that of the groups. NaN below two finite samples. O(n + min(n, 500)²).
 *
 * @param timestampsMs of the values' length, strictly increasing.
 */
export function theilSen(timestampsMs: Float64Array, values: Float64Array): RobustLine {
  const scale = safeScale(values);
  const times = new Float64Array(values.length);
  const levels = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    times[count] = timestampsMs[i] - timestampsMs[0];
    levels[count++] = values[i] * scale;
  }
  if (count < 2) return { slopePerHour: NaN, interceptAtStart: NaN };
  const groups = count <= MAX_EXACT_POINTS ? count : GROUPS;
  const slope = medianSlope(groupMedians(times, count, groups), groupMedians(levels, count, groups));
  const middle = median(levels.subarray(0, count)) - slope * median(times.subarray(0, count));
  return { slopePerHour: (slope * MS_PER_HOUR) / scale, interceptAtStart: middle / scale };
}

function medianSlope(times: Float64Array, values: Float64Array): number {
  const slopes = new Float64Array((times.length * (times.length - 1)) / 2);
  let next = 0;
  for (let i = 0; i < times.length; i++) {
    for (let j = i + 1; j < times.length; j++) {
      slopes[next++] = (values[j] - values[i]) / (times[j] - times[i]);
    }
  }
  return median(slopes);
}

/** The medians of `groups` runs of equal length (± 1) that the first `count` values are cut into. */
function groupMedians(values: Float64Array, count: number, groups: number): Float64Array {
  if (groups === count) return values.subarray(0, count);
  const medians = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    const from = Math.floor((g * count) / groups);
    const to = Math.floor(((g + 1) * count) / groups);
    medians[g] = median(values.subarray(from, to));
  }
  return medians;
}
