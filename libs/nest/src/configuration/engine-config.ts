import type { EngineLimits } from '@metrics-ai/engine';
import type { PrometheusClientOptions } from '@metrics-ai/prometheus-client';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { EmbeddingsModuleOptions } from '../embeddings.module.ts';
import type { EngineModuleOptions } from '../engine.module.ts';
import type { InsightsModuleOptions } from '../insights.module.ts';
import type { VectorStoreModuleOptions } from '../vector-store.module.ts';
import type { WorkQueueModuleOptions } from '../work-queue.module.ts';
import { catalogueVariables, toCatalogueConfig, type CatalogueModuleOptions } from './catalogue-config.ts';
import { ConfigError, duration, flag, headers, redisUrl, url, wholeNumber } from './environment.ts';

/** The environment variables that say what the engine reads, where it remembers, and how much it may do. */
export const engineVariables = {
  PROMETHEUS_URL: url.default('http://localhost:9090'),
  PROMETHEUS_USERNAME: z.string().optional(),
  PROMETHEUS_PASSWORD: z.string().optional(),
  PROMETHEUS_PASSWORD_FILE: z.string().optional(),
  PROMETHEUS_TOKEN: z.string().optional(),
  PROMETHEUS_TOKEN_FILE: z.string().optional(),
  PROMETHEUS_HEADERS: headers.optional(),
  PROMETHEUS_TENANT: z.string().optional(),
  PROMETHEUS_CA_FILE: z.string().optional(),
  PROMETHEUS_CERT_FILE: z.string().optional(),
  PROMETHEUS_KEY_FILE: z.string().optional(),
  PROMETHEUS_SERVER_NAME: z.string().optional(),
  PROMETHEUS_INSECURE_SKIP_VERIFY: flag.default(false),
  PROMETHEUS_TIMEOUT: duration.default(120_000),
  PROMETHEUS_CONCURRENCY: wholeNumber(1, 100).default(4),

  STORE_PATH: z.string().default('data/metrics-ai.db'),
  QDRANT_URL: url.optional(),
  QDRANT_API_KEY: z.string().optional(),
  QDRANT_API_KEY_FILE: z.string().optional(),
  QDRANT_COLLECTION: z.string().default('metrics_ai'),
  QDRANT_CA_FILE: z.string().optional(),

  EMBEDDER: z.enum(['builtin', 'ollama'], 'must be builtin or ollama').default('builtin'),
  OLLAMA_URL: url.default('http://localhost:11434'),
  OLLAMA_EMBED_MODEL: z.string().default('nomic-embed-text'),
  OLLAMA_EMBED_DIMENSIONS: wholeNumber(1, 65_536).default(768),
  OLLAMA_EMBED_TIMEOUT: duration.refine((ms) => ms <= 300_000, 'must not be longer than 5m').default(60_000),
  OLLAMA_MODEL: z.string().optional(),
  OLLAMA_TIMEOUT: duration.refine((ms) => ms <= 300_000, 'must not be longer than 5m').default(60_000),

  REDIS_URL: redisUrl.optional(),
  REDIS_CA_FILE: z.string().optional(),

  ...catalogueVariables,

  MAX_SERIES: wholeNumber(1, 1_000_000).default(10_000),
  MAX_ANALYZED_SERIES: wholeNumber(1, 10_000).default(100),
  MAX_POINTS: wholeNumber(10, 10_000_000).default(100_000),
  MAX_CONCURRENT_JOBS: wholeNumber(1, 100).default(2),
  MAX_QUEUED_JOBS: wholeNumber(1, 10_000).default(100),
  WORKER_THREADS: wholeNumber(0, 1_024).default(Math.max(1, availableParallelism() - 1)),
  SAMPLE_CACHE_BYTES: wholeNumber(0, 2 ** 40).default(2 ** 28),
};

type EngineEnvironment = z.output<z.ZodObject<typeof engineVariables>>;

/** What the engine's modules are built from. */
export interface EngineConfig {
  readonly prometheus: PrometheusClientOptions;
  readonly store: VectorStoreModuleOptions;
  readonly embedder: EmbeddingsModuleOptions;
  readonly insights: InsightsModuleOptions;
  readonly queue: WorkQueueModuleOptions;
  readonly catalogue: CatalogueModuleOptions;
  readonly engine: EngineModuleOptions & { readonly limits: EngineLimits };
}

/** Variables that contradict each other, one line each. */
export function findEngineConflicts(env: EngineEnvironment): string[] {
  const problems: string[] = [];
  const refuseBoth = (a: keyof EngineEnvironment, b: keyof EngineEnvironment): void => {
    if (env[a] !== undefined && env[b] !== undefined)
      problems.push(`${a}: must not be set together with ${b}`);
  };
  refuseBoth('PROMETHEUS_PASSWORD', 'PROMETHEUS_PASSWORD_FILE');
  refuseBoth('PROMETHEUS_TOKEN', 'PROMETHEUS_TOKEN_FILE');
  refuseBoth('PROMETHEUS_USERNAME', 'PROMETHEUS_TOKEN');
  refuseBoth('PROMETHEUS_USERNAME', 'PROMETHEUS_TOKEN_FILE');
  refuseBoth('QDRANT_API_KEY', 'QDRANT_API_KEY_FILE');
  if (
    env.PROMETHEUS_USERNAME === undefined &&
    (env.PROMETHEUS_PASSWORD ?? env.PROMETHEUS_PASSWORD_FILE) !== undefined
  ) {
    problems.push('PROMETHEUS_USERNAME: must be set where there is a password');
  }
  if ((env.PROMETHEUS_CERT_FILE === undefined) !== (env.PROMETHEUS_KEY_FILE === undefined)) {
    problems.push('PROMETHEUS_CERT_FILE: must be set together with PROMETHEUS_KEY_FILE');
  }
  return problems;
}

/** Throws a ConfigError when a file of a secret cannot be read. */
export function toEngineConfig(env: EngineEnvironment): EngineConfig {
  const hasToken = (env.PROMETHEUS_TOKEN ?? env.PROMETHEUS_TOKEN_FILE) !== undefined;
  return {
    prometheus: {
      url: env.PROMETHEUS_URL,
      basicAuth:
        env.PROMETHEUS_USERNAME === undefined
          ? undefined
          : {
              username: env.PROMETHEUS_USERNAME,
              password: env.PROMETHEUS_PASSWORD,
              passwordFile: env.PROMETHEUS_PASSWORD_FILE,
            },
      authorization: hasToken
        ? { credentials: env.PROMETHEUS_TOKEN, credentialsFile: env.PROMETHEUS_TOKEN_FILE }
        : undefined,
      httpHeaders: env.PROMETHEUS_HEADERS,
      tenant: env.PROMETHEUS_TENANT,
      tls: {
        caFile: env.PROMETHEUS_CA_FILE,
        certFile: env.PROMETHEUS_CERT_FILE,
        keyFile: env.PROMETHEUS_KEY_FILE,
        serverName: env.PROMETHEUS_SERVER_NAME,
        insecureSkipVerify: env.PROMETHEUS_INSECURE_SKIP_VERIFY,
      },
      timeoutMs: env.PROMETHEUS_TIMEOUT,
      maxConcurrency: env.PROMETHEUS_CONCURRENCY,
    },
    store:
      env.QDRANT_URL === undefined
        ? { kind: 'sqlite', path: env.STORE_PATH }
        : {
            kind: 'qdrant',
            url: env.QDRANT_URL,
            apiKey: env.QDRANT_API_KEY ?? readSecret('QDRANT_API_KEY_FILE', env.QDRANT_API_KEY_FILE),
            collection: env.QDRANT_COLLECTION,
            caFile: env.QDRANT_CA_FILE,
          },
    embedder:
      env.EMBEDDER === 'builtin'
        ? { kind: 'builtin' }
        : {
            kind: 'ollama',
            url: env.OLLAMA_URL,
            model: env.OLLAMA_EMBED_MODEL,
            dimensions: env.OLLAMA_EMBED_DIMENSIONS,
            timeoutMs: env.OLLAMA_EMBED_TIMEOUT,
          },
    insights:
      env.OLLAMA_MODEL === undefined
        ? { kind: 'narrator' }
        : { kind: 'ollama', url: env.OLLAMA_URL, model: env.OLLAMA_MODEL, timeoutMs: env.OLLAMA_TIMEOUT },
    queue: { url: env.REDIS_URL, caFile: env.REDIS_CA_FILE },
    catalogue: toCatalogueConfig(env),
    engine: {
      limits: {
        maxSeries: env.MAX_SERIES,
        maxAnalyzedSeries: env.MAX_ANALYZED_SERIES,
        maxPoints: env.MAX_POINTS,
      },
      jobs: { concurrency: env.MAX_CONCURRENT_JOBS, maxQueued: env.MAX_QUEUED_JOBS },
      threads: env.WORKER_THREADS,
      sampleCacheBytes: env.SAMPLE_CACHE_BYTES,
    },
  };
}

function readSecret(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError('the configuration', [`${variable}: ${(error as Error).message}`]);
  }
}
