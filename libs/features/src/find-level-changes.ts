import { findChangePoints, median } from '@metrics-ai/timeseries';
import { blockMeans, blockStart } from './block-means.ts';
import { MAD_TO_DEVIATION } from './spread.ts';

/** A lasting change of level, in the units of the values given. */
export interface FoundLevelChange {
  /** First position of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
}

const MAX_BLOCKS = 256;
/** Samples a block has where the series is long enough for this many blocks. */
const BLOCK_POINTS = 4;
const ENOUGH_BLOCKS = 64;
const MIN_SEGMENT_BLOCKS = 4;
/** Blocks on either side of a change that are compared to tell a jump from a drift. */
const SIDE_BLOCKS = 4;
/** Share of the whole change that must happen within those blocks. */
const SUDDEN_SHARE = 0.6;
/** How far the jump must stand out from the same difference elsewhere, in robust deviations. */
const JUMP_DEVIATIONS = 5;
/** How far the levels must lie apart, in standard deviations of the samples around them. */
const LEVEL_DEVIATIONS = 1.5;

/**
 * Finds where the level of `values` (a regular grid, NaN for gaps, periods and trend removed, outliers tamed) changes
 * for good: at least four blocks long, of 64 to 256.
 *
 * Change points of the block means are taken as proposals; one stays when the jump there stands out from the moving
 * differences of the whole series (MOSUM, Eichinger & Kirch 2018), so that a random walk, which drifts everywhere, has
 * none, and when the levels lie clearly apart.
 */
export function findLevelChanges(values: Float64Array): FoundLevelChange[] {
  const count = Math.min(
    MAX_BLOCKS,
    values.length,
    Math.max(ENOUGH_BLOCKS, Math.floor(values.length / BLOCK_POINTS)),
  );
  const means = blockMeans(values, count);
  const differences = movingDifferences(means);
  const leastJump = JUMP_DEVIATIONS * MAD_TO_DEVIATION * median(differences);
  if (!differences.some((difference) => difference > leastJump)) return [];
  const proposals = findChangePoints(means, { minSegmentPoints: MIN_SEGMENT_BLOCKS });
  const blockPoints = values.length / count;
  const found = proposals
    .filter(({ index, before, after }) => {
      const jump = Math.abs(sideDifference(means, index));
      return jump >= SUDDEN_SHARE * Math.abs(after - before) && jump > leastJump;
    })
    .map(({ index }) => refineStart(values, blockStart(index, count, values.length), blockPoints));
  let starts = keepApart(found, values.length, MIN_SEGMENT_BLOCKS * blockPoints - 1);
  // Leaving one out changes its neighbours' levels, so the weakest goes first and the rest is looked at again.
  for (;;) {
    const changes = describeLevels(values, starts);
    const weakest = changes.reduce((a, b) => (a.clarity <= b.clarity ? a : b), {
      clarity: Infinity,
      index: -1,
    });
    if (!(weakest.clarity < LEVEL_DEVIATIONS)) {
      return changes.map(({ index, before, after }) => ({ index, before, after }));
    }
    starts = starts.filter((start) => start !== weakest.index);
  }
}

function movingDifferences(means: Float64Array): Float64Array {
  const differences = new Float64Array(Math.max(0, means.length - 2 * SIDE_BLOCKS + 1));
  for (let i = 0; i < differences.length; i++) {
    differences[i] = Math.abs(sideDifference(means, i + SIDE_BLOCKS));
  }
  return differences;
}

/** Mean of the blocks from `at` on, less the mean of those before. */
function sideDifference(means: Float64Array, at: number): number {
  return finiteMean(means, at, at + SIDE_BLOCKS) - finiteMean(means, at - SIDE_BLOCKS, at);
}

function finiteMean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = Math.max(0, from); i < Math.min(to, values.length); i++) {
    if (values[i] !== values[i]) continue;
    sum += values[i];
    count += 1;
  }
  return sum / count;
}

/** Moves a change, by up to the shortest segment, to the sample where its sides lie furthest apart. */
function refineStart(values: Float64Array, start: number, blockPoints: number): number {
  const reach = Math.ceil(MIN_SEGMENT_BLOCKS * blockPoints);
  const side = Math.max(SIDE_BLOCKS, Math.ceil(2 * blockPoints));
  let best = start;
  let largest = -1;
  for (let at = Math.max(1, start - reach); at <= Math.min(values.length - 1, start + reach); at++) {
    const apart = Math.abs(finiteMean(values, at, at + side) - finiteMean(values, at - side, at));
    if (apart > largest) {
      largest = apart;
      best = at;
    }
  }
  return best;
}

/** Of changes too close to each other the first stays (what comes of it is judged later); none too close to an end. */
function keepApart(starts: readonly number[], length: number, minPoints: number): number[] {
  const kept: number[] = [];
  for (const start of starts) {
    const previous = kept.length > 0 ? kept[kept.length - 1] : 0;
    if (start - previous >= minPoints && length - start >= minPoints) kept.push(start);
  }
  return kept;
}

function describeLevels(
  values: Float64Array,
  starts: readonly number[],
): (FoundLevelChange & { clarity: number })[] {
  const bounds = [0, ...starts, values.length];
  const levels = bounds.slice(1).map((end, k) => median(values.subarray(bounds[k], end)));
  const deviations = bounds.slice(1).map((end, k) => {
    let squares = 0;
    let count = 0;
    for (let i = bounds[k]; i < end; i++) {
      if (values[i] !== values[i]) continue;
      squares += (values[i] - levels[k]) ** 2;
      count += 1;
    }
    return Math.sqrt(squares / count);
  });
  return starts.map((index, k) => ({
    index,
    before: levels[k],
    after: levels[k + 1],
    clarity:
      Math.abs(levels[k + 1] - levels[k]) / Math.max(deviations[k], deviations[k + 1], Number.MIN_VALUE),
  }));
}
