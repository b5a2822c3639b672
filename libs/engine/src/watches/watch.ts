import type { DetectionOptions } from '../detection/detection-options.ts';
import type { SeriesSource } from '../reading/series-source.ts';

/** What is done again and again. */
export interface Recurring {
  /** Unique among what is done. */
  readonly name: string;
  readonly everyMs: number;
}

/** Series that are read again and again, so that what is remembered of them stays up to date. */
export interface Watch extends Recurring {
  /** Unique among the watches; the records carry it. */
  readonly name: string;
  readonly tenant: string;
  readonly source: Extract<SeriesSource, { kind: 'match' | 'query' }>;
  /** How much of the past makes up a profile; left out: two weeks, or since the series began. */
  readonly lookbackMs?: number;
  /** Left out: chosen as for any ingest. */
  readonly stepMs?: number;
  /** Labels that do not tell series apart. */
  readonly dropLabels: readonly string[];
  /** How anomalies are found; left out: by the default. */
  readonly detection?: DetectionOptions;
  /** Without a sample for so long, a series is forgotten. */
  readonly expireAfterMs: number;
  readonly maxSeries: number;
  /** Parts that the series are divided into when several workers share them; a query has one. */
  readonly shards: number;
}
