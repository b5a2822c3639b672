import { describe, expect, it } from '@jest/globals';
import { checkPromql } from './check-promql.ts';

describe('checkPromql', () => {
  it.each([
    ['up', 'vector', ['up']],
    [
      'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / on (job) group_left () info',
      'vector',
      ['http_requests_total', 'info'],
    ],
    ['max_over_time(rate(x[5m])[1h:])', 'vector', ['x']],
    ['x[5m] offset 1d @ end()', 'matrix', ['x']],
    ['1 + 2 * pi()', 'scalar', []],
    ['"text"', 'string', []],
    ['{__name__="a b", c="d"} or vector(0)', 'vector', ['a b']],
  ])('finds nothing wrong with %s', (promql, type, metrics) => {
    expect(checkPromql(promql)).toEqual({ valid: true, type, metrics, findings: [] });
  });

  it.each([
    ['sum(rate(x[5m])', 'syntax', 'sum(rate(x[5m]))'],
    ['up{job=node}', 'syntax', 'up{job="node"}'],
    ['rate(x[5min])', 'syntax', 'rate(x[5m])'],
    ['sum by (job) rate(x[5m]) / 2', 'syntax', 'sum by (job) (rate(x[5m])) / 2'],
    ['percentile(0.9, x)', 'unknown-function', 'quantile(0.9, x)'],
    ['rate(x)', 'wrong-type', 'rate(x[5m])'],
    ['rate(sum(x))', 'wrong-type', 'sum(rate(x[5m]))'],
    ['topk(x, 5)', 'wrong-type', 'topk(5, x)'],
    ['x or 0', 'wrong-type', 'x or vector(0)'],
    ['quantile(x)', 'wrong-argument-count', 'quantile(0.95, x)'],
    ['topk(5)', 'wrong-argument-count', undefined],
    ['up == "0.5"', 'wrong-type', 'up == 0.5'],
    ['up == "down"', 'wrong-type', undefined],
    ['rate(x, 5m)', 'wrong-argument-count', 'rate(x[5m])'],
    ['sum(x) offset 5m', 'invalid-modifier', 'sum(x offset 5m)'],
    ['x offset 5m[5m]', 'invalid-range', 'x[5m] offset 5m'],
    ['1 > 2', 'missing-bool', '1 > bool 2'],
    ['x + bool y', 'misplaced-bool', 'x + y'],
    ['x and on (a) group_left (b) y', 'invalid-matching', 'x and on (a)  y'],
    ['x{__name__="y",a="b"}', 'two-metric-names', 'x{a="b"}'],
    ['x{a=~"*.b"}', 'invalid-regex', 'x{a=~".*.b"}'],
    ['x[0s]', 'invalid-duration', 'x[5m]'],
    ['{a=""}', 'empty-selector', undefined],
  ])('refuses %s: %s', (promql, code, repaired) => {
    const { valid, findings } = checkPromql(promql);
    expect(valid).toBe(false);
    expect(findings[0]).toMatchObject({ severity: 'error', code });
    expect(findings[0].suggestion?.text).toBe(repaired);
  });

  it('points at whole characters', () => {
    const [{ from, to, message }] = checkPromql('sum(😀)').findings;
    expect('sum(😀)'.slice(from, to)).toBe('😀');
    expect(message.isWellFormed()).toBe(true);
  });
});
