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

  /** Rejects what still goes on with a CharacterizerClosedError, and resolves when nothing runs any more. Nothing can be characterized after that. */
  close(): Promise<void>;
}

/** The characterizer was closed: whoever shuts down takes no more work. */
export class CharacterizerClosedError extends Error {
  override readonly name = 'CharacterizerClosedError';

  constructor() {
    super('no more series are analysed: the process is shutting down');
  }
}
