import type { Watch } from '@metrics-ai/engine';
import { parseDuration, toDuration } from '@metrics-ai/prometheus-client';
import { parsePromql, parseSelector } from '@metrics-ai/promql';
import { z } from 'zod';
import { detectionFields } from './detection-fields.ts';
import { TENANT } from './tenant-name.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DEFAULT_LOOKBACK_MS = 14 * DAY_MS;

/** A Prometheus duration between two others. Becomes milliseconds. */
const durationBetween = (min: string, max: string) =>
  z
    .string({ error: 'must be a duration such as 30s, 5m or 2w' })
    .transform((value, context) => {
      const durationMs = parseDuration(value);
      const isBetween =
        durationMs !== undefined &&
        durationMs >= (parseDuration(min) ?? NaN) &&
        durationMs <= (parseDuration(max) ?? NaN);
      if (isBetween) return durationMs;
      const message =
        durationMs === undefined
          ? `${JSON.stringify(value)} is not a duration: use units of s, m, h, d or w, such as 30s, 5m or 2w`
          : `${value} must lie between ${min} and ${max}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ examples: ['5m', '2w'] });

/** PromQL that a check, which throws when it is not, finds to be well-formed. */
const checked = (check: (promql: string) => unknown) =>
  z
    .string()
    .min(1)
    .max(10_000)
    .superRefine((promql, context) => {
      try {
        check(promql);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    });

/** An entry of a watch file. */
export const watchEntry = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'must be 1 to 100 letters, digits, _ . or -')
    .meta({ description: 'Names the watch in logs, metrics and records. Unique in the file.' }),
  match: checked(parseSelector)
    .optional()
    .meta({
      description: 'Series selector of what to watch. Either this or query.',
      examples: ['{job="node"}'],
    }),
  query: checked(parsePromql)
    .optional()
    .meta({
      description: 'PromQL expression whose results to watch. Either this or match.',
      examples: ['sum by (service) (rate(http_requests_total[5m]))'],
    }),
  every: durationBetween('10s', '1w')
    .default(5 * MINUTE_MS)
    .meta({ description: 'Time from one turn to the next. Default 5m.' }),
  lookback: durationBetween('5m', '1y').optional().meta({
    description: 'How much of the past makes up a profile. Default: 2w, or since the series began.',
  }),
  step: durationBetween('1s', '1d').optional().meta({
    description: 'Time between two samples. Default: the shortest that gives about 4,000 of them.',
  }),
  drop_labels: z
    .array(z.string().min(1).max(256))
    .max(64)
    .default([])
    .meta({
      description:
        'Labels that do not tell series apart, such as those of replicas: what differs in nothing else becomes one series.',
      examples: [['prometheus_replica']],
    }),
  detection: detectionFields.optional(),
  expire_after: durationBetween('1m', '1y')
    .optional()
    .meta({ description: 'Without a sample for so long, a series is forgotten. Default: the lookback.' }),
  max_series: z
    .int('must be a whole number')
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .meta({ description: 'A turn that finds more series reads none. Default 10000.' }),
  shards: z.int('must be a whole number').min(1).max(1_000).default(1).meta({
    description: 'Parts that several workers share through Redis, each of some hundred series. Default 1.',
  }),
  tenant: z
    .string()
    .regex(TENANT, "must be 1 to 150 letters, digits or any of !-_.*'()")
    .default('default')
    .meta({ description: 'Tenant that the records belong to. Default: default.' }),
});

/** Something wrong, and where. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * What is wrong between keys of an entry that are right each for itself.
 * @param durationOf in milliseconds, that of a key; NaN when it is none
 */
export function findWatchConflicts(
  given: Readonly<Record<string, unknown>>,
  durationOf: (key: string) => number,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const isQuery = given.query !== undefined;
  if ((given.match !== undefined) === isQuery) {
    mistakes.push({ path: [], message: 'must have either match or query' });
  }
  if (isQuery && typeof given.shards === 'number' && given.shards > 1) {
    mistakes.push({ path: ['shards'], message: 'must be 1 where there is a query' });
  }
  const lookbackMs = given.lookback === undefined ? DEFAULT_LOOKBACK_MS : durationOf('lookback');
  for (const key of ['step', 'expire_after']) {
    if (!(durationOf(key) > lookbackMs)) continue;
    mistakes.push({
      path: [key],
      message: `must not be longer than the lookback (${toDuration(lookbackMs)})`,
    });
  }
  return mistakes;
}

/** A watch as a request gives it: an entry of a watch file, which needs no name. Becomes a Watch. */
export const watchFields = watchEntry
  .extend({ name: watchEntry.shape.name.default('preview') })
  .superRefine((given, context) => {
    const durations: Readonly<Record<string, number | undefined>> = {
      lookback: given.lookback,
      step: given.step,
      expire_after: given.expire_after,
    };
    for (const { path, message } of findWatchConflicts(given, (key) => durations[key] ?? NaN)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .transform(toWatch);

export function toWatch(given: z.output<typeof watchEntry>): Watch {
  const { name, tenant, match, query, every, lookback, step, expire_after: expireAfter } = given;
  return {
    name,
    tenant,
    source: match === undefined ? { kind: 'query', query: query ?? '' } : { kind: 'match', match },
    everyMs: every,
    lookbackMs: lookback,
    stepMs: step,
    dropLabels: given.drop_labels,
    detection: given.detection,
    expireAfterMs: expireAfter ?? lookback ?? DEFAULT_LOOKBACK_MS,
    maxSeries: given.max_series,
    shards: given.shards,
  };
}
