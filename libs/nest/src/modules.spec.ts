import { describe, expect, it } from '@jest/globals';
import type { Embedder } from '@metrics-ai/embeddings';
import {
  Analyze,
  Anomalies,
  AnswerCharts,
  Ask,
  Catalogue,
  Charts,
  Health,
  Ingest,
  Search,
} from '@metrics-ai/engine';
import { PrometheusClient } from '@metrics-ai/prometheus-client';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Test } from '@nestjs/testing';
import 'reflect-metadata';
import {
  AskModule,
  CatalogueModule,
  CatalogueRefresher,
  EMBEDDER,
  EmbeddingsModule,
  EngineModule,
  IngestJobs,
  InsightsModule,
  LANGUAGE_MODEL,
  PrometheusModule,
  VECTOR_STORE,
  VectorStoreModule,
} from './index.ts';

const engineOptions = {
  limits: { maxSeries: 10, maxAnalyzedSeries: 10, maxPoints: 11_000 },
  jobs: { concurrency: 1, maxQueued: 1 },
};

const withDefaults = {
  imports: [
    PrometheusModule.forRoot({ url: 'http://127.0.0.1:9', retries: 0 }),
    EmbeddingsModule.forRoot({ kind: 'builtin' }),
    VectorStoreModule.forRoot({ kind: 'sqlite', path: ':memory:' }),
    InsightsModule.forRoot({ kind: 'narrator' }),
    CatalogueModule.forRoot({ keepMs: 86_400_000, maxMetrics: 10, tenants: [] }),
    EngineModule.forRoot(engineOptions),
    AskModule,
  ],
};

describe('The modules', () => {
  it('provide every use case, wired to the parts that the options choose', async () => {
    const app = await Test.createTestingModule(withDefaults).compile();
    for (const provided of [
      PrometheusClient,
      Ask,
      AnswerCharts,
      Catalogue,
      CatalogueRefresher,
      Ingest,
      Anomalies,
      Analyze,
      Charts,
      IngestJobs,
    ])
      expect(app.get(provided)).toBeInstanceOf(provided);
    expect(app.get<Embedder>(EMBEDDER).identity).toBe('builtin-3');
    expect(app.get<VectorStore>(VECTOR_STORE).kind).toBe('sqlite');
    expect(app.get(LANGUAGE_MODEL)).toBeUndefined();
    expect(await app.get(Search).run('default', { query: 'cpu', topK: 5 })).toMatchObject({ hits: [] });
    await app.close();
  });

  it('tell that Prometheus is away through the health of the engine', async () => {
    const app = await Test.createTestingModule(withDefaults).compile();
    const { status, components } = await app.get(Health).check();
    expect(status).toBe('down');
    expect(components).toMatchObject({
      prometheus: { status: 'down' },
      vectorStore: { status: 'up' },
      embedder: { status: 'up' },
      languageModel: { status: 'off' },
    });
    await app.close();
  });

  it('take their options from a factory as well', async () => {
    const app = await Test.createTestingModule({
      imports: [
        EmbeddingsModule.forRootAsync({ useFactory: () => ({ kind: 'ollama', dimensions: 3 }) }),
        InsightsModule.forRootAsync({ useFactory: () => ({ kind: 'ollama', model: 'llama3.2' }) }),
        VectorStoreModule.forRootAsync({ useFactory: () => ({ kind: 'sqlite', path: ':memory:' }) }),
      ],
    }).compile();
    expect(app.get<Embedder>(EMBEDDER)).toMatchObject({ identity: 'ollama/nomic-embed-text', dimensions: 3 });
    expect(app.get<{ name: string }>(LANGUAGE_MODEL).name).toBe('ollama/llama3.2');
    await app.close();
  });

  it('stop the jobs and close the store when the application ends', async () => {
    const app = await Test.createTestingModule(withDefaults).compile();
    const jobs = app.get(IngestJobs);
    const store = app.get<VectorStore>(VECTOR_STORE);
    const { id } = jobs.start(
      'default',
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    );
    await app.close();
    expect(jobs.get('default', id)?.state).toBe('stopped');
    await expect(store.count('default')).rejects.toMatchObject({ kind: 'closed' });
  });
});
