import {
  engineVariables,
  findEngineConflicts,
  parseEnvironment,
  toEngineConfig,
  watchVariables,
  wholeNumber,
  type EngineConfig,
  type Variables,
  type WatcherOptions,
} from '@metrics-ai/nest';
import { z } from 'zod';

/** Everything that the environment decides, parsed once at the start. */
export interface Config extends EngineConfig {
  /** Where probes and metrics are served. */
  readonly server: { readonly host: string; readonly port: number };
  readonly watcher: WatcherOptions;
}

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8002),
  ...engineVariables,
  ...watchVariables,
});

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

/** Reads the configuration out of environment variables; throws a ConfigError that names every wrong one. */
export function readConfig(variables: Variables): Config {
  const env = parseEnvironment(environment, variables, findEngineConflicts);
  return {
    ...toEngineConfig(env),
    server: { host: env.HOST, port: env.PORT },
    watcher: { path: env.WATCH_FILE, concurrency: env.WATCH_CONCURRENCY },
  };
}
