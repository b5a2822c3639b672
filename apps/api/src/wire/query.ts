import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import { MOST_HITS, type SearchSort } from '@metrics-ai/engine';
import { time as givenTime, timeZone } from '@metrics-ai/nest';
import { METRIC_TYPES } from '@metrics-ai/vector-store';
import { z } from 'zod';
import { storedAnomaly } from './anomaly.ts';
import { labels as givenLabels, match, metricName } from './fields.ts';
import { anomalyType, body, minScore, tag } from './requests.ts';
import { profile } from './responses.ts';
import { labels, number, time, window } from './values.ts';

type Times = Partial<Record<'start_time' | 'end_time' | 'anomaly_start_time' | 'anomaly_end_time', number>>;

function isInOrder(from: keyof Times, to: keyof Times): (given: Times) => boolean {
  return (given) => !((given[from] ?? -Infinity) > (given[to] ?? Infinity));
}

export const filters = z
  .strictObject({
    metric_names: z.array(metricName).min(1).max(100).optional(),
    labels: givenLabels.optional(),
    match: match.optional(),
    tags: z
      .array(tag)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'Behaviour tags that a series must all have.', examples: [['rising']] }),
    start_time: givenTime.optional(),
    end_time: givenTime.optional(),
    anomaly_start_time: givenTime.optional(),
    anomaly_end_time: givenTime.optional(),
    min_anomaly_score: minScore.optional(),
    anomaly_types: z
      .array(anomalyType)
      .min(1)
      .max(ANOMALY_TYPES.length)
      .optional()
      .meta({ description: 'Any of these types.', examples: [['level_shift', 'trend_change']] }),
  })
  .refine(isInOrder('start_time', 'end_time'), { error: 'must not be before start_time', path: ['end_time'] })
  .refine(isInOrder('anomaly_start_time', 'anomaly_end_time'), {
    error: 'must not be before anomaly_start_time',
    path: ['anomaly_end_time'],
  })
  .meta({
    id: 'QueryFilters',
    description:
      'Every condition given must hold. start_time and end_time: the ingested window reaches into that time; anomaly_start_time, anomaly_end_time, min_anomaly_score and anomaly_types: one and the same anomaly does, is that strange, and of one of these types. What is given takes the place of what the question says of the same kind, and is never given up.',
    example: { labels: { service: 'payment' }, tags: ['rising'], min_anomaly_score: 1.5 },
  });

const SORTS = ['relevance', 'score', 'time'] as const satisfies readonly SearchSort[];

export const queryRequest = z
  .strictObject(
    {
      query: z
        .string()
        .trim()
        .min(1, 'must not be empty')
        .max(2_000)
        .meta({ description: 'What to look for, in plain words.', examples: ['high CPU usage patterns'] }),
      top_k: z
        .int()
        .min(1)
        .max(100)
        .default(10)
        .meta({ description: 'How many hits at most.', examples: [10] }),
      offset: z
        .int()
        .min(0)
        .max(MOST_HITS)
        .default(0)
        .meta({
          description: `How many of the best to leave out: those of the pages before. ${MOST_HITS} are ranked, and the last page ends with them.`,
          examples: [0],
        }),
      filters: filters.optional(),
      sort: z
        .enum(SORTS)
        .default('relevance')
        .meta({
          description:
            'In which order the hits of a page come, which are the most relevant in any case: the best first, or by the score or the start of their anomalies that pass, the highest or the latest first.',
          examples: ['relevance'],
        }),
      interpret: z
        .boolean()
        .default(true)
        .meta({
          description:
            'Whether behaviour and time are read from the words; if not, all words are looked up as they are.',
          examples: [true],
        }),
      time_zone: timeZone.optional().meta({
        description: 'IANA name of the zone whose days and nights are meant; UTC by default.',
        examples: ['Europe/Berlin'],
      }),
      group_by: z
        .enum(['metric'])
        .optional()
        .meta({ description: 'One hit a metric: its best series.', examples: ['metric'] }),
      facets: z
        .array(z.string().min(1).max(256))
        .max(10)
        .default([])
        .meta({
          description: 'What to count the passing series by: `tag`, `metric`, or the name of a label.',
          examples: [['job', 'namespace', 'tag']],
        }),
      profiled_only: z
        .boolean()
        .default(false)
        .meta({ description: 'Leaves out metrics that were never ingested.', examples: [false] }),
    },
    { error: body },
  )
  .meta({
    id: 'QueryRequest',
    example: { query: 'services whose memory climbs and never comes down', top_k: 10 },
  });

export type QueryBody = z.output<typeof queryRequest>;

const words = z
  .string()
  .meta({ description: 'What it was read from.', examples: ['climbs and never comes down'] });

const readTag = z.strictObject({ tag, words });

const readCondition = z.strictObject({
  condition: z.enum(['time', 'behaviour']),
  words: z.array(z.string()),
});

const interpretation = z
  .strictObject({
    text: z.string().meta({ description: 'What is left to look up.', examples: ['memory'] }),
    tags: z.array(readTag).meta({
      description:
        'A series must have one of them for each words, or an anomaly of one of the types that were read from the same words.',
    }),
    anomaly_types: z.array(z.strictObject({ type: z.union([anomalyType, z.literal('any')]), words })),
    time_range: z.strictObject({ start: time, end: time, words }).optional().meta({
      description:
        'When it happened, or, of what a series is like all the time, what its window must reach into.',
    }),
    preferred: z.array(readTag).meta({
      description: 'What comes first, while nothing is left out for it: its words may be those of a metric.',
    }),
    avoided: z.array(readTag).meta({
      description: 'What it was said not to do (`not spiky`, `without spikes`): such series come last.',
      examples: [[]],
    }),
    unmet: z.array(z.string()).meta({
      description: 'Words of the text that no hit has anything of.',
      examples: [['gpu']],
    }),
    unknown_time: z
      .string()
      .optional()
      .meta({
        description:
          'Names a time by what happened then, which is not known here: it was left out. Name the time, or send filters.',
        examples: ['since the last deploy'],
      }),
    relaxed: z.array(readCondition).meta({
      description:
        'What nothing that was meant fulfils together with the rest: it is only preferred. One entry for each condition; the others hold.',
      examples: [[]],
    }),
    replaced: z.array(readCondition).meta({
      description:
        'What was read from the words and gave way to the filters: it is neither required nor preferred.',
      examples: [[]],
    }),
  })
  .meta({
    id: 'Interpretation',
    description:
      'How the question was understood. Wrong? Send it again with filters, or with interpret: false.',
  });

const why = z
  .strictObject({
    words: z.array(
      z.strictObject({
        asked: z.string().meta({ examples: ['ram'] }),
        met: z.string().meta({ examples: ['memory'] }),
        field: z
          .enum(['name', 'labels', 'text'])
          .meta({ description: 'Where it stands; `text`: help or unit.' }),
        is_synonym: z.boolean().meta({ description: 'Whether it is another word for the one asked.' }),
      }),
    ),
    tags: z.array(z.string()).meta({ description: 'Tags that were asked for.', examples: [['rising']] }),
    anomalies: z
      .array(z.string())
      .meta({ description: 'Ids of the anomalies that were asked for, the strangest first; at most 5.' }),
  })
  .meta({ id: 'Why', description: 'Why it was found: which words met which, which tags, which anomalies.' });

export const hit = z
  .strictObject({
    score: z
      .number()
      .meta({ description: 'Best possible is 1; comparable within one answer.', examples: [0.92] }),
    weak: z.boolean().meta({
      description:
        'True of what is hardly about what was looked up: the nearest that there is, or what only behaves as asked.',
      examples: [false],
    }),
    profiled: z.boolean().meta({
      description:
        'False of a metric that Prometheus has and of which nothing was ingested: it has no id, profile or window, and nothing is known of its behaviour.',
    }),
    id: z.string().optional().meta({ description: 'Of the series.' }),
    metric: z.string().meta({ examples: ['cpu_usage'] }),
    labels,
    description: z
      .string()
      .meta({ description: 'What the series does; its help text where nothing was ingested.' }),
    tags: z.array(z.string()).meta({ examples: [['daily-pattern', 'high-now']] }),
    unit: z.string().meta({ examples: ['ratio'] }),
    profile: profile.optional(),
    anomalies: z.array(storedAnomaly),
    window: window.optional(),
    promql: z.string().meta({ description: 'Shows the series.', examples: ['cpu_usage{service="payment"}'] }),
    type: z.enum(METRIC_TYPES).optional().meta({ description: 'Of a metric of which nothing was ingested.' }),
    series: number.optional().meta({ description: 'Series that such a metric has; null when not known.' }),
    why,
  })
  .meta({ id: 'Hit' });

const count = z.number().meta({ examples: [3] });

export const queryResponse = z
  .strictObject({
    query: z.string(),
    interpreted_as: interpretation,
    message: z
      .string()
      .optional()
      .meta({
        description: 'Where all hits are weak: says what nothing here is about.',
        examples: ['Nothing here is about "gpu"; what is listed comes nearest.'],
      }),
    hits: z.array(hit),
    total: count.meta({ description: `Hits on all pages, at most ${MOST_HITS}.` }),
    passing: count.meta({
      description: 'Series that fulfil the filters and what was insisted on, whatever they are about.',
    }),
    groups: z
      .array(z.strictObject({ metric: z.string(), series: count }))
      .optional()
      .meta({ description: 'With group_by, in the order of the hits: how many series of the metric pass.' }),
    facets: z
      .array(
        z.strictObject({
          field: z.string().meta({ examples: ['job'] }),
          values: z.array(z.strictObject({ value: z.string(), series: count })),
        }),
      )
      .meta({ description: 'Over all series that pass; of each field the 50 most frequent values.' }),
  })
  .meta({ id: 'QueryResponse' });
