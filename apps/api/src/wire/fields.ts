import { parseDuration } from '@metrics-ai/prometheus-client';
import { z } from 'zod';

/** A Prometheus duration, or a number of seconds. Becomes milliseconds. */
export const duration = z
  .union([z.string(), z.number()], {
    error: 'must be a duration such as 30s, 5m or 2w, or a number of seconds',
  })
  .transform((value, context) => {
    const durationMs = typeof value === 'number' ? secondsToMs(value) : parseDuration(value);
    if (durationMs !== undefined && durationMs > 0) return durationMs;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} is not a duration: use units of ms, s, m, h, d, w or y, such as 30s, 5m or 2w`,
    });
    return z.NEVER;
  })
  .meta({ description: 'Prometheus duration, or a number of seconds.', examples: ['5m', '2w', 300] });

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A number in a query string, where everything is text. */
export const inQuery = <T extends z.ZodType<number>>(number: T) =>
  z.preprocess((value, context) => {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && DECIMAL.test(value)) return Number(value);
    const message = Array.isArray(value) ? 'must be given once' : `${JSON.stringify(value)} is not a number`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }, number);

const MAX_LABEL_LENGTH = 1_024;

/** What stands in the middle of a sentence. */
export const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters');

/** Half of a surrogate pair is no character, and Prometheus takes no text with one. */
const isText = (value: string): boolean => value.isWellFormed();
const NO_TEXT = 'must be well-formed Unicode';

const labelName = z
  .string()
  .min(1, 'a label name must not be empty')
  .max(256, 'a label name may have at most 256 characters')
  .refine((name) => name !== '__name__', 'give the metric as metric_name, not as the label __name__')
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), 'a label name must not contain control characters')
  .refine(isText, `a label name ${NO_TEXT}`);

export const labels = z
  .record(
    labelName,
    z
      .string({ error: 'a label value must be a string' })
      .max(MAX_LABEL_LENGTH)
      .refine(isText, `a label value ${NO_TEXT}`),
  )
  .refine((all) => Object.keys(all).length <= 64, 'at most 64 labels')
  .meta({
    description: 'Labels that a series must have, with exactly these values.',
    examples: [{ service: 'payment' }],
  });

export const metricName = z
  .string()
  .min(1, 'a metric name must not be empty')
  .max(256, 'a metric name may have at most 256 characters')
  .refine(isText, `a metric name ${NO_TEXT}`)
  .meta({ description: 'Name of a metric.', examples: ['cpu_usage'] });

const MAX_PROMQL_LENGTH = 10_000;

export const match = z
  .string()
  .min(1)
  .max(MAX_PROMQL_LENGTH)
  .refine(isText, NO_TEXT)
  .meta({ description: 'A series selector.', examples: ['{job="shop",service=~"payment|checkout"}'] });

export const promql = z
  .string()
  .min(1)
  .max(MAX_PROMQL_LENGTH)
  .refine(isText, NO_TEXT)
  .meta({
    description: 'Any PromQL expression.',
    examples: ['sum by (service) (rate(http_requests_total[5m]))'],
  });

/** The longest that two moments which a JavaScript date can name are apart. */
const MAX_DURATION_MS = 8.64e15;

function secondsToMs(seconds: number): number | undefined {
  const ms = Math.round(seconds * 1000);
  return seconds >= 0 && ms <= MAX_DURATION_MS ? ms : undefined;
}
