import { safeScale } from './safe-scale.ts';

/** A sum of squares below this may have lost digits to underflow. */
const SMALLEST_SQUARES = 1e-280;

/**
 * Arithmetic mean of the finite samples; NaN when there is none. Exact for constant input. Never infinite, even where
 * the plain sum would be.
 */
export function mean(values: Float64Array): number {
  const plain = scaledMean(values, 1);
  if (Number.isFinite(plain)) return plain;
  const scale = safeScale(values);
  return scaledMean(values, scale) / scale;
}

/**
 * Sample standard deviation (n − 1) of the finite samples; NaN below two of them, exactly 0 for constant input. In two
 * passes and with the sum of squares corrected for the mean's own rounding (Chan, Golub & LeVeque 1983, "Algorithms
 * for computing the sample variance", section 2), so that a large offset does not cancel the spread.
 */
export function standardDeviation(values: Float64Array): number {
  const plain = scaledVariance(values, 1);
  if (plain > SMALLEST_SQUARES && plain < Infinity) return Math.sqrt(plain);
  const scale = safeScale(values);
  return Math.sqrt(scaledVariance(values, scale)) / scale;
}

/** Mean of the finite samples times `scale`, taken around the first of them so that constant input is exact. */
function scaledMean(values: Float64Array, scale: number): number {
  let first = 0;
  while (first < values.length && !Number.isFinite(values[first])) first++;
  const origin = values[first] * scale;
  let count = 0;
  let sum = 0;
  for (let i = first; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      count++;
      sum += values[i] * scale - origin;
    }
  }
  return count === 0 ? NaN : origin + sum / count;
}

function scaledVariance(values: Float64Array, scale: number): number {
  const centre = scaledMean(values, scale);
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      const deviation = values[i] * scale - centre;
      count++;
      sum += deviation;
      squares += deviation * deviation;
    }
  }
  return count < 2 ? NaN : Math.max(0, squares - (sum * sum) / count) / (count - 1);
}
