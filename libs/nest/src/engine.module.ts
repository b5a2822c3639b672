import type { Embedder } from '@metrics-ai/embeddings';
import {
  Analyze,
  Anomalies,
  characterizeHere,
  characterizePool,
  Charts,
  Detect,
  Health,
  Ingest,
  Jobs,
  Preview,
  SampleWindows,
  Search,
  Similar,
  type Characterizer,
  type EngineLimits,
  type IngestReport,
} from '@metrics-ai/engine';
import type { LanguageModel } from '@metrics-ai/insights';
import { PrometheusClient } from '@metrics-ai/prometheus-client';
import type { VectorStore } from '@metrics-ai/vector-store';
import type { TurnQueue } from '@metrics-ai/work-queue';
import { ConfigurableModuleBuilder, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { EMBEDDER } from './embeddings.module.ts';
import { LANGUAGE_MODEL } from './insights.module.ts';
import { PROMETHEUS_PROBE } from './prometheus.module.ts';
import { VECTOR_STORE } from './vector-store.module.ts';
import { TURN_QUEUE } from './work-queue.module.ts';

export interface EngineModuleOptions {
  readonly limits: EngineLimits;
  /** Background jobs that run at the same time, and those of one tenant that may wait. */
  readonly jobs: { readonly concurrency: number; readonly maxQueued: number };
  /** Worker threads that analyse and draw series. Default 0: the main thread does. */
  readonly threads?: number;
  /** Memory for samples that watches have read before, 8 bytes each, 16 of a counter that was reset. Default 256 MiB. */
  readonly sampleCacheBytes?: number;
}

const DEFAULT_SAMPLE_CACHE_BYTES = 2 ** 28;

/** Injects the Characterizer. */
export const CHARACTERIZER = Symbol('Characterizer');

/** Finished jobs that are remembered for each tenant. */
const MAX_FINISHED_JOBS = 100;

/** The jobs that ingest in the background. */
export class IngestJobs extends Jobs<IngestReport> {}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<EngineModuleOptions>()
  .setClassMethodName('forRoot')
  .setExtras({}, (definition) => ({ ...definition, global: true }))
  .build();

/**
 * Provides the use cases: Ingest, Search, Similar, Anomalies, Analyze, Charts, Detect, Preview, Health and IngestJobs, and the CHARACTERIZER of them. `forRoot(options)`, or `forRootAsync`.
 * Needs the PrometheusModule, EmbeddingsModule, VectorStoreModule and InsightsModule.
 */
@Module({
  providers: [
    {
      provide: CHARACTERIZER,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ threads = 0 }: EngineModuleOptions) =>
        threads === 0 ? characterizeHere() : characterizePool({ threads }),
    },
    {
      provide: Ingest,
      inject: [MODULE_OPTIONS_TOKEN, PrometheusClient, VECTOR_STORE, EMBEDDER, CHARACTERIZER],
      useFactory: (
        { limits, sampleCacheBytes = DEFAULT_SAMPLE_CACHE_BYTES }: EngineModuleOptions,
        prometheus: PrometheusClient,
        store: VectorStore,
        embedder: Embedder,
        characterizer: Characterizer,
      ) =>
        new Ingest({
          prometheus,
          store,
          embedder,
          characterizer,
          limits,
          windows: new SampleWindows(sampleCacheBytes),
          nowMs: Date.now,
        }),
    },
    {
      provide: Search,
      inject: [VECTOR_STORE, EMBEDDER],
      useFactory: (store: VectorStore, embedder: Embedder) =>
        new Search({ store, embedder, nowMs: Date.now }),
    },
    {
      provide: Similar,
      inject: [MODULE_OPTIONS_TOKEN, VECTOR_STORE, PrometheusClient, CHARACTERIZER],
      useFactory: (
        { limits }: EngineModuleOptions,
        store: VectorStore,
        prometheus: PrometheusClient,
        characterizer: Characterizer,
      ) => new Similar({ store, prometheus, characterizer, maxPoints: limits.maxPoints, nowMs: Date.now }),
    },
    {
      provide: Anomalies,
      inject: [VECTOR_STORE],
      useFactory: (store: VectorStore) => new Anomalies(store),
    },
    {
      provide: Analyze,
      inject: [
        MODULE_OPTIONS_TOKEN,
        PrometheusClient,
        CHARACTERIZER,
        { token: LANGUAGE_MODEL, optional: true },
      ],
      useFactory: (
        { limits }: EngineModuleOptions,
        prometheus: PrometheusClient,
        characterizer: Characterizer,
        model?: LanguageModel,
      ) => new Analyze({ prometheus, model, characterizer, limits, nowMs: Date.now }),
    },
    {
      provide: Charts,
      inject: [PrometheusClient, VECTOR_STORE, Analyze, CHARACTERIZER],
      useFactory: (
        prometheus: PrometheusClient,
        store: VectorStore,
        analyze: Analyze,
        characterizer: Characterizer,
      ) => new Charts({ prometheus, store, analyze, characterizer, nowMs: Date.now }),
    },
    {
      provide: Detect,
      inject: [MODULE_OPTIONS_TOKEN, CHARACTERIZER],
      useFactory: ({ limits }: EngineModuleOptions, characterizer: Characterizer) =>
        new Detect({ characterizer, limits }),
    },
    {
      provide: Preview,
      inject: [MODULE_OPTIONS_TOKEN, PrometheusClient, CHARACTERIZER],
      useFactory: (
        { limits }: EngineModuleOptions,
        prometheus: PrometheusClient,
        characterizer: Characterizer,
      ) => new Preview({ prometheus, characterizer, limits }),
    },
    {
      provide: Health,
      inject: [
        PROMETHEUS_PROBE,
        VECTOR_STORE,
        EMBEDDER,
        { token: LANGUAGE_MODEL, optional: true },
        { token: TURN_QUEUE, optional: true },
      ],
      useFactory: (
        prometheus: PrometheusClient,
        store: VectorStore,
        embedder: Embedder,
        model?: LanguageModel,
        queue?: TurnQueue,
      ) =>
        new Health({
          prometheus: async (signal) => ({ version: (await prometheus.buildInfo({ signal })).data.version }),
          vectorStore: () => store.check(),
          embedder: (signal) => embedder.check({ signal }),
          languageModel: model && ((signal) => model.check({ signal })),
          queue: queue && (() => queue.check()),
        }),
    },
    {
      provide: IngestJobs,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ jobs }: EngineModuleOptions) =>
        new IngestJobs({ ...jobs, maxFinished: MAX_FINISHED_JOBS, nowMs: Date.now, newId: randomUUID }),
    },
  ],
  exports: [
    CHARACTERIZER,
    Ingest,
    Search,
    Similar,
    Anomalies,
    Analyze,
    Charts,
    Detect,
    Preview,
    Health,
    IngestJobs,
  ],
})
export class EngineModule extends ConfigurableModuleClass implements OnModuleDestroy {
  constructor(
    private readonly jobs: IngestJobs,
    @Inject(CHARACTERIZER) private readonly characterizer: Characterizer,
  ) {
    super();
  }

  /** Before the store is closed: jobs that still run are stopped and waited for, then requests that ingest, analyse or draw. */
  async onModuleDestroy(): Promise<void> {
    await this.jobs.close();
    await this.characterizer.close();
  }
}
