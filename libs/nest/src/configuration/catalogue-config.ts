import type { CatalogueOptions } from '@metrics-ai/engine';
import { z } from 'zod';
import { duration, list, wholeNumber } from './environment.ts';
import { TENANT } from './tenant-name.ts';

export interface CatalogueModuleOptions extends Omit<CatalogueOptions, 'staleMs'> {
  /** Left out: it is refreshed only when somebody asks. */
  readonly everyMs?: number;
  /** Whose catalogues are kept fresh, beside those of the watches' tenants. */
  readonly tenants: readonly string[];
  /** Whether this process leaves the refreshing to a worker as long as there seems to be one. Default false. */
  readonly isStandIn?: boolean;
}

const MIN_MS = 10_000;
const DAY_MS = 86_400_000;

const NO_INTERVAL = 'must be off, or a duration from 10s to 1d';

/** Undefined: never. */
const every = z.union(
  [
    z.literal('off').transform(() => undefined),
    duration.refine((ms) => ms >= MIN_MS && ms <= DAY_MS, NO_INTERVAL),
  ],
  { error: NO_INTERVAL },
);

/** The environment variables that say which metrics are known, ingested or not. */
export const catalogueVariables = {
  CATALOGUE_EVERY: every.prefault('5m'),
  CATALOGUE_KEEP: duration
    .refine((ms) => ms >= MIN_MS && ms <= 52 * 7 * DAY_MS, 'must be a duration from 10s to 52w')
    .prefault('1d'),
  CATALOGUE_MAX_METRICS: wholeNumber(1, 100_000).default(20_000),
  CATALOGUE_TENANTS: list
    .refine(
      (tenants) => tenants.every((tenant) => TENANT.test(tenant)),
      'must be names of tenants, such as a,b',
    )
    .default(['default']),
};

export function toCatalogueConfig(
  env: z.output<z.ZodObject<typeof catalogueVariables>>,
): CatalogueModuleOptions {
  return {
    everyMs: env.CATALOGUE_EVERY,
    keepMs: env.CATALOGUE_KEEP,
    maxMetrics: env.CATALOGUE_MAX_METRICS,
    tenants: env.CATALOGUE_TENANTS,
  };
}
