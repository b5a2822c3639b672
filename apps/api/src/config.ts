import {
  engineVariables,
  findEngineConflicts,
  list,
  parseEnvironment,
  toEngineConfig,
  watchVariables,
  wholeNumber,
  type EngineConfig,
  type Variables,
  type WatcherOptions,
} from '@metrics-ai/nest';
import { existsSync } from 'node:fs';
import { z } from 'zod';

/** Everything that the environment decides, parsed once at the start. */
export interface Config extends EngineConfig {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly maxBodyBytes: number;
    /** Origins that browsers may call from; none unless configured. */
    readonly corsOrigins: readonly string[];
    readonly maxConcurrentRequests: number;
  };
  /** Left out: this process does not run the watches. */
  readonly watcher?: WatcherOptions;
}

/** Injects the Config. */
export const CONFIG = Symbol('Config');

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8001),
  CORS_ORIGINS: list.default([]),
  ROLES: z
    .enum(['api', 'api,worker'], 'must be api, or api,worker (a worker alone is another program)')
    .default('api,worker'),
  MAX_BODY_BYTES: wholeNumber(1_024, 1_073_741_824).default(1_048_576),
  MAX_CONCURRENT_REQUESTS: wholeNumber(1, 10_000).default(8),
  ...engineVariables,
  ...watchVariables,
});

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

/** Reads the configuration out of environment variables; throws a ConfigError that names every wrong one. */
export function readConfig(variables: Variables): Config {
  const env = parseEnvironment(environment, variables, findEngineConflicts);
  // Who has named no file has perhaps none: the API alone is useful as well.
  const isWorker =
    env.ROLES === 'api,worker' && (Boolean(variables.WATCH_FILE) || existsSync(env.WATCH_FILE));
  const engine = toEngineConfig(env);
  return {
    ...engine,
    catalogue: { ...engine.catalogue, isStandIn: !isWorker },
    server: {
      host: env.HOST,
      port: env.PORT,
      maxBodyBytes: env.MAX_BODY_BYTES,
      corsOrigins: env.CORS_ORIGINS,
      maxConcurrentRequests: env.MAX_CONCURRENT_REQUESTS,
    },
    watcher: isWorker ? { path: env.WATCH_FILE, concurrency: env.WATCH_CONCURRENCY } : undefined,
  };
}
