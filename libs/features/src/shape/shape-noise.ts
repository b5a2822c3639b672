/** Mean squared step over variance: 2 for noise, of which the estimate strays by less than this. */
const NEAR_TWO = 0.5;
/** Noise has no sample so many standard deviations from its mean. */
const OUTLIER = 5;

/**
 * Whether a window is nothing but noise: every sample independent of the one before (von Neumann's ratio, 1941), none far from the
 * others. NaN is a gap. O(n).
 */
export function isNoise(values: Float64Array): boolean {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value / finite.length, 0);
  let variance = 0;
  let steps = 0;
  let furthest = 0;
  for (let i = 0; i < finite.length; i++) {
    variance += (finite[i] - mean) ** 2 / finite.length;
    if (i > 0) steps += (finite[i] - finite[i - 1]) ** 2 / (finite.length - 1);
    furthest = Math.max(furthest, Math.abs(finite[i] - mean));
  }
  return Math.abs(steps / variance - 2) < NEAR_TWO && furthest < OUTLIER * Math.sqrt(variance);
}

/**
 * The correlation that the best of so many windows of noise has with a window of noise by chance alone: of `samples` numbers it is
 * exceeded with a probability of about (1 − r²)^(samples/2 − 1) (Fisher, 1915).
 */
export function chanceSimilarity(samples: number, windows: number): number {
  return Math.sqrt(1 - Math.max(1, windows) ** (-2 / Math.max(1, samples - 2)));
}
