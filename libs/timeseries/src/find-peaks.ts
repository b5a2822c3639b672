import { Scratch } from './scratch.ts';

const comparable = new Scratch();
const stackOfHeights = new Scratch();
const stackOfLows = new Scratch();

/** Conditions that a peak must meet; each is a minimum, and each left out is no condition. */
export interface PeakOptions {
  /** Value of the peak. */
  readonly height?: number;
  /** Vertical distance to both neighbouring samples. */
  readonly threshold?: number;
  /** Samples between neighbouring peaks, 1 or more; of two that are closer, the higher stays (of equals the later). */
  readonly distance?: number;
  /** How far the peak stands out from its surroundings. */
  readonly prominence?: number;
  /** Width in samples, at half the prominence. */
  readonly width?: number;
}

const OPTION_NAMES = ['height', 'threshold', 'distance', 'prominence', 'width'] as const;

/** Peaks as columns, in order of time. */
export interface Peaks {
  readonly indices: Int32Array;
  /** Height above the higher of the two bases. */
  readonly prominences: Float64Array;
  /** Index of the lowest sample on either side, before a sample higher than the peak, a gap or the end comes. */
  readonly leftBases: Int32Array;
  readonly rightBases: Int32Array;
}

/**
 * Local maxima, with the meaning and the conditions of scipy.signal.find_peaks, and prominences and bases as of
 * peak_prominences (SciPy reference; whole series, widths at half the prominence). A flat top counts once, at its
 * middle (rounded down). A sample that is not finite is a gap, and a gap is like the end of the series: neither it nor
 * its neighbours are peaks, and no base lies beyond it. O(n), but for `distance`, which sorts, and for `width`.
 *
 * @throws RangeError when distance is below 1, or an option is NaN.
 */
export function findPeaks(values: Float64Array, options: PeakOptions = {}): Peaks {
  checkOptions(options);
  const { height = -Infinity, threshold = -Infinity, prominence = -Infinity, distance, width } = options;
  const x = gapsToNaN(values);
  const peaks = standOut(x);
  const { indices, prominences } = peaks;
  const kept = new Uint8Array(indices.length);
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k];
    const rise = x[i] - Math.max(x[i - 1], x[i + 1]);
    kept[k] = x[i] >= height && rise >= threshold ? 1 : 0;
  }
  // Before prominence and width, as there: a peak that these refuse has by then ousted its neighbours.
  if (distance !== undefined) oustNear(x, indices, kept, Math.ceil(distance));
  for (let k = 0; k < indices.length; k++) {
    if (prominences[k] < prominence) kept[k] = 0;
    if (width !== undefined && kept[k] === 1 && halfWidth(x, peaks, k) < width) kept[k] = 0;
  }
  return select(peaks, kept);
}

/**
 * Local minima: {@link findPeaks} of −values, so that `height` is the least −value.
 *
 * @throws RangeError when distance is below 1, or an option is NaN.
 */
export function findTroughs(values: Float64Array, options: PeakOptions = {}): Peaks {
  const negated = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) negated[i] = -values[i];
  return findPeaks(negated, options);
}

function checkOptions(options: PeakOptions): void {
  for (const name of OPTION_NAMES) {
    if (Number.isNaN(options[name])) throw new RangeError(`${name} must be a number, not NaN`);
  }
  if (options.distance !== undefined && options.distance < 1) {
    throw new RangeError(`distance must be 1 or more, not ${options.distance}`);
  }
}

/** Every comparison with NaN is false, which makes it the wall that a gap is meant to be; infinities are none. */
function gapsToNaN(values: Float64Array): Float64Array {
  const x = comparable.take(values.length);
  for (let i = 0; i < x.length; i++) x[i] = Number.isFinite(values[i]) ? values[i] : NaN;
  return x;
}

/** Positions of the local maxima (flat tops at their middle), and how many gaps lie before each. */
function localMaxima(x: Float64Array): { indices: Int32Array; gapsBefore: Int32Array } {
  const indices = new Int32Array(x.length >> 1);
  const gapsBefore = new Int32Array(x.length >> 1);
  let count = 0;
  let gaps = 0;
  for (let i = 1; i < x.length - 1; i++) {
    if (Number.isNaN(x[i])) gaps++;
    if (!(x[i - 1] < x[i])) continue;
    let end = i + 1;
    while (end < x.length - 1 && x[end] === x[i]) end++;
    if (x[end] < x[i]) {
      gapsBefore[count] = gaps;
      indices[count++] = (i + end - 1) >> 1;
    }
    i = end - 1;
  }
  return { indices: indices.slice(0, count), gapsBefore };
}

function select(peaks: Peaks, kept: Uint8Array): Peaks {
  let count = 0;
  const places = new Int32Array(kept.length);
  for (let k = 0; k < kept.length; k++) if (kept[k] === 1) places[count++] = k;
  if (count === kept.length) return peaks;
  const selected = {
    indices: new Int32Array(count),
    prominences: new Float64Array(count),
    leftBases: new Int32Array(count),
    rightBases: new Int32Array(count),
  };
  for (let k = 0; k < count; k++) {
    selected.indices[k] = peaks.indices[places[k]];
    selected.prominences[k] = peaks.prominences[places[k]];
    selected.leftBases[k] = peaks.leftBases[places[k]];
    selected.rightBases[k] = peaks.rightBases[places[k]];
  }
  return selected;
}

/** Prominences and bases of all local maxima. */
function standOut(x: Float64Array): Peaks {
  const { indices, gapsBefore } = localMaxima(x);
  const leftBases = findBases(x, indices, gapsBefore, -1);
  const rightBases = findBases(x, indices, gapsBefore, 1);
  const prominences = new Float64Array(indices.length);
  for (let k = 0; k < indices.length; k++) {
    prominences[k] = x[indices[k]] - Math.max(x[leftBases[k]], x[rightBases[k]]);
  }
  return { indices, prominences, leftBases, rightBases };
}

/**
 * The lowest sample on one side of each peak, as far as nothing is higher than the peak (of equally low ones the
 * nearest). It is at the foot of the peak's own slope, or, if the next peak on that side is not higher, at the base of
 * that one, and so on. The stack holds the peaks that may still be looked past to, the highest at the bottom; each is
 * looked past to once, hence O(n).
 */
function findBases(x: Float64Array, peaks: Int32Array, gapsBefore: Int32Array, side: 1 | -1): Int32Array {
  const bases = new Int32Array(peaks.length);
  const heights = stackOfHeights.take(peaks.length);
  const lows = stackOfLows.take(peaks.length);
  const places = new Int32Array(peaks.length);
  let depth = 0;
  let gaps = 0;
  for (let step = 0; step < peaks.length; step++) {
    const k = side === -1 ? step : peaks.length - 1 - step;
    if (gapsBefore[k] !== gaps) depth = 0;
    gaps = gapsBefore[k];
    const height = x[peaks[k]];
    let low = height;
    let base = peaks[k];
    for (let i = base + side; i >= 0 && i < x.length && x[i] <= low; i += side) {
      if (x[i] < low) base = i;
      low = x[i];
    }
    while (depth > 0 && heights[depth - 1] <= height) {
      depth--;
      if (lows[depth] < low) {
        low = lows[depth];
        base = places[depth];
      }
    }
    bases[k] = base;
    heights[depth] = height;
    lows[depth] = low;
    places[depth++] = base;
  }
  return bases;
}

/** The highest kept peak ousts all that are too near, then the highest of those left, and so on. */
function oustNear(x: Float64Array, indices: Int32Array, kept: Uint8Array, distance: number): void {
  const byHeight = Int32Array.from(indices.keys()).sort((a, b) => x[indices[b]] - x[indices[a]] || b - a);
  for (const k of byHeight) {
    if (kept[k] === 0) continue;
    for (let j = k - 1; j >= 0 && indices[k] - indices[j] < distance; j--) kept[j] = 0;
    for (let j = k + 1; j < indices.length && indices[j] - indices[k] < distance; j++) kept[j] = 0;
  }
}

/** Width at half the prominence, interpolated between samples, within the bases. */
function halfWidth(x: Float64Array, peaks: Peaks, k: number): number {
  const peak = peaks.indices[k];
  const level = x[peak] - peaks.prominences[k] / 2;
  let left = peak;
  while (left > peaks.leftBases[k] && x[left] > level) left--;
  let right = peak;
  while (right < peaks.rightBases[k] && x[right] > level) right++;
  const beyondLeft = x[left] < level ? (level - x[left]) / (x[left + 1] - x[left]) : 0;
  const beyondRight = x[right] < level ? (level - x[right]) / (x[right - 1] - x[right]) : 0;
  return right - beyondRight - (left + beyondLeft);
}
