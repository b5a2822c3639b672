import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import type { AnalysisType } from '@metrics-ai/engine';
import { BEHAVIOUR_TAGS } from '@metrics-ai/features';
import { detectionFields, time } from '@metrics-ai/nest';
import type { AnomalyOrder } from '@metrics-ai/vector-store';
import { z } from 'zod';
import { duration, inQuery, labels, match, metricName, promql } from './fields.ts';

/** Said of a body that is no JSON object at all; everything else has its own message. */
export const body: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_type'
    ? 'must be a JSON object, sent with Content-Type: application/json'
    : undefined;

/** Which series: by name and labels, by selector, or by any expression; exactly one of the three. */
const source = {
  metric_name: metricName.optional(),
  labels: labels.optional(),
  match: match.optional(),
  query: promql.optional(),
};

export const detection = detectionFields.meta({ id: 'DetectionOptions' });

interface SourceFields {
  readonly metric_name?: string;
  readonly labels?: Record<string, string>;
  readonly match?: string;
  readonly query?: string;
}

function refuseManySources(body: SourceFields, context: z.RefinementCtx): void {
  const given = (['metric_name', 'match', 'query'] as const).filter((field) => body[field] !== undefined);
  if (given.length === 0 && body.labels === undefined) {
    context.addIssue({ code: 'custom', path: ['metric_name'], message: 'give metric_name, match or query' });
  }
  if (given.length > 1) {
    const message = `give only one of metric_name, match and query, not ${given.join(' and ')}`;
    context.addIssue({ code: 'custom', path: [given[1]], message });
  }
  if (body.labels !== undefined && given.some((field) => field !== 'metric_name')) {
    context.addIssue({
      code: 'custom',
      path: ['labels'],
      message: 'labels go with metric_name; put them into the expression',
    });
  }
}

export const ingestRequest = z
  .strictObject(
    {
      ...source,
      start_time: time.optional(),
      end_time: time.optional(),
      step: duration.optional(),
      detection: detection.optional(),
      background: z
        .boolean()
        .optional()
        .meta({ description: 'Answer at once with a job, and go on in the background.', examples: [false] }),
    },
    { error: body },
  )
  .superRefine(refuseManySources)
  .meta({
    id: 'IngestRequest',
    description:
      'Which series to read, and over which time: by default the last two weeks, at a step that gives about 4,000 points.',
    example: {
      metric_name: 'cpu_usage',
      labels: { service: 'payment' },
      step: '5m',
    },
  });

export const minScore = z
  .number()
  .min(0)
  .meta({ description: 'Above 1 is anomalous.', examples: [1.5] });

export const tag = z.enum(BEHAVIOUR_TAGS.map(({ tag }) => tag));

export const anomalyType = z.enum(ANOMALY_TYPES);

const ANALYSIS_TYPES = [
  'statistics',
  'trend',
  'seasonality',
  'anomaly',
  'insight',
] as const satisfies readonly AnalysisType[];

export const analyzeRequest = z
  .strictObject(
    {
      ...source,
      time_range: duration
        .optional()
        .meta({ description: 'So long before end_time, instead of a start_time.', examples: ['2w'] }),
      start_time: time.optional(),
      end_time: time.optional(),
      step: duration.optional(),
      detection: detection.optional(),
      analysis_types: z
        .array(z.enum(ANALYSIS_TYPES))
        .min(1)
        .default([...ANALYSIS_TYPES])
        .meta({ description: 'What to answer; everything by default.', examples: [['trend', 'anomaly']] }),
    },
    { error: body },
  )
  .superRefine(refuseManySources)
  .meta({
    id: 'AnalyzeRequest',
    example: { metric_name: 'memory_usage', time_range: '2w', analysis_types: ['trend', 'anomaly'] },
  });

/** A parameter of a query string that may be given more than once. */
const repeatable = <T extends z.ZodType>(item: T, most: number) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item).max(most));

/** Which of the ingested series, in a query string. */
const ingested = {
  metric: repeatable(metricName, 100)
    .optional()
    .meta({ description: 'Any of these metrics.', examples: [['cpu_usage']] }),
  match: match.optional(),
  tag: repeatable(tag, 20)
    .optional()
    .meta({ description: 'Behaviour tags that a series must all have.', examples: [['rising']] }),
};

export const exportRequest = z.strictObject(ingested);

export const statsRequest = z.strictObject({
  limit: inQuery(z.int().min(1).max(1_000))
    .optional()
    .meta({
      description: 'How many metrics and how many strange series at most; by default 1,000 and 50.',
      examples: [50],
    }),
});

const ORDERS = ['time', 'score'] as const satisfies readonly AnomalyOrder[];

export const anomaliesRequest = z
  .strictObject({
    start_time: time.optional().meta({
      description: 'The anomaly reaches into the time from here on: RFC 3339, or seconds since 1970.',
      examples: ['2026-01-31T12:00:00Z', 1769860800],
    }),
    end_time: time.optional().meta({
      description: 'The anomaly began at this time or before: RFC 3339, or seconds since 1970.',
      examples: ['2026-01-31T18:00:00Z', 1769882400],
    }),
    type: repeatable(anomalyType, ANOMALY_TYPES.length)
      .optional()
      .meta({ description: 'Any of these types.', examples: [['spike', 'level_shift']] }),
    min_score: inQuery(minScore)
      .optional()
      .meta({ description: 'Above 1 is anomalous.', examples: [1.5] }),
    ...ingested,
    watch: z
      .string()
      .max(256)
      .optional()
      .meta({
        description: 'Kept up to date by this watch; empty: ingested by hand.',
        examples: ['shop'],
      }),
    sort: z
      .enum(ORDERS)
      .default('time')
      .meta({ description: 'The latest start first, or the highest score.', examples: ['time'] }),
    limit: inQuery(z.int().min(1).max(500))
      .default(50)
      .meta({ description: 'How many at most; 50 by default.', examples: [50] }),
    cursor: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .meta({ description: '`next` of the page before, with the same parameters otherwise.' }),
  })
  .superRefine(({ start_time: start, end_time: end }, context) => {
    if (start === undefined || end === undefined || start <= end) return;
    context.addIssue({ code: 'custom', path: ['end_time'], message: 'must not be before start_time' });
  });

export type IngestBody = z.output<typeof ingestRequest>;
export type AnalyzeBody = z.output<typeof analyzeRequest>;
export type ExportQuery = z.output<typeof exportRequest>;
export type StatsQuery = z.output<typeof statsRequest>;
export type AnomaliesQuery = z.output<typeof anomaliesRequest>;
