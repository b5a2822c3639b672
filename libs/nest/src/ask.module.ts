import type { Embedder } from '@metrics-ai/embeddings';
import { AnswerCharts, Ask, Catalogue, findMetrics, type Characterizer } from '@metrics-ai/engine';
import type { LanguageModel } from '@metrics-ai/insights';
import { PrometheusClient } from '@metrics-ai/prometheus-client';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Global, Module } from '@nestjs/common';
import { EMBEDDER } from './embeddings.module.ts';
import { CHARACTERIZER } from './engine.module.ts';
import { LANGUAGE_MODEL } from './insights.module.ts';
import { VECTOR_STORE } from './vector-store.module.ts';

/**
 * Provides Ask and AnswerCharts. Needs the PrometheusModule, EmbeddingsModule, VectorStoreModule, InsightsModule, EngineModule and
 * CatalogueModule.
 */
@Global()
@Module({
  providers: [
    {
      provide: Ask,
      inject: [
        PrometheusClient,
        VECTOR_STORE,
        EMBEDDER,
        Catalogue,
        { token: LANGUAGE_MODEL, optional: true },
      ],
      useFactory: (
        prometheus: PrometheusClient,
        store: VectorStore,
        embedder: Embedder,
        catalogue: Catalogue,
        model?: LanguageModel,
      ) =>
        new Ask({
          prometheus,
          findMetrics: (tenant, question, options) =>
            findMetrics({ store, embedder }, tenant, question, options),
          catalogue,
          model,
          nowMs: Date.now,
        }),
    },
    {
      provide: AnswerCharts,
      inject: [PrometheusClient, CHARACTERIZER],
      useFactory: (prometheus: PrometheusClient, characterizer: Characterizer) =>
        new AnswerCharts({ prometheus, characterizer, nowMs: Date.now }),
    },
  ],
  exports: [Ask, AnswerCharts],
})
export class AskModule {}
