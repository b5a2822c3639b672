/**
 * Detectors of the published table that their descriptions are enough to build: to see that the scorer gives what is
 * published. Each gives one score a sample.
 */

/**
 * Windowed Gaussian: one minus the tail probability of a value under the normal distribution of the last `windowPoints` values,
 * which moves on by `stepPoints` at a time once it is full.
 */
export function windowedGaussian(values: Float64Array, windowPoints = 6_400, stepPoints = 100): Float64Array {
  const scores = new Float64Array(values.length);
  let from = 0;
  let to = 0;
  let mean = 0;
  let deviation = 1;
  values.forEach((value, i) => {
    if (i > 0) scores[i] = 1 - normalTail(Math.abs(value - mean) / deviation);
    const isFull = i >= windowPoints;
    // A full window waits for a whole step.
    if (isFull && i + 1 - to < stepPoints) return;
    to = i + 1;
    from = Math.max(0, to - windowPoints);
    let sum = 0;
    for (let k = from; k < to; k++) sum += values[k];
    mean = sum / (to - from);
    let squares = 0;
    for (let k = from; k < to; k++) squares += (values[k] - mean) ** 2;
    deviation = Math.sqrt(squares / (to - from)) || 1e-6;
  });
  // Published as twelve digits, of which the best threshold, 1, has been found.
  return scores.map((score) => Number(score.toPrecision(12)));
}

/**
 * Relative entropy (Wang et al., "Statistical techniques for online anomaly detection in data centers", 2011, figure 1): 1 where
 * the histogram of the last 52 values agrees with none that was seen before. Its five bins span the range of the whole file, as
 * the benchmark tells it.
 */
export function relativeEntropy(values: Float64Array): Float64Array {
  const BINS = 5;
  const WINDOW_POINTS = 52;
  /** Of χ² with four degrees of freedom, exceeded once in a hundred times. */
  const LIMIT = 13.276704135987622;
  const lowest = values.reduce((a, b) => Math.min(a, b), Infinity);
  const width = (values.reduce((a, b) => Math.max(a, b), -Infinity) - lowest) / BINS;
  const scores = new Float64Array(values.length);
  if (width === 0) return scores;
  // Bins are counted from 1 up, the lowest value alone is in 0; the last two share a place.
  const bins = values.map((value) => Math.ceil((value - lowest) / width));
  const hypotheses: Float64Array[] = [];
  for (let i = WINDOW_POINTS - 1; i < values.length; i++) {
    const shares = new Float64Array(BINS);
    const seen = bins.subarray(i + 1 - WINDOW_POINTS, i + 1).filter((bin) => bin <= BINS);
    for (const bin of seen) shares[Math.min(bin, BINS - 1)] += 1 / seen.length;
    const agrees = hypotheses.some((known) => 2 * WINDOW_POINTS * divergence(shares, known) < LIMIT);
    if (agrees) continue;
    if (hypotheses.length > 0) scores[i] = 1;
    hypotheses.push(shares);
  }
  return scores;
}

/** Kullback & Leibler's, in nats. */
function divergence(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, share, k) => sum + (share === 0 ? 0 : share * Math.log(share / q[k])), 0);
}

/** P(Z > z) of the normal distribution, z ≥ 0: by the continued fraction of Mills' ratio where it is small, else by its series. */
function normalTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let fraction = z;
    for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let term = z;
  let series = z;
  for (let k = 1; k < 60; k++) {
    term *= (z * z) / (2 * k + 1);
    series += term;
  }
  return 0.5 - density * series;
}
