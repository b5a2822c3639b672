import type { EngineLimits } from '@metrics-ai/engine';
import type {
  EmbeddingsModuleOptions,
  InsightsModuleOptions,
  VectorStoreModuleOptions,
} from '@metrics-ai/nest';
import { parseDuration, type PrometheusClientOptions } from '@metrics-ai/prometheus-client';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** Everything that the environment decides, parsed once at the start. */
export interface Config {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly maxBodyBytes: number;
    /** Origins that browsers may call from; none unless configured. */
    readonly corsOrigins: readonly string[];
    readonly maxConcurrentRequests: number;
  };
  readonly prometheus: PrometheusClientOptions;
  readonly store: VectorStoreModuleOptions;
  readonly embedder: EmbeddingsModuleOptions;
  readonly insights: InsightsModuleOptions;
  readonly limits: EngineLimits;
  readonly jobs: { readonly concurrency: number; readonly maxQueued: number };
  /** Worker threads that analyse series; 0: the thread that answers requests does. */
  readonly threads: number;
}

/** Injects the Config. */
export const CONFIG = Symbol('Config');

/** What is wrong with the environment: one line a variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must lie between ${min} and ${max}`);

const url = z
  .string()
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http:// or https:// URL');

const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

const duration = z.string().transform((value, context) => {
  const durationMs = parseDuration(value);
  if (durationMs !== undefined) return durationMs;
  context.addIssue({ code: 'custom', message: 'must be a duration such as 30s or 5m' });
  return z.NEVER;
});

const headers = z.string().transform((value, context) => {
  const pairs = value.split(',').map((pair) =>
    pair
      .trim()
      .split(/:\s*(.*)/s)
      .slice(0, 2),
  );
  if (pairs.every((pair) => pair.length === 2)) return Object.fromEntries(pairs) as Record<string, string>;
  context.addIssue({ code: 'custom', message: 'must be headers such as "X-Team: sre, X-Env: prod"' });
  return z.NEVER;
});

const list = z.string().transform((value) => value.split(',').map((item) => item.trim()));

/** A variable that is set to nothing counts as not set. */
const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8001),
  CORS_ORIGINS: list.default([]),

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
  OLLAMA_MODEL: z.string().optional(),

  MAX_BODY_BYTES: wholeNumber(1_024, 1_073_741_824).default(1_048_576),
  MAX_SERIES: wholeNumber(1, 1_000_000).default(10_000),
  MAX_ANALYZED_SERIES: wholeNumber(1, 10_000).default(100),
  MAX_POINTS: wholeNumber(10, 10_000_000).default(100_000),
  MAX_CONCURRENT_REQUESTS: wholeNumber(1, 10_000).default(8),
  MAX_CONCURRENT_JOBS: wholeNumber(1, 100).default(2),
  MAX_QUEUED_JOBS: wholeNumber(1, 10_000).default(100),
  WORKER_THREADS: wholeNumber(0, 1_024).default(Math.max(1, availableParallelism() - 1)),
});

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

type Environment = z.output<typeof environment>;

/** Reads the configuration out of environment variables; throws a ConfigError that names every wrong one. */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? findConflicts(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(`the configuration is wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
  return toConfig(parsed.data);
}

function findConflicts(env: Environment): string[] {
  const problems: string[] = [];
  const refuseBoth = (a: keyof Environment, b: keyof Environment): void => {
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

function toConfig(env: Environment): Config {
  const hasToken = (env.PROMETHEUS_TOKEN ?? env.PROMETHEUS_TOKEN_FILE) !== undefined;
  return {
    server: {
      host: env.HOST,
      port: env.PORT,
      maxBodyBytes: env.MAX_BODY_BYTES,
      corsOrigins: env.CORS_ORIGINS,
      maxConcurrentRequests: env.MAX_CONCURRENT_REQUESTS,
    },
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
          },
    insights:
      env.OLLAMA_MODEL === undefined
        ? { kind: 'narrator' }
        : { kind: 'ollama', url: env.OLLAMA_URL, model: env.OLLAMA_MODEL },
    limits: {
      maxSeries: env.MAX_SERIES,
      maxAnalyzedSeries: env.MAX_ANALYZED_SERIES,
      maxPoints: env.MAX_POINTS,
    },
    jobs: { concurrency: env.MAX_CONCURRENT_JOBS, maxQueued: env.MAX_QUEUED_JOBS },
    threads: env.WORKER_THREADS,
  };
}

function readSecret(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`the configuration is wrong:\n  ${variable}: ${(error as Error).message}`);
  }
}
