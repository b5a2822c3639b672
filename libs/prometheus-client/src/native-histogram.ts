import { PrometheusError } from './prometheus-error.ts';
import { parseSampleValue } from './sample-value.ts';

/** A native histogram, as Prometheus gives it in query results. */
export interface NativeHistogram {
  /** Observations; a fraction after rate(). */
  readonly count: number;
  /** Sum of the observations. */
  readonly sum: number;
  /** The buckets that hold something, in ascending order. */
  readonly buckets: readonly HistogramBucket[];
}

export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
  /** Observations in this bucket alone, not cumulative. */
  readonly count: number;
  readonly includesLower: boolean;
  readonly includesUpper: boolean;
}

/**
 * Checks and types one histogram of a response: `{"count":"…","sum":"…","buckets":[[rule,"lower","upper","count"],…]}`
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms).
 * Throws PrometheusError `invalid-response` for anything else.
 */
export function parseNativeHistogram(json: unknown): NativeHistogram {
  if (typeof json !== 'object' || json === null || !('count' in json) || !('sum' in json)) return fail();
  const buckets = 'buckets' in json ? json.buckets : [];
  if (!Array.isArray(buckets)) return fail();
  return { count: parseNumber(json.count), sum: parseNumber(json.sum), buckets: buckets.map(parseBucket) };
}

function parseBucket(json: unknown): HistogramBucket {
  if (!Array.isArray(json) || json.length !== 4) return fail();
  const [rule, lower, upper, count] = json as unknown[];
  // 0: open to the left, 1: open to the right, 2: open at both ends, 3: closed.
  if (rule !== 0 && rule !== 1 && rule !== 2 && rule !== 3) return fail();
  return {
    lower: parseNumber(lower),
    upper: parseNumber(upper),
    count: parseNumber(count),
    includesLower: rule === 1 || rule === 3,
    includesUpper: rule === 0 || rule === 3,
  };
}

function parseNumber(json: unknown): number {
  return (typeof json === 'string' ? parseSampleValue(json) : undefined) ?? fail();
}

function fail(): never {
  throw new PrometheusError('invalid-response', 'the response holds a histogram that is not one');
}
