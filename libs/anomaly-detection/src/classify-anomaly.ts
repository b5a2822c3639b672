import { median } from '@metrics-ai/timeseries';
import type { AnomalyType } from './anomaly.ts';
import { breakShape } from './break-shape.ts';
import type { Stretch } from './strange-stretches.ts';

/** The level before: two hours at five-minute steps. */
const BEFORE_POINTS = 24;

/** What comes after decides whether a level has stayed; up to an hour at five-minute steps is a spike or a drop. */
const SHORT_POINTS = 12;

/** At the end of the series nobody knows what comes after: as many samples in a row count as a level. */
const LEVEL_POINTS = 4;

/** Four hours at five-minute steps: enough to hold the bend of a slope that becomes strange only at its end. */
const MIN_CONTEXT_POINTS = 48;

/** A day at five-minute steps: further back a break would be told from what has nothing to do with it. */
const MAX_CONTEXT_POINTS = 288;

/**
 * Names a strange stretch, given the finite values of its series and the place of its peak:
 *
 * 1. It **passes** when it is at most 12 samples long and the median of the 12 samples after it has come back at least
 *    half of the way from the peak to the median of the 24 samples before it. At the very end of the series it passes when
 *    it is shorter than 4 samples: too short to be called a level.
 *    What passes is a `spike` when the peak is above what was expected, else a `drop`.
 * 2. What **lasts** is a `trend_change` when a bend of the slope explains the stretch and the values before it better than
 *    a jump, else a `level_shift` (see {@link breakShape}). "Before" is three times its length, at least 48 samples and at most 288;
 *    where the level has not come back, or nothing was before, the 24 samples after it are looked at, too.
 */
export function classifyAnomaly(
  values: Float64Array,
  { from, to }: Stretch,
  peak: number,
  expected: number,
): AnomalyType {
  const points = to - from + 1;
  const after = values.subarray(to + 1, to + 1 + SHORT_POINTS);
  const isOver = after.length > 0;
  const before = from === 0 ? expected : median(values.subarray(Math.max(0, from - BEFORE_POINTS), from));
  // Halves, because the distance of two finite numbers need not be finite.
  const left = Math.abs(median(after) / 2 - before / 2);
  const hasReturned = isOver && left <= Math.abs(values[peak] / 2 - before / 2) / 2;
  const passes = isOver ? hasReturned && points <= SHORT_POINTS : points < LEVEL_POINTS;
  if (passes) return values[peak] > expected ? 'spike' : 'drop';

  const contextPoints = Math.min(Math.max(3 * points, MIN_CONTEXT_POINTS), MAX_CONTEXT_POINTS);
  const end = hasReturned && from > 0 ? to + 1 : to + 1 + BEFORE_POINTS;
  const context = values.subarray(Math.max(0, from - contextPoints), end);
  return breakShape(context) === 'bend' ? 'trend_change' : 'level_shift';
}
