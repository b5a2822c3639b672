import { describe, expect, it } from '@jest/globals';
import { humaniseMetric } from './humanise-metric.ts';

describe('humaniseMetric', () => {
  it.each([
    ['http_request_duration_seconds', 0.99, 'http request duration (p99)'],
    ['http_request_duration_seconds', 0.999, 'http request duration (p99.9)'],
    ['cpu_usage', undefined, 'CPU usage'],
    ['http_requests_total', undefined, 'http requests'],
    ['node_memory_MemAvailable_bytes', undefined, 'node memory mem available'],
    ['rpc_latency_seconds_count', undefined, 'rpc latency (count)'],
    ['job:http_requests:rate5m', undefined, 'job http requests rate5m'],
    ['wind_speed_meters_per_second', undefined, 'wind speed'],
    ['requests_per_second', undefined, 'requests'],
    ['bytes', undefined, 'bytes'],
    ['total', undefined, 'total'],
    ['', undefined, ''],
  ])('writes %s with quantile %p as %s', (name, quantile, text) => {
    expect(humaniseMetric(name, quantile)).toBe(text);
  });

  it('does not write what is no quantile', () => {
    expect(humaniseMetric('x_y', NaN)).toBe('x y');
    expect(humaniseMetric('x_y', 7)).toBe('x y');
  });

  it('bounds its length and keeps control characters out', () => {
    expect(humaniseMetric('a\u0007b\nc')).toBe('a b c');
    expect(humaniseMetric('x'.repeat(5_000)).length).toBeLessThanOrEqual(100);
  });
});
