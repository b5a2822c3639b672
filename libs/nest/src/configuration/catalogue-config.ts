import type { CatalogueOptions } from '@metrics-ai/engine';
import { parseDuration } from '@metrics-ai/prometheus-client';
import { z } from 'zod';
import { list, wholeNumber } from './environment.ts';
import { TENANT } from './tenant-name.ts';

export interface CatalogueModuleOptions extends Omit<CatalogueOptions, 'staleMs'> {
  /** Left out: it is refreshed only when somebody asks. */
  readonly everyMs?: number;
  /** Whose catalogues are kept fresh, beside those of the watches' tenants. */
  readonly tenants: readonly string[];
  /** Whether this process leaves the refreshing to a worker as long as there seems to be one. Default false. */
  readonly isStandIn?: boolean;
}

/** In milliseconds. */
const durationFrom = (min: string, max: string) =>
  z.string().transform((text, context) => {
    const durationMs = parseDuration(text) ?? NaN;
    if (durationMs >= (parseDuration(min) ?? NaN) && durationMs <= (parseDuration(max) ?? NaN)) {
      return durationMs;
    }
    context.addIssue({ code: 'custom', message: `must be a duration from ${min} to ${max}` });
    return z.NEVER;
  });

/** Undefined: never. */
const every = z.union([z.literal('off').transform(() => undefined), durationFrom('10s', '1d')], {
  error: 'must be off, or a duration from 10s to 1d',
});

/** The environment variables that say which metrics are known, ingested or not. */
export const catalogueVariables = {
  CATALOGUE_EVERY: every.prefault('5m'),
  CATALOGUE_KEEP: durationFrom('10s', '52w').prefault('1d'),
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
