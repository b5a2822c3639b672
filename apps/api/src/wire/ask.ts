import { time } from '@metrics-ai/nest';
import { z } from 'zod';
import { look } from './chart-requests.ts';
import { duration, inQuery, labels, line, match, promql } from './fields.ts';
import { finding } from './promql.ts';
import { body } from './requests.ts';
import { labels as seriesLabels, number, time as answeredTime } from './values.ts';

const MAX_QUESTION_LENGTH = 1_000;

/** When a question asks for a course over time, and how fine. */
const range = {
  start_time: time.optional(),
  end_time: time.optional(),
  time_range: duration.optional().meta({
    description: 'So long before end_time, or before now, instead of a start_time.',
    examples: ['6h'],
  }),
  step: duration.optional(),
};

export const askRequest = z
  .strictObject(
    {
      question: z
        .string()
        .trim()
        .max(MAX_QUESTION_LENGTH)
        .default('')
        .meta({ description: 'In plain words.', examples: ['requests per second by service'] }),
      promql: promql.optional().meta({
        description:
          'One of the alternatives of an answer, or any expression: run instead of the best choice.',
        examples: ['sum by (service) (rate(http_requests_total[5m]))'],
      }),
      time: time.optional().meta({
        description: 'The moment that the question is asked of; now by default.',
        examples: ['2026-01-31T12:00:00Z', 1769860800],
      }),
      ...range,
      labels: labels.optional().meta({
        description: 'Only series with these labels.',
        examples: [{ service: 'payment' }],
      }),
      match: match.optional().meta({
        description: 'Only series that this selector matches.',
        examples: ['{job="shop",service=~"payment|checkout"}'],
      }),
      limit: z
        .int()
        .min(1)
        .max(100)
        .default(20)
        .meta({ description: 'Series of the result, at most.', examples: [20] }),
    },
    { error: body },
  )
  .superRefine(({ question, promql: expression, time: moment, ...rest }, context) => {
    if (question === '' && expression === undefined) {
      context.addIssue({ code: 'custom', path: ['question'], message: 'must not be empty' });
    }
    const named = (['start_time', 'end_time', 'time_range', 'step'] as const).filter(
      (field) => rest[field] !== undefined,
    );
    if (moment !== undefined && named.length > 0) {
      const message = `give a time, or ${named.join(', ')}, not both`;
      context.addIssue({ code: 'custom', path: ['time'], message });
    }
  })
  .meta({ id: 'AskRequest', example: { question: 'requests per second by service' } });

export const answerChartRequest = z.strictObject({
  promql,
  title: line(200)
    .optional()
    .meta({ description: 'What stands above it; the expression by default.', examples: ['Requests'] }),
  unit: line(100)
    .optional()
    .meta({ description: 'Such as bytes, seconds, ratio, percent, requests/s.', examples: ['requests/s'] }),
  threshold: inQuery(z.number())
    .optional()
    .meta({ description: 'A value that the series are held against.', examples: [0.9] }),
  start_time: time.optional(),
  end_time: time.optional(),
  time_range: queryDuration(range.time_range),
  step: queryDuration(range.step),
  ...look,
});

const reading = z.string().meta({
  description: 'What the expression says, in plain words.',
  examples: ['Per-second rate of http_requests_total over 5m, summed by service'],
});
const unit = z.string().meta({ examples: ['requests/s'] });
const score = z.number().meta({ description: '0 … 1: how well it fits the question.', examples: [0.87] });

const choice = z
  .strictObject({
    promql: z.string().meta({ examples: ['rate(http_requests_total[5m])'] }),
    metric: z.string().meta({ examples: ['http_requests_total'] }),
    score,
    reading,
    unit,
  })
  .meta({ id: 'AskChoice', description: 'One way to understand the question. Its PromQL was checked.' });

const instant = z
  .strictObject({
    kind: z.literal('instant'),
    time: answeredTime,
    series: z.array(
      z.strictObject({
        labels: seriesLabels,
        value: number.meta({ examples: [12.5] }),
        text: z.string().meta({ description: 'The value in its unit.', examples: ['12.5 requests/s'] }),
      }),
    ),
    series_total: z.number().meta({ description: 'Those that are left out among them.', examples: [3] }),
  })
  .meta({ id: 'InstantResult', description: 'Values at one moment, most often the highest first.' });

const course = z
  .strictObject({
    kind: z.literal('range'),
    start: answeredTime,
    end: answeredTime,
    step_seconds: z.number().meta({ examples: [90] }),
    series: z.array(
      z.strictObject({
        labels: seriesLabels,
        points: z
          .array(z.tuple([z.number(), number]))
          .meta({ description: 'Seconds since 1970, and the value.', examples: [[[1769860800, 12.5]]] }),
      }),
    ),
    series_total: z.number(),
  })
  .meta({
    id: 'RangeResult',
    description: 'Values over time, most often the series that ends highest first.',
  });

const elsewhere = z
  .strictObject({
    method: z.enum(['GET', 'POST']),
    path: z.string().meta({ examples: ['/metrics/query'] }),
    body: z.record(z.string(), z.unknown()).optional(),
    reason: z.string(),
  })
  .meta({ id: 'Elsewhere', description: 'Where a question about behaviour is answered.' });

export const askResponse = z
  .strictObject({
    question: z.string(),
    text: z.string().meta({
      description: 'The answer in a few sentences. Every number in it stands in the result or the question.',
      examples: [
        'Per-second rate of http_requests_total over 5m: 12.5 requests/s (service="payment"), at Sat 31 Jan 12:00 UTC.',
      ],
    }),
    sure: z.boolean().meta({ description: 'Whether it can hardly mean one of the alternatives.' }),
    empty: z.boolean().meta({ description: 'Prometheus was asked, and gave nothing; the text says why.' }),
    answered: choice.optional().meta({ description: 'What was run; left out where nothing was.' }),
    result: z.discriminatedUnion('kind', [instant, course]).optional(),
    chart_url: z
      .string()
      .optional()
      .meta({ description: 'The path of its picture as PNG; as SVG with chart.svg.' }),
    alternatives: z.array(choice).meta({ description: 'Other ways to understand the question, best first.' }),
    findings: z
      .array(finding)
      .meta({ description: 'What the checker remarked of the expression that was run.' }),
    see: z.array(elsewhere),
    written_by: z.string().meta({
      description: '`translator`, `caller`, or the language model that wrote the PromQL.',
      examples: ['translator'],
    }),
    model_discarded: z
      .string()
      .optional()
      .meta({ description: "Why a language model's PromQL was not used." }),
    warnings: z.array(z.string()),
    infos: z.array(z.string()),
    duration_seconds: z.number(),
  })
  .meta({ id: 'AskResponse' });

/** A duration in a query string: a number of seconds is text there. */
function queryDuration<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value),
    schema,
  );
}

export type AskBody = z.output<typeof askRequest>;
export type AnswerChartQuery = z.output<typeof answerChartRequest>;
export type AskResponse = z.output<typeof askResponse>;
