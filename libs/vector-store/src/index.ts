export type {
  EmbedderIdentity,
  LabelMatcher,
  RecordFilter,
  SearchHit,
  SearchRequest,
  SeriesRecord,
  StoreStats,
  StoredRecord,
  VectorStore,
} from './vector-store.ts';
