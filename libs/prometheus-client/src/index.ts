export { isSelector, matchersOf, parseDuration, selector, toDuration } from '@metrics-ai/promql';
export { estimateScrapeIntervalMs } from './estimate-scrape-interval.ts';
export { findFamilies } from './metric-families.ts';
export { metricType } from './metric-type.ts';
export { planReads } from './plan-reads.ts';
export { PrometheusClient } from './prometheus-client.ts';
export { PrometheusError } from './prometheus-error.ts';
export { RemoteWriter } from './remote-write/remote-writer.ts';
export { parseSampleValue } from './sample-value.ts';

export type { Authorization, BasicAuth, ConnectionOptions, TlsOptions } from './connection-options.ts';
export type { LabelMatcher } from '@metrics-ai/promql';
export type { Labels } from './labels.ts';
export type { MetricFamily } from './metric-families.ts';
export type { MetadataEntry, MetricType } from './metric-type.ts';
export type { HistogramBucket, NativeHistogram } from './native-histogram.ts';
export type { MetricRead } from './plan-reads.ts';
export type {
  BuildInfo,
  LabelRequest,
  LookupRequest,
  PrometheusClientOptions,
  RangeRequest,
} from './prometheus-client.ts';
export type { PrometheusErrorDetails, PrometheusErrorKind } from './prometheus-error.ts';
export type { Answer, HistogramSample, QueryResult, RangeSeries, VectorSample } from './query-result.ts';
export type { RemoteWriteOptions, RemoteWriterOptions } from './remote-write/remote-writer.ts';
