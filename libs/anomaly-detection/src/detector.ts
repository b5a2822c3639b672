import type { Series } from '@metrics-ai/timeseries';

/** The value that would have been usual, and the band of what still is, in the series' unit: lower ≤ expected ≤ upper. */
export interface Band {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * What a detector says of one sample. Everything is NaN where it cannot judge yet (warm-up) or where there is nothing
 * to judge: a gap, be it NaN or ±Inf.
 */
export interface Judgement extends Band {
  /** How strange the sample is: 0 or more, finite; above 1 is anomalous. */
  readonly score: number;
  /** Names of the members whose own score is above 1; a detector that stands alone is its own only member. */
  readonly votes: readonly string[];
}

/** One judgement a sample, as columns of the series' length. */
export interface Judgements {
  readonly score: Float64Array;
  readonly expected: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** What each member thought of each sample; a detector that stands alone is its own only member. */
  readonly members: readonly MemberScores[];
}

/** The scores of one member of a consensus: above 1 is a vote. */
export interface MemberScores {
  readonly name: string;
  readonly score: Float64Array;
}

/**
 * A detector that follows one series sample by sample, in order of time, seeing nothing that lies ahead. Its memory is
 * bounded, however long the series.
 */
export interface OnlineDetector {
  /** Judges the sample by what was learnt from earlier ones, then learns from it. */
  update(timestampMs: number, value: number): Judgement;
}

/**
 * A way to tell strange samples from usual ones. It never changes its input, and gives the same answer for the same
 * series and seed.
 */
export interface Detector {
  readonly name: string;
  /** Finite samples that `online` must have seen before it judges the next one. */
  readonly warmupPoints: number;
  /** Judges a whole series at once; each sample may be judged by what comes after it. */
  detect(series: Series): Judgements;
  /** What `detect` says, but undefined where no sample is strange: of a detector that finds that out for less. */
  detectStrange?(series: Series): Judgements | undefined;
  /** Starts afresh and learns as it goes. Each call returns an independent one. */
  online(): OnlineDetector;
}
