/** How surely a pattern repeats from cycle to cycle, and at which of the period's harmonics. */
export interface CycleCoherence {
  /** Whole cycles compared. */
  readonly cycles: number;
  /** Natural logarithm of the probability that noise looks this coherent; NaN with fewer than two cycles. */
  readonly logP: number;
  /** −ln p of each harmonic on its own; index 0 is the period itself, index 1 half of it, … */
  readonly evidence: Float64Array;
  /** How far the pattern's phase moves from one cycle to the next, in cycles: the true period is period / (1 + drift). */
  readonly drift: number;
}

/** Phase bins of a cycle: enough for eleven harmonics, few enough to average noise out. */
const MAX_BINS = 24;
/** Below so many cycles the noise of neighbouring harmonics is pooled: one harmonic's own is too uncertain. */
const POOL_BELOW_CYCLES = 8;
const POOL_REACH = 4;
/** Harmonics that the redness of the noise is estimated from, and what is added: about twice its standard error. */
const REDNESS_HARMONICS = 8;
const REDNESS_MARGIN = 0.6;

/**
 * Tests whether `values` (a regular grid, NaN for gaps, trend removed) repeat every `periodPoints` samples.
 *
 * Each cycle is averaged into phase bins and Fourier-transformed. Without a period the coefficients of a harmonic are
 * independent from cycle to cycle, with the power that the noise has at that frequency; then the coherent power over
 * the scattered power is F(2, 2(K − 1)) whatever the noise's spectrum, so that red noise and random walks do not pass
 * for periods (Thomson 1982, "Spectrum estimation and harmonic analysis", section XIII, with cycles for tapers). The
 * harmonics' p-values are joined by Fisher's method over the first 1, 2, 3, 4, 6, 8, 11 of them.
 */
export function measureCoherence(values: Float64Array, periodPoints: number): CycleCoherence {
  const bins = Math.min(MAX_BINS, Math.floor(periodPoints));
  const folded = foldIntoCycles(values, periodPoints, bins);
  const cycles = folded.length / bins;
  const harmonics = Math.floor((bins - 1) / 2);
  const evidence = new Float64Array(harmonics);
  if (cycles < 2 || harmonics === 0) return { cycles, logP: NaN, evidence, drift: NaN };

  const spectrum = transformCycles(folded, cycles, bins, harmonics);
  const coherent = new Float64Array(harmonics);
  const scattered = new Float64Array(harmonics);
  let total = 0;
  for (let h = 0; h < harmonics; h++) {
    let re = 0;
    let im = 0;
    let power = 0;
    for (let k = 0; k < cycles; k++) {
      const at = 2 * (k * harmonics + h);
      re += spectrum[at];
      im += spectrum[at + 1];
      power += spectrum[at] ** 2 + spectrum[at + 1] ** 2;
    }
    coherent[h] = (re * re + im * im) / cycles;
    scattered[h] = Math.max(0, power - coherent[h]) / (cycles - 1);
    total += power;
  }
  if (!(total > 0)) return { cycles, logP: 0, evidence, drift: NaN };
  const pooling = cycles < POOL_BELOW_CYCLES;
  const redness = pooling ? estimateRedness(scattered) : NaN;
  // Rounding errors of a pattern without any noise must not look like a noise of exactly nothing.
  const floor = 1e-12 * (total / (cycles * harmonics));
  for (let h = 0; h < harmonics; h++) {
    const noise = pooling ? poolNoise(scattered, h, redness) : { power: scattered[h], pooled: 1 };
    const degrees = noise.pooled * (cycles - 1);
    evidence[h] = degrees * Math.log1p(coherent[h] / Math.max(noise.power, floor) / degrees);
  }
  return { cycles, logP: joinEvidence(evidence), evidence, drift: measureDrift(spectrum, cycles, harmonics) };
}

/** Averages whole cycles (the latest ones) into phase bins; a cycle with more than half of its bins empty is left out. */
function foldIntoCycles(values: Float64Array, periodPoints: number, bins: number): Float64Array {
  const possible = Math.floor(values.length / periodPoints + 1e-9);
  const first = Math.max(0, Math.round(values.length - possible * periodPoints));
  const sums = new Float64Array(possible * bins);
  const counts = new Float64Array(possible * bins);
  const binsPerPoint = bins / periodPoints;
  for (let i = first; i < values.length; i++) {
    const value = values[i];
    if (value !== value) continue;
    const at = ((i - first) * binsPerPoint + 1e-9) | 0;
    if (at >= sums.length) break;
    sums[at] += value;
    counts[at] += 1;
  }
  return dropEmptyCycles(sums, counts, bins);
}

/** Turns sums into means; an empty bin gets the mean of its phase, which says nothing for or against a period. */
function dropEmptyCycles(sums: Float64Array, counts: Float64Array, bins: number): Float64Array {
  const phaseMean = new Float64Array(bins);
  for (let b = 0; b < bins; b++) {
    let sum = 0;
    let count = 0;
    for (let at = b; at < sums.length; at += bins) {
      sum += sums[at];
      count += counts[at];
    }
    phaseMean[b] = count > 0 ? sum / count : 0;
  }
  let kept = 0;
  for (let start = 0; start < sums.length; start += bins) {
    let filled = 0;
    for (let b = 0; b < bins; b++) if (counts[start + b] > 0) filled += 1;
    if (2 * filled < bins) continue;
    for (let b = 0; b < bins; b++) {
      const at = start + b;
      sums[kept + b] = counts[at] > 0 ? sums[at] / counts[at] : phaseMean[b];
    }
    kept += bins;
  }
  return sums.subarray(0, kept);
}

/** Fourier coefficients of each cycle: re, im of harmonic 1, 2, …; plain sums, as a cycle has at most 24 bins. */
function transformCycles(
  folded: Float64Array,
  cycles: number,
  bins: number,
  harmonics: number,
): Float64Array {
  const cos = new Float64Array(bins);
  const sin = new Float64Array(bins);
  for (let b = 0; b < bins; b++) {
    cos[b] = Math.cos((2 * Math.PI * b) / bins);
    sin[b] = -Math.sin((2 * Math.PI * b) / bins);
  }
  const spectrum = new Float64Array(2 * cycles * harmonics);
  for (let k = 0; k < cycles; k++) {
    for (let h = 1; h <= harmonics; h++) {
      let re = 0;
      let im = 0;
      for (let b = 0, angle = 0; b < bins; b++) {
        const value = folded[k * bins + b];
        re += value * cos[angle];
        im += value * sin[angle];
        angle += h;
        if (angle >= bins) angle -= bins;
      }
      const at = 2 * (k * harmonics + h - 1);
      spectrum[at] = re;
      spectrum[at + 1] = im;
    }
  }
  return spectrum;
}

/**
 * The noise at a harmonic as the mean scatter of its neighbours, where a higher one counts for more by as much as the
 * noise falls towards it, and how many were pooled.
 */
function poolNoise(
  scattered: Float64Array,
  harmonic: number,
  redness: number,
): { power: number; pooled: number } {
  let sum = 0;
  const first = Math.max(0, harmonic - POOL_REACH);
  const last = Math.min(scattered.length - 1, harmonic + POOL_REACH);
  for (let h = first; h <= last; h++) {
    sum += scattered[h] * Math.max(1, ((h + 1) / (harmonic + 1)) ** redness);
  }
  const pooled = last - first + 1;
  return { power: sum / pooled, pooled };
}

/**
 * The exponent β of a noise spectrum 1 / f^β, between white (0) and a random walk (2), from the scatter of the first
 * harmonics by least squares of the logarithms; a margin is added, as too white a noise would find periods in red ones.
 */
function estimateRedness(scattered: Float64Array): number {
  const count = Math.min(REDNESS_HARMONICS, scattered.length);
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let h = 0; h < count; h++) {
    const x = Math.log(h + 1);
    const y = Math.log(Math.max(scattered[h], Number.MIN_VALUE));
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  if (count < 2) return 2;
  const slope = (count * sumXY - sumX * sumY) / (count * sumXX - sumX * sumX);
  return Math.max(0, Math.min(2, REDNESS_MARGIN - slope));
}

/** Under noise each harmonic's −ln p is exponential with mean 1, a sum of m of them Gamma(m, 1). */
function joinEvidence(evidence: Float64Array): number {
  const counts = [1, 2, 3, 4, 6, 8, 11].filter((count) => count <= evidence.length);
  let best = 0;
  let sum = 0;
  let next = 0;
  for (let h = 0; h < evidence.length && next < counts.length; h++) {
    sum += evidence[h];
    if (h + 1 !== counts[next]) continue;
    best = Math.min(best, logGammaTail(sum, h + 1));
    next += 1;
  }
  return Math.min(0, best + Math.log(counts.length));
}

/** ln P(Gamma(shape, 1) > x) for a whole shape: e^−x · Σ x^j / j! over j < shape (DLMF 8.4.10). */
export function logGammaTail(x: number, shape: number): number {
  if (x <= 0) return 0;
  let term = 1;
  let sum = 1;
  for (let j = shape - 1; j > 0; j--) {
    term *= j / x;
    sum += term;
  }
  let logFactorial = 0;
  for (let j = 2; j < shape; j++) logFactorial += Math.log(j);
  return Math.min(0, -x + (shape - 1) * Math.log(x) - logFactorial + Math.log(sum));
}

/**
 * The phase advance per cycle, from the products of coefficients 1, 2, 4, … cycles apart: each doubling halves the
 * error, and the one before says which whole turn is meant (Kay 1989, "A fast and accurate single frequency estimator").
 */
function measureDrift(spectrum: Float64Array, cycles: number, harmonics: number): number {
  let drift = 0;
  for (let lag = 1; lag <= Math.max(1, Math.floor(cycles / 2)); lag *= 2) {
    let re = 0;
    let im = 0;
    for (let k = 0; k + lag < cycles; k++) {
      const a = 2 * k * harmonics;
      const b = 2 * (k + lag) * harmonics;
      re += spectrum[a] * spectrum[b] + spectrum[a + 1] * spectrum[b + 1];
      im += spectrum[a] * spectrum[b + 1] - spectrum[a + 1] * spectrum[b];
    }
    const turns = Math.atan2(im, re) / (2 * Math.PI);
    const expected = drift * lag;
    drift = (turns + Math.round(expected - turns)) / lag;
  }
  return drift;
}
