import { regularisedIncompleteBeta } from './distributions.ts';
import { mean } from './moments.ts';
import { safeScale } from './safe-scale.ts';

const MS_PER_HOUR = 3_600_000;
/** A sum of squares below this may have lost digits to underflow. */
const SMALLEST_SQUARES = 1e-280;

export interface LinearRegression {
  /** In the values' unit per hour. */
  readonly slopePerHour: number;
  /** The line's value at the first timestamp. */
  readonly interceptAtStart: number;
  /** Share of the variance that the line explains, 0…1; NaN for constant values, which have none. */
  readonly r2: number;
  /** Two-sided p-value of the slope by Student's t with count − 2 degrees of freedom; 1 for constant values. */
  readonly pValue: number;
  /** Finite samples. */
  readonly count: number;
}

/**
 * Ordinary least squares of the finite samples against time, as scipy.stats.linregress. Everything but the count is
 * NaN below two finite samples, and the p-value below three (where scipy says 0). The p-value assumes independent
 * errors: on autocorrelated data it is far too small.
 *
 * @param timestampsMs of the values' length, strictly increasing.
 */
export function linearRegression(timestampsMs: Float64Array, values: Float64Array): LinearRegression {
  const plain = scaledFit(timestampsMs, values, 1);
  if (plain.squares > SMALLEST_SQUARES && plain.squares < Infinity) return plain.fit;
  return scaledFit(timestampsMs, values, safeScale(values)).fit;
}

/** The fit by way of values times `scale`, and the sum of their squares that says whether the scale was fit for it. */
function scaledFit(
  timestampsMs: Float64Array,
  values: Float64Array,
  scale: number,
): { fit: LinearRegression; squares: number } {
  const startMs = timestampsMs[0];
  const centre = mean(values) * scale;
  let count = 0;
  let meanX = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      count++;
      meanX += timestampsMs[i] - startMs;
    }
  }
  meanX /= count;
  let sumY = 0;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      const x = timestampsMs[i] - startMs - meanX;
      const y = values[i] * scale - centre;
      sumY += y;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
  }
  if (count < 2) {
    return { fit: { slopePerHour: NaN, interceptAtStart: NaN, r2: NaN, pValue: NaN, count }, squares: yy };
  }
  // What the mean's rounding has left over.
  yy -= (sumY * sumY) / count;
  const slope = xy / xx;
  const r2 = yy > 0 ? Math.min(1, (xy / xx) * (xy / yy)) : NaN;
  return {
    fit: {
      slopePerHour: (slope * MS_PER_HOUR) / scale,
      interceptAtStart: (centre + sumY / count - slope * meanX) / scale,
      r2,
      pValue: slopePValue(r2, count),
      count,
    },
    squares: yy,
  };
}

/** P(|t| > observed) is the incomplete beta function at df / (df + t²), and that is 1 − r². */
function slopePValue(r2: number, count: number): number {
  if (count < 3) return NaN;
  return Number.isNaN(r2) ? 1 : regularisedIncompleteBeta(1 - r2, (count - 2) / 2, 0.5);
}
