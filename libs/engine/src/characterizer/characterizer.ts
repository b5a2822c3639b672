import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { ReadSeries } from '../reading/read-series.ts';

/** Finds out what series are doing: the computation that most of an ingest's time goes into. */
export interface Characterizer {
  /**
   * One analysis a series, in the same order. The series stay as they are, and the event loop of the caller gets its turns.
   * Rejects with the reason of the signal as soon as that is aborted, and with whatever went wrong with a series.
   */
  characterize(
    series: readonly ReadSeries[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<SeriesAnalysis[]>;

  /** Rejects what still goes on, and resolves when nothing runs any more. Nothing can be characterized after that. */
  close(): Promise<void>;
}

/** What a closed characterizer rejects with. */
export function closedError(): Error {
  return new Error('the characterizer is closed');
}
