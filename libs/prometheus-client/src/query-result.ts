import type { Series } from '@metrics-ai/timeseries';
import type { NativeHistogram } from './native-histogram.ts';

/** What Prometheus answered, with what it remarked on the way. */
export interface Answer<T> {
  readonly data: T;
  /** What may be wrong with the data, in Prometheus' words. */
  readonly warnings: readonly string[];
  /** What may be wrong with the query, in Prometheus' words. */
  readonly infos: readonly string[];
}

/**
 * A series of a range. A step without a sample is left out; a NaN in `values` is a sample that is NaN.
 * Native histograms stand apart from the floats: `timestamps` and `values` hold only the floats.
 */
export interface RangeSeries extends Series {
  readonly histograms: readonly HistogramSample[];
}

export interface HistogramSample {
  readonly timestampMs: number;
  readonly histogram: NativeHistogram;
}

/** One series at one moment. Where it is a native histogram, `value` is NaN. */
export interface VectorSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly timestampMs: number;
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

/** The result of an instant query, by the type of its expression. */
export type QueryResult =
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly type: 'matrix'; readonly series: readonly RangeSeries[] }
  | { readonly type: 'scalar'; readonly timestampMs: number; readonly value: number }
  | { readonly type: 'string'; readonly timestampMs: number; readonly value: string };
