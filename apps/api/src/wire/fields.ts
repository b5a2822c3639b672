import { parseDuration } from '@metrics-ai/prometheus-client';
import { z } from 'zod';

/** A moment: RFC 3339, or seconds since the epoch as the Prometheus API takes them. Becomes milliseconds. */
export const time = z
  .union([z.string(), z.number()], {
    error: 'must be a time such as 2026-01-31T12:00:00Z, or seconds since 1970',
  })
  .transform((value, context) => {
    const timeMs = parseTime(value);
    if (timeMs !== undefined) return timeMs;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} is not a time: use RFC 3339, such as 2026-01-31T12:00:00Z, or seconds since 1970`,
    });
    return z.NEVER;
  })
  .meta({
    description: 'RFC 3339 time, or seconds since 1970.',
    examples: ['2026-01-31T12:00:00Z', 1769860800],
  });

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

const labelName = z
  .string()
  .min(1, 'a label name must not be empty')
  .max(256, 'a label name may have at most 256 characters')
  .refine((name) => name !== '__name__', 'give the metric as metric_name, not as the label __name__')
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), 'a label name must not contain control characters');

export const labels = z
  .record(labelName, z.string({ error: 'a label value must be a string' }).max(MAX_LABEL_LENGTH))
  .refine((all) => Object.keys(all).length <= 64, 'at most 64 labels')
  .meta({
    description: 'Labels that a series must have, with exactly these values.',
    examples: [{ service: 'payment' }],
  });

export const metricName = z
  .string()
  .min(1, 'a metric name must not be empty')
  .max(256, 'a metric name may have at most 256 characters')
  .meta({ description: 'Name of a metric.', examples: ['cpu_usage'] });

const MAX_PROMQL_LENGTH = 10_000;

export const match = z
  .string()
  .min(1)
  .max(MAX_PROMQL_LENGTH)
  .meta({ description: 'A series selector.', examples: ['{job="shop",service=~"payment|checkout"}'] });

export const promql = z
  .string()
  .min(1)
  .max(MAX_PROMQL_LENGTH)
  .meta({
    description: 'Any PromQL expression.',
    examples: ['sum by (service) (rate(http_requests_total[5m]))'],
  });

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;
const NUMBER = /^\d+(\.\d+)?$/;

/** The last moment that a JavaScript date can name. */
const MAX_TIME_MS = 8.64e15;

/** Milliseconds since the epoch; undefined for what is no time. */
export function parseTime(value: string | number): number | undefined {
  if (typeof value === 'number' || NUMBER.test(value)) return secondsToMs(Number(value));
  if (!RFC_3339.test(value)) return undefined;
  const timeMs = Date.parse(value);
  if (Number.isNaN(timeMs)) return undefined;
  // Date.parse lets 30 February roll over into March: the day must still be the one that was written.
  const day = Number(value.slice(8, 10));
  return day <= 28 || day <= lastDayOfMonth(value) ? timeMs : undefined;
}

function lastDayOfMonth(time: string): number {
  return new Date(Date.UTC(Number(time.slice(0, 4)), Number(time.slice(5, 7)), 0)).getUTCDate();
}

function secondsToMs(seconds: number): number | undefined {
  const ms = Math.round(seconds * 1000);
  return seconds >= 0 && ms <= MAX_TIME_MS ? ms : undefined;
}
