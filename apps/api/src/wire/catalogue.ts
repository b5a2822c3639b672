import { METRIC_TYPES } from '@metrics-ai/vector-store';
import { z } from 'zod';
import { inQuery } from './fields.ts';
import { number, time } from './values.ts';

export const catalogueRequest = z.strictObject({
  limit: inQuery(z.int().min(1).max(500))
    .default(50)
    .meta({ description: 'How many at most; 50 by default.', examples: [50] }),
  cursor: z
    .string()
    .min(1)
    .max(256)
    .refine((name) => name.isWellFormed() && !name.includes('\0'), 'must be `next` of the page before')
    .optional()
    .meta({ description: '`next` of the page before.' }),
});

export type CatalogueQuery = z.output<typeof catalogueRequest>;

const refreshedAt = time
  .nullable()
  .meta({ description: 'When the catalogue was last compared with Prometheus; null: never.' });

const cataloguedMetric = z
  .strictObject({
    metric: z.string().meta({
      description: 'Of a histogram or summary, without _bucket and the like.',
      examples: ['http_requests_total'],
    }),
    type: z.enum(METRIC_TYPES),
    help: z.string().meta({ examples: ['Requests that were answered.'] }),
    unit: z.string().meta({ description: 'Empty when it is not known.', examples: ['bytes'] }),
    labels: z.record(z.string(), z.array(z.string())).meta({
      description: 'Its labels, each with at most 50 of its values.',
      examples: [{ job: ['shop'], service: ['cart', 'checkout'] }],
    }),
    series: number.meta({
      description: 'Series that it has; 0: none at the moment, null: not known.',
      examples: [12],
    }),
    profiled: z.boolean().meta({ description: 'Whether any of its series was ingested.', examples: [false] }),
    seen_at: time.meta({ description: 'When it was last written that Prometheus has it.' }),
  })
  .meta({ id: 'CataloguedMetric' });

export const catalogueResponse = z
  .strictObject({
    refreshed_at: refreshedAt,
    total: z.number().meta({ description: 'Metrics of the catalogue.', examples: [1_318] }),
    metrics: z.array(cataloguedMetric).meta({ description: 'In the order of their names.' }),
    next: z
      .string()
      .optional()
      .meta({ description: 'As `cursor`, it gives the next page; absent on the last.' }),
  })
  .meta({ id: 'CatalogueResponse' });

export const catalogueReport = z
  .strictObject({
    metrics: z
      .number()
      .meta({ description: 'Metrics that Prometheus has, and the catalogue too.', examples: [1_318] }),
    added: z.number().meta({ examples: [4] }),
    changed: z.number().meta({ description: 'Metrics that were written anew.', examples: [31] }),
    removed: z.number().meta({ description: 'Metrics that are gone for long.', examples: [0] }),
    left_out: z
      .strictObject({ count: z.number(), examples: z.array(z.string()) })
      .meta({ description: 'Metrics that there is no place for; some of them by name.' }),
    failed: z.array(z.strictObject({ metric: z.string(), reason: z.string() })).meta({
      description: 'Metrics whose labels could not be read; what was known of them stays.',
      examples: [[]],
    }),
    warnings: z.array(z.string()).meta({ description: 'What Prometheus warned of.', examples: [[]] }),
    duration_seconds: z.number().meta({ examples: [0.42] }),
  })
  .meta({ id: 'CatalogueReport' });
