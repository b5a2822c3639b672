export { EMBEDDER, EmbeddingsModule } from './embeddings.module.ts';
export { CHARACTERIZER, EngineModule, IngestJobs } from './engine.module.ts';
export { InsightsModule, LANGUAGE_MODEL } from './insights.module.ts';
export { PrometheusModule } from './prometheus.module.ts';
export { VECTOR_STORE, VectorStoreModule } from './vector-store.module.ts';

export type { EmbeddingsModuleOptions } from './embeddings.module.ts';
export type { EngineModuleOptions } from './engine.module.ts';
export type { InsightsModuleOptions } from './insights.module.ts';
export type { VectorStoreModuleOptions } from './vector-store.module.ts';
