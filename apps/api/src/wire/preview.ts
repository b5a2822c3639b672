import { watchFields } from '@metrics-ai/nest';
import { z } from 'zod';
import { anomaly } from './anomaly.ts';
import { body } from './requests.ts';
import { labels, time } from './values.ts';

const watch = watchFields.meta({
  id: 'PreviewedWatch',
  description: 'An entry of the watch file, as it stands there; the name may be left out.',
});

export const previewRequest = z
  .strictObject(
    {
      watch,
      days: z
        .number()
        .positive('must be more than 0')
        .max(30)
        .default(7)
        .meta({ description: 'How many days of turns, up to now. Default 7.', examples: [7] }),
      compare_with: watch.optional(),
    },
    { error: body },
  )
  .meta({
    id: 'PreviewRequest',
    example: {
      watch: { match: 'up', every: '5m', lookback: '2w' },
      days: 7,
      compare_with: {
        match: 'up',
        every: '5m',
        lookback: '2w',
        detection: { false_alarms_per_week: 0.25, min_deviation: { relative: 0.1 } },
      },
    },
  });

const alarm = z
  .strictObject({
    told_at: time.meta({ description: 'The turn in which it is news.' }),
    type: anomaly.shape.type,
    start: time,
    until: time.meta({ description: 'How far it reached when a turn last saw it.' }),
    score: anomaly.shape.score.meta({ description: 'As that turn sees it; above 1 is anomalous.' }),
    reason: z.string().meta({ description: 'As that turn puts it.' }),
    in_both: z
      .boolean()
      .optional()
      .meta({ description: 'Of a comparison: the other configuration tells it as well.' }),
  })
  .meta({ id: 'Alarm' });

const counted = {
  alarms_total: z.number().meta({ examples: [3] }),
  alarms_per_week: z.number().meta({ examples: [3] }),
};

const series = z
  .strictObject({
    labels,
    promql: z.string().meta({ description: 'Shows the series.', examples: ['up{job="node"}'] }),
    ...counted,
    alarms: z.array(alarm).meta({ description: 'In order of time; of many, the latest.' }),
  })
  .meta({ id: 'PreviewedSeries' });

const watchPreview = z
  .strictObject({
    turns: z.number().meta({ examples: [2_016] }),
    ...counted,
    series_total: z.number().meta({ description: 'Those without an alarm among them.', examples: [12] }),
    series: z.array(series).meta({ description: 'Those with most alarms first.' }),
    failed: z.array(z.strictObject({ query: z.string(), reason: z.string() })),
    warnings: z.array(z.string()),
    infos: z.array(z.string()),
  })
  .meta({ id: 'WatchPreview' });

export const previewResponse = z
  .strictObject({
    start: time,
    end: time,
    watch: watchPreview,
    compare_with: watchPreview.optional(),
    difference: z
      .strictObject({
        both: z.number().meta({ description: 'Alarms of `watch` that `compare_with` tells as well.' }),
        only_watch: z.number(),
        only_compare_with: z.number(),
      })
      .optional()
      .meta({
        description: 'Alarms are the same when they are of the same series and have a moment in common.',
      }),
    duration_ms: z.number(),
  })
  .meta({ id: 'PreviewResponse' });

export type PreviewBody = z.output<typeof previewRequest>;
