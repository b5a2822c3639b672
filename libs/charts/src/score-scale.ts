import type { Coordinate } from './pixel-columns.ts';

/** Height of the threshold in the pane. */
const THRESHOLD_SHARE = 0.42;
const TOP_SCORES = [10, 20, 50, 100, 200, 500, 1_000];

export interface ScoreScale {
  readonly yOf: Coordinate;
  /** The score at the top. */
  readonly top: number;
}

/**
 * Heights of scores: linear up to the threshold of 1, which is always at the same height, and logarithmic above it, up to the next
 * round number (at least 10, at most 1000).
 */
export function scoreScale(maxScore: number, top: number, bottom: number): ScoreScale {
  const topScore = TOP_SCORES.find((score) => score >= maxScore) ?? TOP_SCORES[TOP_SCORES.length - 1];
  const shareOf = (score: number): number => {
    if (!(score > 0)) return Number.isNaN(score) ? NaN : 0;
    if (score <= 1) return THRESHOLD_SHARE * score;
    return THRESHOLD_SHARE + (1 - THRESHOLD_SHARE) * Math.min(1, Math.log(score) / Math.log(topScore));
  };
  return { yOf: (score) => bottom - (bottom - top) * shareOf(score), top: topScore };
}
