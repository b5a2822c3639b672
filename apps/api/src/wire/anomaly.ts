import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import { z } from 'zod';
import { labels, number, time, window } from './values.ts';

export const anomaly = z
  .strictObject({
    type: z.enum(ANOMALY_TYPES),
    start: time,
    end: time,
    detected: time.nullable().meta({
      description:
        'When it was strange enough to be said, with nothing known of what came after; null of detectors that judge the whole series at once.',
    }),
    peak: time.meta({ description: 'When the score was highest.' }),
    ongoing: z.boolean().meta({ description: 'It lasts until the end of what was read.' }),
    value: number.meta({ description: 'The value at the peak.', examples: [0.97] }),
    expected: number.meta({ examples: [0.31] }),
    lower: number.meta({ description: 'Below this is unusual.', examples: [0.12] }),
    upper: number.meta({ description: 'Above this is unusual.', examples: [0.52] }),
    score: number.meta({ description: 'Above 1 is anomalous.', examples: [2.4] }),
    confidence: number.meta({ description: '0…1.', examples: [0.83] }),
    detectors: z.array(z.string()).meta({
      description: 'The detector, or of a consensus those that voted for it.',
      examples: [['engine']],
    }),
    signals: z.array(z.strictObject({ name: z.string(), share: number })).meta({
      description: 'What drove the score at the peak, largest first; the shares sum to 1.',
      examples: [
        [
          { name: 'residual', share: 0.7 },
          { name: 'drift', share: 0.3 },
        ],
      ],
    }),
    once_in_seconds: number.meta({
      description: 'In ordinary behaviour a moment as strange or stranger comes once in so long.',
      examples: [1_814_400],
    }),
    reason: z.string().meta({ description: 'One sentence.' }),
  })
  .meta({ id: 'Anomaly' });

/** What is remembered can be asked for again. */
export const storedAnomaly = z
  .strictObject({
    id: z.string().meta({
      description: 'For GET /anomalies/{id}: the id of the series, and the start in milliseconds.',
      examples: ['0b9d4c1e-5f0a-5c1d-9a77-6d2f1c0e8b34.1769860800000'],
    }),
    ...anomaly.shape,
    chart_url: z.string().meta({
      description: 'Its picture, from this API: with .svg at its end as SVG.',
      examples: ['/anomalies/0b9d4c1e-5f0a-5c1d-9a77-6d2f1c0e8b34.1769860800000/chart.png'],
    }),
  })
  .meta({ id: 'StoredAnomaly' });

const series = z
  .strictObject({
    id: z.string(),
    metric: z.string().meta({ examples: ['cpu_usage'] }),
    labels,
    description: z.string(),
    unit: z.string().meta({ examples: ['ratio'] }),
    promql: z.string().meta({ description: 'Shows the series.', examples: ['cpu_usage{service="payment"}'] }),
    watch: z.string().meta({ description: 'The watch that keeps it up to date; empty: ingested by hand.' }),
    window,
  })
  .meta({ id: 'AnomalousSeries' });

export const anomalyResponse = z
  .strictObject({ ...storedAnomaly.shape, series })
  .meta({ id: 'AnomalyResponse' });

export const anomaliesResponse = z
  .strictObject({
    anomalies: z.array(anomalyResponse),
    next: z
      .string()
      .optional()
      .meta({ description: 'As `cursor`, it gives the next page; absent on the last.' }),
  })
  .meta({ id: 'AnomaliesResponse' });
