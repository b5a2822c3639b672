import type { LabelMatcher } from './vector-store.ts';

/** What a metric may be declared as; everything else is `unknown`. */
export const METRIC_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'unknown'] as const;

export type MetricType = (typeof METRIC_TYPES)[number];

/** What Prometheus knows of a metric, whether any of its series was ingested or not. */
export interface MetricEntry {
  /** Its name; storing the same name again replaces the entry. */
  readonly metric: string;
  readonly type: MetricType;
  readonly help: string;
  /** `bytes`, `seconds`, …; empty when unknown. */
  readonly unit: string;
  /** Label names with their values, of which some may be left out. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Series it has now; NaN when unknown. */
  readonly series: number;
  /** What was embedded, and what keywords are looked up in. */
  readonly text: string;
  /** When Prometheus was last seen to have it. */
  readonly seenAtMs: number;
}

export interface StoredMetricEntry extends MetricEntry {
  /**
   * Unit length, of the store's embedder's dimension. Left out: the one that is stored stays, which must be of the same
   * text; a RangeError where there is none.
   */
  readonly vector?: Float32Array;
}

/** Every condition given must hold. */
export interface MetricFilter {
  /** Any of these names. */
  readonly metrics?: readonly string[];
  /** Each fits some value of its label, as the entry has them; a label that the entry has not is empty. */
  readonly matchers?: readonly LabelMatcher[];
  /** No record of the metric's series is stored. */
  readonly unprofiledOnly?: boolean;
}

export interface MetricListRequest {
  /** Where the last page ended: the name of its last metric, which may be gone by now. Left out: from the start. */
  readonly afterMetric?: string;
  /** 1 … 1,000. */
  readonly limit: number;
}
