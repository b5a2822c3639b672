import { describe, expect, it } from '@jest/globals';
import { narrowExpression } from './narrow-expression.ts';

const JOB = [{ name: 'job', operator: '=', value: 'a"b' }] as const;

describe('narrowExpression', () => {
  it.each([
    ['up', 'up{job="a\\"b"}'],
    ['up{}', 'up{job="a\\"b"}'],
    ['up{x="y"}', 'up{job="a\\"b",x="y"}'],
    ['up{x="y",}', 'up{job="a\\"b",x="y",}'],
    ['{"my.metric"}', '{job="a\\"b","my.metric"}'],
    [
      'sum(rate(a[5m])) / on (x) (b{c="}"} offset 1d)',
      'sum(rate(a{job="a\\"b"}[5m])) / on (x) (b{job="a\\"b",c="}"} offset 1d)',
    ],
    ['up{job="a\\"b"} / up', 'up{job="a\\"b"} / up{job="a\\"b"}'],
    ['1 + 1', '1 + 1'],
  ])('puts the conditions on every selector of %s', (promql, narrowed) => {
    expect(narrowExpression(promql, JOB)).toBe(narrowed);
  });

  it('leaves the expression as it is where there are none', () => {
    expect(narrowExpression('not promql(', [])).toBe('not promql(');
  });
});
