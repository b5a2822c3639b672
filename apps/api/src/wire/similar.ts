import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import { time as givenTime } from '@metrics-ai/nest';
import { z } from 'zod';
import { storedAnomaly } from './anomaly.ts';
import { labels as givenLabels, match, metricName, promql } from './fields.ts';
import { filters } from './query.ts';
import { body } from './requests.ts';
import { labels, number, time } from './values.ts';

const anomalyId = z
  .string()
  .min(1)
  .max(64)
  .meta({
    description:
      'Instead of series: the window is this anomaly, with half of its length before and after it.',
    examples: ['0b9d4c1e-5f0a-5c1d-9a77-6d2f1c0e8b34.1769860800000'],
  });

const source = z
  .strictObject({
    id: z.uuid().optional().meta({ description: 'Of an ingested series.' }),
    metric_name: metricName.optional(),
    labels: givenLabels.optional(),
    match: match.optional(),
    query: promql.optional(),
  })
  .superRefine((given, context) => {
    const ways = (['id', 'metric_name', 'match', 'query'] as const).filter((way) => given[way] !== undefined);
    if (ways.length !== 1) {
      const message = 'give exactly one of id, metric_name, match and query';
      context.addIssue({ code: 'custom', path: [ways[1] ?? 'id'], message });
    }
    if (given.labels !== undefined && given.metric_name === undefined) {
      context.addIssue({ code: 'custom', path: ['labels'], message: 'labels go with metric_name' });
    }
  })
  .meta({
    id: 'SimilarSeries',
    description:
      'One series: by its id, or by metric_name and labels or match, as it was ingested or, when it was not, as Prometheus has it; or what a query gives.',
    example: { metric_name: 'cpu_usage', labels: { service: 'payment' } },
  });

export const similarRequest = z
  .strictObject(
    {
      series: source.optional(),
      start_time: givenTime.optional(),
      end_time: givenTime.optional(),
      anomaly: anomalyId.optional(),
      top_k: z
        .int()
        .min(1)
        .max(100)
        .default(10)
        .meta({ description: 'How many matches at most.', examples: [10] }),
      min_similarity: z
        .number()
        .min(0)
        .max(1)
        .default(0.6)
        .meta({ description: 'Matches are at least so similar.', examples: [0.8] }),
      per_series: z
        .int()
        .min(1)
        .max(10)
        .default(1)
        .meta({ description: 'Matches of one series at most.', examples: [1] }),
      filters: filters.optional(),
      pictures: z
        .boolean()
        .default(false)
        .meta({ description: 'Whether each match brings a picture.', examples: [false] }),
    },
    { error: body },
  )
  .superRefine(({ series, anomaly, start_time: start, end_time: end }, context) => {
    if ((series === undefined) === (anomaly === undefined)) {
      context.addIssue({ code: 'custom', path: ['series'], message: 'give either series or anomaly' });
    }
    if (anomaly !== undefined && (start !== undefined || end !== undefined)) {
      const message = 'goes with series: an anomaly has its own time';
      context.addIssue({ code: 'custom', path: [start === undefined ? 'end_time' : 'start_time'], message });
    }
    if (start !== undefined && end !== undefined && start >= end) {
      context.addIssue({ code: 'custom', path: ['end_time'], message: 'must be after start_time' });
    }
  })
  .meta({
    id: 'SimilarRequest',
    description:
      'start_time and end_time cut the window out of the series; left out, it is all of it. A match lies between start_time and end_time of the filters.',
    // As it stands, on the demo: with the times of some day it would be refused there.
    example: { series: { metric_name: 'cpu_usage', labels: { service: 'payment' } }, top_k: 10 },
  });

export type SimilarBody = z.output<typeof similarRequest>;

const shown = {
  metric: z.string().meta({ examples: ['request_latency_seconds'] }),
  labels,
  unit: z.string().meta({ examples: ['seconds'] }),
  promql: z.string().meta({ description: 'Shows the series.' }),
};

const matchedAnomaly = z
  .strictObject({
    id: storedAnomaly.shape.id,
    type: z.enum(ANOMALY_TYPES),
    start: time,
    end: time,
    score: number,
    chart_url: storedAnomaly.shape.chart_url,
  })
  .meta({ id: 'MatchedAnomaly' });

const hit = z
  .strictObject({
    similarity: z.number().meta({
      description:
        'How alike both look, 0…1: their correlation, in which a little noise (a tenth of the variance at most) counts a quarter.',
      examples: [0.97],
    }),
    correlation: z.number().meta({ description: 'Pearson, sample by sample.', examples: [0.95] }),
    series: z.strictObject({
      id: z.string(),
      ...shown,
      description: z.string(),
      tags: z.array(z.string()),
    }),
    start: time,
    end: time,
    stretch: z.number().meta({ description: 'The match lasts so many times as long.', examples: [1.04] }),
    scale: z.number().meta({
      description: 'A sample of the match is about offset + scale × that of the window.',
      examples: [0.6],
    }),
    offset: z.number().meta({ examples: [0.02] }),
    anomalies: z
      .array(matchedAnomaly)
      .meta({ description: 'Anomalies that the series has in the time of the match, by their start.' }),
    picture: z
      .string()
      .optional()
      .meta({ description: 'An SVG document: the match, and the window laid over it.' }),
  })
  .meta({ id: 'SimilarHit' });

export const similarResponse = z
  .strictObject({
    window: z
      .strictObject({
        series: z.strictObject({
          id: z.string().nullable().meta({ description: 'null: it was not ingested.' }),
          ...shown,
        }),
        start: time,
        end: time,
        step_seconds: z.number().meta({ examples: [300] }),
        samples: z.number().meta({ examples: [37] }),
      })
      .meta({ description: 'What was looked for: from the first to the last sample in its time.' }),
    hits: z.array(hit),
    searched: z.number().meta({ description: 'Series that were looked in.', examples: [1_318] }),
    not_searched: z
      .strictObject({
        ingest_again: z.number().meta({
          description:
            'Series that an older release has ingested: they can be searched once they are ingested again.',
          examples: [0],
        }),
        too_coarse: z.number().meta({
          description: 'Series whose steps are too long for a window this short.',
          examples: [0],
        }),
      })
      .meta({ description: 'Series that pass the filters and could not be looked in.' }),
    duration_seconds: z.number().meta({ examples: [0.31] }),
  })
  .meta({ id: 'SimilarResponse' });
