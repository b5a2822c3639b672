import { Scratch } from './scratch.ts';

/** Bins of one counting pass: enough to leave a handful of samples in each, few enough to stay in the first cache. */
const BINS = 1024;
/** Below this a sort is quicker than another counting pass. */
const SORT_AT_MOST = 256;
/** Counting passes within one bin; heavier tails than three times a thousandfold are sorted. */
const MAX_DEPTH = 3;

/** Up to here insertion is quicker than a call of the general sort. */
const INSERT_AT_MOST = 24;

const finiteSamples = new Scratch();
const deviationsFromMedian = new Scratch();
/** Of the first counting pass; those within a bin, which are rare, take fresh ones. */
const firstStarts = new Uint32Array(BINS + 1);
const firstEnds = new Int32Array(BINS);

/**
 * The q-quantile (0 ≤ q ≤ 1) of the finite samples, interpolated linearly between neighbouring order statistics:
 * method R-7 of Hyndman & Fan 1996 ("Sample quantiles in statistical packages"), numpy's default. NaN when there is no
 * finite sample. O(n), as {@link quantiles}.
 *
 * @throws RangeError when q is not within 0…1.
 */
export function quantile(values: Float64Array, q: number): number {
  return quantiles(values, [q])[0];
}

/**
 * Several quantiles at once, one for each of `qs` in their order; each as {@link quantile} gives it. Cheaper than one
 * after the other.
 *
 * The order statistics are selected exactly without sorting everything: samples are counted into bins of equal width,
 * and only the bins that hold a wanted rank are sorted. O(n) for values spread as most data are; O(n log n) at worst.
 *
 * @throws RangeError when a q is not within 0…1.
 */
export function quantiles(values: Float64Array, qs: readonly number[]): Float64Array {
  for (const q of qs) {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`q must be within 0 and 1, not ${q}`);
  }
  const result = new Float64Array(qs.length).fill(NaN);
  const { finite, low, high } = keepFinite(values);
  if (finite.length === 0) return result;
  const last = finite.length - 1;
  const ranks = new Uint32Array(2 * qs.length);
  for (let k = 0; k < qs.length; k++) {
    ranks[2 * k] = Math.floor(qs[k] * last);
    ranks[2 * k + 1] = Math.ceil(qs[k] * last);
  }
  const selected = selectRanks(finite, ranks, low, high);
  for (let k = 0; k < qs.length; k++) {
    result[k] = interpolate(selected[2 * k], selected[2 * k + 1], qs[k] * last - ranks[2 * k]);
  }
  return result;
}

/** Median of the finite samples; NaN when there is none. O(n), as {@link quantiles}. */
export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}

/**
 * Median absolute deviation of the finite samples from their median, unscaled (times 1.4826 it estimates the standard
 * deviation of normal noise). NaN when there is no finite sample. O(n), as {@link quantiles}.
 */
export function medianAbsoluteDeviation(values: Float64Array): number {
  const centre = median(values);
  const deviations = deviationsFromMedian.take(values.length);
  for (let i = 0; i < values.length; i++) {
    const deviation = Math.abs(values[i] - centre);
    // A distance beyond the range of numbers is still one of a finite sample.
    deviations[i] = Number.isFinite(values[i]) ? Math.min(deviation, Number.MAX_VALUE) : NaN;
  }
  return median(deviations);
}

/** The finite samples, in memory that the next call will use, and their extremes. */
function keepFinite(values: Float64Array): { finite: Float64Array; low: number; high: number } {
  const finite = finiteSamples.take(values.length);
  let count = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(Math.abs(value) < Infinity)) continue;
    finite[count++] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { finite: finite.subarray(0, count), low, high };
}

/** The order statistics at `ranks` (0 is the smallest), in the order of the ranks; may reorder `data`. */
function selectRanks(
  data: Float64Array,
  ranks: Uint32Array,
  low: number,
  high: number,
  depth = 0,
): Float64Array {
  const selected = new Float64Array(ranks.length);
  const binsPerUnit = (BINS - 1) / (high - low);
  // Not so where all samples are equal, or where their distances leave the range of numbers.
  const divisible = binsPerUnit > 0 && binsPerUnit < Infinity;
  if (low === high) return selected.fill(low);
  if (data.length <= SORT_AT_MOST || depth === MAX_DEPTH || !divisible) {
    sort(data);
    for (let k = 0; k < ranks.length; k++) selected[k] = data[ranks[k]];
    return selected;
  }

  // In sorted order, bin b takes the places from starts[b] until before starts[b + 1].
  const starts = depth === 0 ? firstStarts.fill(0) : new Uint32Array(BINS + 1);
  for (let i = 0; i < data.length; i++) starts[(((data[i] - low) * binsPerUnit) | 0) + 1]++;
  for (let bin = 1; bin <= BINS; bin++) starts[bin] += starts[bin - 1];

  // Where the next sample of a wanted bin goes.
  const ends = depth === 0 ? firstEnds.fill(-1) : new Int32Array(BINS).fill(-1);
  const binOfRank = new Uint32Array(ranks.length);
  let total = 0;
  for (let k = 0; k < ranks.length; k++) {
    const bin = binOf(starts, ranks[k]);
    binOfRank[k] = bin;
    if (ends[bin] >= 0) continue;
    ends[bin] = total;
    total += starts[bin + 1] - starts[bin];
  }
  const collected = new Float64Array(total);
  for (let i = 0; i < data.length; i++) {
    const bin = ((data[i] - low) * binsPerUnit) | 0;
    if (ends[bin] >= 0) collected[ends[bin]++] = data[i];
  }
  // A bin that has been seen to is no longer wanted. Larger ones are divided again, in memory of their own.
  for (let k = 0; k < ranks.length; k++) {
    const bin = binOfRank[k];
    if (ends[bin] < 0) continue;
    const content = collected.subarray(ends[bin] - (starts[bin + 1] - starts[bin]), ends[bin]);
    ends[bin] = -1;
    const places: number[] = [];
    for (let j = k; j < ranks.length; j++) if (binOfRank[j] === bin) places.push(j);
    const ranksInBin = Uint32Array.from(places, (j) => ranks[j] - starts[bin]);
    const [least, most] = extremes(content);
    const inBin = selectRanks(content, ranksInBin, least, most, depth + 1);
    for (let j = 0; j < places.length; j++) selected[places[j]] = inBin[j];
  }
  return selected;
}

function extremes(data: Float64Array): [low: number, high: number] {
  let low = data[0];
  let high = data[0];
  for (let i = 1; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) high = data[i];
  }
  return [low, high];
}

function sort(data: Float64Array): void {
  if (data.length > INSERT_AT_MOST) {
    data.sort();
    return;
  }
  for (let i = 1; i < data.length; i++) {
    const value = data[i];
    let at = i;
    for (; at > 0 && data[at - 1] > value; at--) data[at] = data[at - 1];
    data[at] = value;
  }
}

/** The bin that holds a rank, by bisection. */
function binOf(starts: Uint32Array, rank: number): number {
  let from = 0;
  let to = BINS - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (starts[middle + 1] > rank) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The number at `share` (0…1) of the way from low to high. */
export function interpolate(low: number, high: number, share: number): number {
  const distance = high - low;
  // The distance of two huge numbers of opposite sign may overflow although the result does not.
  return distance < Infinity ? low + distance * share : low * (1 - share) + high * share;
}
