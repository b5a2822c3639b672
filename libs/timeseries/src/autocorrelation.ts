import FFT from 'fft.js';
import { mean } from './moments.ts';
import { safeScale } from './safe-scale.ts';
import { Scratch } from './scratch.ts';

/** Up to this many lags, adding up products one lag after the other is quicker than two Fourier transforms. */
const MAX_DIRECT_LAG = 8;
/** Transforms up to this size are kept, tables and all (together about 7 MB); larger ones are made when needed. */
const MAX_KEPT_SIZE = 65_536;
const kept = new Map<number, FourierTransform>();
const distancesFromMean = new Scratch();

/**
 * Sample autocorrelation at lags 0…maxLag (by default all of them), normalised so that lag 0 is 1: the biased
 * estimator Σ (x[t] − m)(x[t + k] − m) / Σ (x[t] − m)² (Box & Jenkins, "Time series analysis", section 2.1.5).
 * Samples that are not finite take the mean m of the others, which adds nothing to any sum. Empty input gives an empty
 * array; without variance (constant, or no finite sample) every lag is NaN, 0 / 0. O(n log n) by the Fourier transform
 * of the power spectrum (Wiener–Khinchin), padded with zeros so that nothing wraps around.
 *
 * @param maxLag an integer of 0 or more; what lies beyond the last lag, length − 1, is cut off.
 * @throws RangeError when maxLag is not such an integer.
 */
export function autocorrelation(values: Float64Array, maxLag = values.length): Float64Array {
  if (!(Number.isInteger(maxLag) && maxLag >= 0)) {
    throw new RangeError(`maxLag must be an integer of 0 or more, not ${maxLag}`);
  }
  const lags = Math.min(maxLag + 1, values.length);
  const deviations = centre(values);
  const sums = maxLag <= MAX_DIRECT_LAG ? sumProducts(deviations, lags) : transformProducts(deviations, lags);
  const squares = sums[0];
  for (let k = 0; k < lags; k++) sums[k] /= squares;
  return sums;
}

/** Distances from the mean, in a scale whose squares are harmless; 0 where there is no finite sample. */
function centre(values: Float64Array): Float64Array {
  const scale = safeScale(values);
  const roughMean = mean(values) * scale;
  const deviations = distancesFromMean.take(values.length);
  for (let i = 0; i < values.length; i++) deviations[i] = values[i] * scale - roughMean;
  // On a large offset the mean itself is rounded; what it is off by shows in the distances.
  const rest = mean(deviations);
  for (let i = 0; i < values.length; i++) {
    deviations[i] = Number.isFinite(deviations[i]) ? deviations[i] - rest : 0;
  }
  return deviations;
}

/** Σ x[t] x[t + k] for each lag k, as it is written. O(n · lags). */
function sumProducts(x: Float64Array, lags: number): Float64Array {
  const sums = new Float64Array(lags);
  for (let k = 0; k < lags; k++) {
    let sum = 0;
    for (let t = k; t < x.length; t++) sum += x[t] * x[t - k];
    sums[k] = sum;
  }
  return sums;
}

/**
 * The same by Fourier transforms of the padded series. Real data take a transform of half their size: even samples as
 * the real parts, odd ones as the imaginary parts (Press et al., "Numerical recipes", section 12.3), on the way there
 * and back. The power spectrum needs no phase, so both unpackings meet in one loop.
 */
function transformProducts(x: Float64Array, lags: number): Float64Array {
  const size = 2 ** Math.max(2, Math.ceil(Math.log2(x.length + lags)));
  const half = size / 2;
  const { fft, cosines, packed, spectrum } = fourierTransform(half);
  packed.set(x);
  packed.fill(0, x.length);
  fft.transform(spectrum, packed);
  for (let k = 0; k <= half / 2; k++) {
    const mirror = k === 0 ? 0 : half - k;
    const cos = cosines[k];
    const sin = cosines[half / 2 - k];
    // Spectra of the even samples and of the odd ones; the series' is even + e^(−2πik / size) · odd.
    const evenRe = spectrum[2 * k] + spectrum[2 * mirror];
    const evenIm = spectrum[2 * k + 1] - spectrum[2 * mirror + 1];
    const oddRe = spectrum[2 * k + 1] + spectrum[2 * mirror + 1];
    const oddIm = spectrum[2 * mirror] - spectrum[2 * k];
    const turnedRe = cos * oddRe + sin * oddIm;
    const turnedIm = cos * oddIm - sin * oddRe;
    // Power is |even + turned|² here and |even − turned|² at the mirror: half their sum, and half their difference.
    const sum = evenRe * evenRe + evenIm * evenIm + turnedRe * turnedRe + turnedIm * turnedIm;
    const difference = 2 * (evenRe * turnedRe + evenIm * turnedIm);
    // The conjugate of the packed spectrum of the sums, since fft.js's forward transform is to invert it.
    packed[2 * k] = sum - sin * difference;
    packed[2 * k + 1] = -cos * difference;
    packed[2 * mirror] = sum + sin * difference;
    packed[2 * mirror + 1] = -cos * difference;
  }
  fft.transform(spectrum, packed);
  const sums = new Float64Array(lags);
  for (let k = 0; k < lags; k += 2) sums[k] = spectrum[k];
  for (let k = 1; k < lags; k += 2) sums[k] = -spectrum[k];
  return sums;
}

interface FourierTransform {
  readonly fft: FFT;
  /** cos(πk / size) for k = 0…size / 2; read backwards they are the sines. */
  readonly cosines: Float64Array;
  /** Room for its input and its output. */
  readonly packed: Float64Array;
  readonly spectrum: Float64Array;
}

function fourierTransform(size: number): FourierTransform {
  const known = kept.get(size);
  if (known !== undefined) return known;
  const cosines = new Float64Array(size / 2 + 1);
  for (let k = 0; k < cosines.length; k++) cosines[k] = Math.cos((Math.PI * k) / size);
  const made = {
    fft: new FFT(size),
    cosines,
    packed: new Float64Array(2 * size),
    spectrum: new Float64Array(2 * size),
  };
  if (size <= MAX_KEPT_SIZE) kept.set(size, made);
  return made;
}
