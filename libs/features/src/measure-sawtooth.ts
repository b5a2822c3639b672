import type { Sawtooth } from './series-profile.ts';

/** A sudden step is at least this share of the range from p05 to p95. */
const STEP_SHARE = 1 / 2;
/** Samples that a step may take. */
const STEP_POINTS = 2;

/**
 * Counts sudden steps on a regular grid (NaN for gaps) and measures how straight the series climbs (or, where sudden
 * rises prevail, descends) between them: the share of the variance within those stretches that lines explain whose
 * slope has the sign opposite to the steps.
 *
 * @param range distance from p05 to p95 of the values.
 */
export function measureSawtooth(values: Float64Array, range: number): Sawtooth {
  if (!(range > 0)) return { suddenFalls: 0, suddenRises: 0, rampShare: NaN };
  const ends: number[] = [];
  let suddenFalls = 0;
  let suddenRises = 0;
  const least = STEP_SHARE * range;
  let previous = NaN;
  let value = values[0];
  for (let i = 1; i < values.length; i++) {
    const beforePrevious = previous;
    previous = value;
    value = values[i];
    const one = value - previous;
    const two = value - beforePrevious;
    // A plain or: in noise nobody can guess which of them, or whether any, is large.
    if (!(+(Math.abs(one) >= least) | +(Math.abs(two) >= least))) continue;
    const step = Math.abs(one) >= least ? one : two;
    // A step of two samples shows up twice.
    const again = ends.length > 0 && i - ends[ends.length - 1] <= STEP_POINTS - 1;
    if (again) {
      ends[ends.length - 1] = i;
      continue;
    }
    ends.push(i);
    if (step > 0) suddenRises += 1;
    else suddenFalls += 1;
  }
  const direction = suddenFalls >= suddenRises ? 1 : -1;
  return { suddenFalls, suddenRises, rampShare: ends.length > 0 ? rampShare(values, ends, direction) : NaN };
}

function rampShare(values: Float64Array, ends: readonly number[], direction: number): number {
  let explained = 0;
  let total = 0;
  for (let k = 0; k <= ends.length; k++) {
    const from = k === 0 ? 0 : ends[k - 1] + 1;
    const to = k === ends.length ? values.length : ends[k] - STEP_POINTS + 1;
    const { slope, variation, ramp } = fitLine(values, from, to);
    total += variation;
    if (slope * direction > 0) explained += ramp;
  }
  return total > 0 ? explained / total : 0;
}

function fitLine(
  values: Float64Array,
  from: number,
  to: number,
): { slope: number; variation: number; ramp: number } {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  for (let i = from; i < to; i++) {
    const y = values[i];
    if (y !== y) continue;
    const x = i - from;
    count += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
    sumYY += y * y;
  }
  if (count < 3) return { slope: 0, variation: 0, ramp: 0 };
  const xx = sumXX - (sumX * sumX) / count;
  const xy = sumXY - (sumX * sumY) / count;
  const variation = Math.max(0, sumYY - (sumY * sumY) / count);
  return { slope: xy / xx, variation, ramp: Math.min(variation, (xy * xy) / xx) };
}
