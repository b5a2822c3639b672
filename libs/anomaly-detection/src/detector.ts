import type { Series } from '@metrics-ai/timeseries';

/** What a detector says of one sample: NaN where it cannot judge yet (warm-up) or there is nothing to judge (a gap). */
export interface Judgement {
  /** How strange the sample is; above 1 is anomalous. */
  readonly score: number;
  /** The value that would have been usual, and the band of what still is, in the series' unit. */
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

/** One judgement a sample, as columns of the series' length. */
export interface Judgements {
  readonly score: Float64Array;
  readonly expected: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A detector that follows one series sample by sample, in order of time, seeing nothing that lies ahead. */
export interface OnlineDetector {
  update(timestampMs: number, value: number): Judgement;
}

/**
 * A way to tell strange samples from usual ones. It never changes its input, and gives the same answer for the same
 * series and seed. `detect` may look at the whole series at once; `online` starts afresh and learns as it goes.
 */
export interface Detector {
  readonly name: string;
  detect(series: Series): Judgements;
  online(): OnlineDetector;
}
