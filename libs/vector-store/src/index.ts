export { passesAnomaly } from './anomaly-filter.ts';
export { METRIC_TYPES } from './metric-entry.ts';
export { openQdrantStore } from './qdrant-store.ts';
export { openSqliteStore } from './sqlite-store.ts';
export { VectorStoreError } from './vector-store-error.ts';

export type {
  MetricEntry,
  MetricFilter,
  MetricListRequest,
  MetricType,
  StoredMetricEntry,
} from './metric-entry.ts';
export type { RecordSketch, SketchVersion } from './record-sketch.ts';
export type { QdrantStoreOptions } from './qdrant-store.ts';
export type { SqliteStoreOptions } from './sqlite-store.ts';
export type { VectorStoreErrorKind } from './vector-store-error.ts';
export type {
  AnomalyFilter,
  AnomalyListRequest,
  AnomalyOrder,
  AnomalyPage,
  EmbedderIdentity,
  Facet,
  FacetField,
  FilterAlternative,
  LabelMatcher,
  ListRequest,
  MetricHit,
  MetricSearchRequest,
  Query,
  Ranking,
  RecordedAnomaly,
  RecordedDetection,
  RecordFilter,
  SearchHit,
  SearchRequest,
  SeriesRecord,
  StoreStats,
  StoredRecord,
  VectorStore,
} from './vector-store.ts';
