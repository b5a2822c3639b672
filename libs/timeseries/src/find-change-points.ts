import { longRunVariance } from './long-run-variance.ts';
import { quantile } from './quantile.ts';
import { rollingMedian } from './rolling-median.ts';
import { safeScale } from './safe-scale.ts';

export interface ChangePointOptions {
  /** Fewest finite samples between two changes, and between a change and an end. Default 12. */
  readonly minSegmentPoints?: number;
  /**
   * By how much a change must lower the squared error, in units of the noise's long-run variance. The default 3 ln n is
   * half as much again as what the Schwarz criterion asks for a level and a position (2 ln n), since the variance is
   * an estimate.
   */
  readonly penalty?: number;
}

/** A lasting change of level. */
export interface ChangePoint {
  /** The first sample of the new level. */
  readonly index: number;
  /** Mean of the finite samples since the change before (or the start). */
  readonly before: number;
  /** Mean of the finite samples until the next change (or the end). */
  readonly after: number;
}

/** Positions at which a change is looked for at first; the best of them are then moved to the exact sample. */
const MAX_POSITIONS = 768;
/** Positions from one pruning of the candidates to the next: each costs nearly as much as a position itself. */
const PRUNING_INTERVAL = 16;
/** Share of the samples that are taken to be free of spikes. */
const USUAL_SHARE = 0.9;
/** How much further than those a sample may lie from the running median: in normal noise 1.645 σ are made 2 σ. */
const SPIKE_FACTOR = 2 / 1.645;
/** Share of the total squared error that is taken for rounding. */
const ROUNDING = 1e-12;

/**
 * Lasting changes of the mean, oldest first: the partition with the least squared error plus a penalty for each change,
 * found by PELT (Killick, Fearnhead & Eckley 2012, "Optimal detection of changepoints with a linear computational
 * cost"). Samples that are not finite are skipped.
 *
 * The penalty grows with the noise's long-run variance, which {@link longRunVariance} estimates from differences, so
 * that autocorrelated noise and cycles are not taken for changes of level. That holds for a series of at least 8 cycles,
 * and for autoregressive noise of 0.7 from about 500 samples on (of 100 samples, one series in four gives a change, of 200 one in sixteen). A
 * slower cycle, a burst that comes back every day and a trend are better taken out before: their steps are changes of
 * level, and a slope comes out as stairs. Spikes are cut off against the running median first.
 *
 * Above 768 samples the partition is found on a grid of n / 768 samples, and each change is then moved to the sample
 * between its neighbours that fits best. O(n log minSegmentPoints), and quadratic in the grid's positions.
 *
 * @throws RangeError when minSegmentPoints is not a positive integer, or penalty is negative or NaN.
 */
export function findChangePoints(values: Float64Array, options: ChangePointOptions = {}): ChangePoint[] {
  const { minSegmentPoints = 12, penalty } = options;
  if (!(Number.isInteger(minSegmentPoints) && minSegmentPoints > 0)) {
    throw new RangeError(`minSegmentPoints must be a positive integer, not ${minSegmentPoints}`);
  }
  if (penalty !== undefined && !(penalty >= 0)) {
    throw new RangeError(`penalty must be 0 or more, not ${penalty}`);
  }
  const positions = finitePositions(values);
  const count = positions.length;
  if (count < 2 * minSegmentPoints) return [];
  const scale = safeScale(values);
  const samples = new Float64Array(count);
  for (let i = 0; i < count; i++) samples[i] = values[positions[i]] * scale;
  const levels = cutSpikes(samples, minSegmentPoints);
  const raw = sumUp(samples);
  const sums = sumUp(levels);
  const cost = Math.max(
    (penalty ?? 3 * Math.log(count)) * longRunVariance(raw),
    ROUNDING * squaredDistances(levels, sums[count] / count),
  );
  if (cost === 0) return [];
  const step = Math.ceil(count / MAX_POSITIONS);
  const rough = partition(sums, step, minSegmentPoints, cost);
  const bounds = step > 1 ? settle(rough, sums, minSegmentPoints, cost) : rough;
  const level = (k: number): number => (raw[bounds[k + 1]] - raw[bounds[k]]) / (bounds[k + 1] - bounds[k]);
  return bounds.slice(1, -1).map((bound, k) => ({
    index: positions[bound],
    before: (level(k) + samples[0]) / scale,
    after: (level(k + 1) + samples[0]) / scale,
  }));
}

function finitePositions(values: Float64Array): Int32Array {
  const positions = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) positions[count++] = i;
  return positions.subarray(0, count);
}

/** sums[i] is the sum of the first i samples' distances from the first of all, so that an offset costs no digits. */
function sumUp(samples: Float64Array): Float64Array {
  const sums = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) sums[i + 1] = sums[i] + (samples[i] - samples[0]);
  return sums;
}

function squaredDistances(samples: Float64Array, centre: number): number {
  let squares = 0;
  for (let i = 0; i < samples.length; i++) squares += (samples[i] - samples[0] - centre) ** 2;
  return squares;
}

/**
 * Moves samples that lie far from the running median towards it. The window is just so wide that `minSegment` samples
 * on a new level are its majority.
 */
function cutSpikes(samples: Float64Array, minSegment: number): Float64Array {
  const half = minSegment - 1;
  const trailing = rollingMedian(samples, 2 * half + 1);
  const middles = new Float64Array(samples.length);
  const distances = new Float64Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    middles[i] = trailing[Math.min(Math.max(i, half) + half, samples.length - 1)];
    distances[i] = samples[i] - middles[i];
  }
  const furthest = SPIKE_FACTOR * quantile(distances.map(Math.abs), USUAL_SHARE);
  for (let i = 0; i < samples.length; i++) {
    middles[i] += Math.max(-furthest, Math.min(furthest, distances[i]));
  }
  return middles;
}

/** Bounds of the segments of the best partition on a grid of `step` samples, 0 and the number of samples included. */
function partition(sums: Float64Array, step: number, minSegment: number, penalty: number): number[] {
  const end = sums.length - 1;
  const last = Math.ceil(end / step);
  const minSteps = Math.ceil(minSegment / step);
  const reciprocals = new Float64Array(end + 1);
  for (let length = 1; length <= end; length++) reciprocals[length] = 1 / length;
  const best = new Float64Array(last + 1);
  const previous = new Int32Array(last + 1);
  const candidates = new Int32Array(last + 1);
  const costs = new Float64Array(last + 1);
  // A candidate that can no longer win is of use until a better one is far enough away to take its place.
  const expiry = new Int32Array(last + 1).fill(last + 1);
  best[0] = -penalty;
  let count = 0;
  for (let t = minSteps; t <= last; t++) {
    // A bound in the first segment's length would leave that too short.
    if (t === minSteps || t >= 2 * minSteps) candidates[count++] = t - minSteps;
    const to = Math.min(end, t * step);
    const sumTo = sums[to];
    let least = Infinity;
    for (let k = 0; k < count; k++) {
      const from = candidates[k] * step;
      const sum = sumTo - sums[from];
      // The squared error of the segment, but for its squares, whose sum is the same in every partition.
      const cost = best[candidates[k]] - sum * sum * reciprocals[to - from] + penalty;
      costs[k] = cost;
      if (cost < least && to - from >= minSegment) {
        least = cost;
        previous[t] = candidates[k];
      }
    }
    best[t] = least;
    if (t % PRUNING_INTERVAL > 0) continue;
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const candidate = candidates[k];
      if (costs[k] - penalty > least) expiry[candidate] = Math.min(expiry[candidate], t + minSteps);
      if (expiry[candidate] > t) candidates[kept++] = candidate;
    }
    count = kept;
  }
  const bounds = [end];
  for (let t = previous[last]; t > 0; t = previous[t]) bounds.push(t * step);
  return [...bounds, 0].reverse();
}

/**
 * Moves each inner bound to the best sample between its neighbours, and makes one of two where that costs less than a
 * change: off the grid, two had to do the work of one.
 */
function settle(bounds: number[], sums: Float64Array, minSegment: number, penalty: number): number[] {
  for (let k = 1; k < bounds.length - 1; k++) {
    bounds[k] = bestBound(sums, bounds[k - 1], bounds[k + 1], minSegment);
  }
  for (let k = 1; k < bounds.length - 2; k++) {
    const [from, first, second, to] = bounds.slice(k - 1, k + 3);
    const one = bestBound(sums, from, to, minSegment);
    const savedByTwo = saving(sums, from, first) + saving(sums, first, second) + saving(sums, second, to);
    const savedByOne = saving(sums, from, one) + saving(sums, one, to);
    if (savedByTwo - savedByOne <= penalty)
      return settle(bounds.toSpliced(k, 2, one), sums, minSegment, penalty);
  }
  return bounds;
}

function bestBound(sums: Float64Array, from: number, to: number, minSegment: number): number {
  let best = from + minSegment;
  let most = -Infinity;
  for (let bound = best; bound <= to - minSegment; bound++) {
    const saved = saving(sums, from, bound) + saving(sums, bound, to);
    if (saved > most) {
      most = saved;
      best = bound;
    }
  }
  return best;
}

/** What a segment's mean saves of its squares. */
function saving(sums: Float64Array, from: number, to: number): number {
  const sum = sums[to] - sums[from];
  return (sum * sum) / (to - from);
}
