import { describe, expect, it } from '@jest/globals';
import { checkPromql } from './check-promql.ts';

describe('text that is no PromQL', () => {
  it.each([
    // Brackets, commas and quotes.
    ['sum(rate(x[5m])', 'sum(rate(x[5m]))'],
    ['rate(x[5m]))', 'rate(x[5m])'],
    ['x[5m', 'x[5m]'],
    ['x{a="b"', 'x{a="b"}'],
    ['sum(x,)', 'sum(x)'],
    ['topk(5 x)', 'topk(5 , x)'],
    ['x{a="b" c="d"}', 'x{a="b" , c="d"}'],
    ['rate(x{a="b}[5m])', 'rate(x{a="b"}[5m])'],
    ['x{a=“b”}', 'x{a="b"}'],
    ['x{a=b}', 'x{a="b"}'],
    [String.raw`x{a=~"\d+"}`, String.raw`x{a=~"\\d+"}`],
    // Spellings of elsewhere.
    ['x && y', 'x and y'],
    ['x || y', 'x or y'],
    ['x <> 5', 'x != 5'],
    ['x = 5', 'x == 5'],
    ['x{a=="b"}', 'x{a="b"}'],
    ['x{a:"b"}', 'x{a="b"}'],
    ['x{a="b" and c="d"}', 'x{a="b", c="d"}'],
    ['sum(x) group by (a)', 'sum(x) by (a)'],
    ['http.requests.total', 'http_requests_total'],
    ['rate(x[$__rate_interval])', 'rate(x[5m])'],
    ['rate(x[5 min])', 'rate(x[5m])'],
    ['rate(x[30m1h])', 'rate(x[1h30m])'],
    ['x offset 5 minutes', 'x offset 5m'],
    // What stands in the wrong place.
    ['sum by job (x)', 'sum by (job) (x)'],
    ['max(x) by a, b', 'max(x) by (a, b)'],
    ['sum(rate(x[5m]) by (job))', 'sum(rate(x[5m])) by (job)'],
    ['sum by (job) rate(x[5m]) / 2', 'sum by (job) (rate(x[5m])) / 2'],
    ['sum(x){a="b"}', 'sum(x{a="b"})'],
    ['rate(x{c="d"}[5m]){a="b"}', 'rate(x{c="d",a="b"}[5m])'],
    ['x > 5 and', 'x > 5'],
    // Two at a time.
    ['sum by job (rate(x[5 min]))', 'sum by (job) (rate(x[5m]))'],
    ['sum(rate(x{a=b}[5m])', 'sum(rate(x{a="b"}[5m]))'],
    ['avg(rate(x[5m]) by (job)', 'avg(rate(x[5m])) by (job)'],
  ])('%s was meant as %s', (text, repaired) => {
    const [finding] = checkPromql(text).findings;
    expect(finding).toMatchObject({ severity: 'error', code: 'syntax' });
    expect(finding.suggestion?.text).toBe(repaired);
  });

  it.each(['x y', '!x', 'x > 5 ? 1 : 0', 'SELECT * FROM x', '', '   ', 'x[5q]', 'rate(x[5m]) rate(y[5m])'])(
    'is not guessed at where nobody knows: %j',
    (text) => {
      const [finding] = checkPromql(text).findings;
      expect(finding).toMatchObject({ severity: 'error', code: 'syntax' });
      expect(finding.suggestion).toBeUndefined();
    },
  );

  it.each([
    [
      'sum(x',
      5,
      'The expression ends too early; expected a closing ), label matchers in {}, a comma or an operator.',
    ],
    ['up{job=node}', 7, 'Unexpected node; expected a string in quotes.'],
    ['up{job', 6, 'The expression ends too early; expected = or another operator of a matcher.'],
    [
      'rate(x[',
      7,
      'The expression ends too early; expected an opening (, a duration such as 5m or a number.',
    ],
    ['up{job="a"} x', 12, 'Unexpected x; expected an operator.'],
    [
      'rate(x[$interval])',
      7,
      'Unexpected $interval: a variable of a dashboard means nothing to Prometheus; put what it stands for.',
    ],
    [
      'x{a="b',
      4,
      'Unexpected ": this string is unfinished, or has an escape that is none (a backslash is written \\\\).',
    ],
  ])('says where, and what was expected: %s', (text, from, message) => {
    expect(checkPromql(text).findings).toMatchObject([{ from, message }]);
  });
});
