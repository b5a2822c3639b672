import { describe, expect, it } from '@jest/globals';
import { askedCatalogue } from './testing/asked-catalogue.ts';
import { unitOfExpression } from './unit-of-expression.ts';

describe('unitOfExpression', () => {
  it.each([
    ['memory_bytes', 'bytes'],
    ['sum by (job) (memory_bytes)', 'bytes'],
    ['avg_over_time(memory_bytes[1h])', 'bytes'],
    ['predict_linear(memory_bytes[1h], 3600)', 'bytes'],
    ['-memory_bytes', 'bytes'],
    ['http_requests_total', 'requests'],
    ['rate(http_requests_total[5m])', 'requests/s'],
    ['increase(http_requests_total[1h])', 'requests'],
    ['sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m]))', 'ratio'],
    ['sum(rate(a_total[5m])) / sum(rate(a_total[5m])) * 100', 'percent'],
    ['memory_bytes / memory_bytes * 100', 'percent'],
    ['1 - memory_bytes / memory_bytes', 'ratio'],
    ['deriv(memory_bytes[1h])', 'bytes/s'],
    ['rate(latency_seconds_sum[5m]) / rate(latency_seconds_count[5m])', 'seconds'],
    ['histogram_quantile(0.9, sum by (le) (rate(latency_seconds_bucket[5m])))', 'seconds'],
    ['time() - boot_time_seconds', 'seconds'],
    ['boot_time_seconds', 'timestamp'],
    ['memory_bytes - memory_bytes offset 1d', 'bytes'],
    ['memory_bytes * 8', 'bits'],
    ['memory_bytes * 3', ''],
    ['memory_bytes > 1e9', 'bytes'],
    ['memory_bytes > bool 1e9', ''],
    ['memory_bytes or vector(0)', 'bytes'],
    ['memory_bytes / rate(http_requests_total[5m])', ''],
    ['count(memory_bytes)', ''],
    ['changes(memory_bytes[1h])', ''],
    ['unheard_of', ''],
    ['5', ''],
  ])('of %s is %j', (promql, unit) => {
    expect(unitOfExpression(promql, askedCatalogue())).toBe(unit);
  });
});
