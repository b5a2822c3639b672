import type { Episode } from './find-episodes.ts';
import { meanSquare } from './usual-behaviour.ts';

/** What an episode looks like beside what was usual. Shares are 0…1: how much of the smoothed distance's square is explained. */
export interface EpisodeShape {
  /** Mean square of the smoothed distance, and the spread, as multiples of the usual. */
  readonly smoothRatio: number;
  readonly spreadRatio: number;
  /** By a level that begins somewhere, … */
  readonly jumpShare: number;
  /** … by a slope that begins somewhere, … */
  readonly bendShare: number;
  /** … and by the usual rhythm, stronger or weaker, earlier or later. */
  readonly rhythmShare: number;
}

/** How far before the episode its beginning is looked for, as a share of its length, and at least so many ticks. */
const CONTEXT_SHARE = 0.5;
const LEAST_CONTEXT_TICKS = 12;

export function episodeShape({ from, to, departure, usual }: Episode): EpisodeShape {
  const ticks = to - from + 1;
  const context = Math.max(LEAST_CONTEXT_TICKS, Math.round(CONTEXT_SHARE * ticks));
  const begin = Math.max(departure.from, from - context);
  const smooth = departure.smooth.subarray(begin - departure.from, to + 1 - departure.from);
  const inside = smooth.subarray(from - begin);
  const spread = departure.spread.subarray(from - departure.from, to + 1 - departure.from);
  return {
    smoothRatio: meanSquare(inside) / usual.smoothSquare,
    spreadRatio: usual.spread > 0 ? medianOf(spread) / usual.spread : 1,
    ...breakShares(smooth),
    rhythmShare: usual.rhythmShare(begin, smooth),
  };
}

/** The best level from some tick on, and the best slope, as shares of the sum of squares; from the right end, in one pass. */
export function breakShares(values: Float64Array): { jumpShare: number; bendShare: number } {
  let squares = 0;
  let jump = 0;
  let bend = 0;
  let [count, sum, bendProduct, bendSum, bendSquares] = [0, 0, 0, 0, 0];
  for (let k = values.length - 1; k >= 0; k--) {
    // Moving the bend one tick to the left adds 1 to every distance from it.
    bendProduct += sum;
    bendSquares += 2 * bendSum + count;
    bendSum += count;
    if (!Number.isNaN(values[k])) {
      squares += values[k] ** 2;
      sum += values[k];
      count++;
    }
    if (count > 0) jump = Math.max(jump, sum ** 2 / count);
    if (bendSquares > 0) bend = Math.max(bend, bendProduct ** 2 / bendSquares);
  }
  return squares > 0
    ? { jumpShare: jump / squares, bendShare: bend / squares }
    : { jumpShare: 0, bendShare: 0 };
}

function medianOf(values: Float64Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return sorted.length > 0 ? sorted[sorted.length >> 1] : NaN;
}
