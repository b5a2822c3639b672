import { describe, expect, it } from '@jest/globals';
import { absentOf, filteringOf, movedOf, numbersIn, selectorsIn } from './read-expression.ts';

describe('filteringOf', () => {
  it.each([
    ['up == 0', { left: 'up', operator: '==', right: '0', limit: 0 }],
    [
      '(sum by (job) (rate(a[5m])) >= 0.5)',
      { left: 'sum by (job) (rate(a[5m]))', operator: '>=', right: '0.5', limit: 0.5 },
    ],
    ['a / b * 100 > 80', { left: 'a / b * 100', operator: '>', right: '80', limit: 80 }],
    ['a < -1', { left: 'a', operator: '<', right: '-1', limit: -1 }],
    ['a < (+2)', { left: 'a', operator: '<', right: '(+2)', limit: 2 }],
    ['a != on (x) b', { left: 'a', operator: '!=', right: 'b' }],
  ])('reads %s', (promql, filtering) => {
    expect(filteringOf(promql)).toEqual(filtering);
  });

  it.each(['up', 'sum(up == 0)', 'a + b', 'a > bool 1', 'topk(3, a)', '5'])('finds none in %s', (promql) => {
    expect(filteringOf(promql)).toBeUndefined();
  });
});

describe('selectorsIn', () => {
  it.each([
    ['a', [['a', '']]],
    [
      'rate(a{x="y z"}[5m]) / rate(b[5m])',
      [
        ['a{x="y z"}', ''],
        ['b', ''],
      ],
    ],
    [
      'a - a offset 1d',
      [
        ['a', ''],
        ['a', ' offset 1d'],
      ],
    ],
    ['sum(rate(a[5m] offset 1w)) + sum(rate(a[5m] offset 1w))', [['a', ' offset 1w']]],
    ['max_over_time(rate(a[5m])[1h:1m] offset 2h)', [['a', ' offset 2h']]],
    ['time() - {__name__="x"}', [['{__name__="x"}', '']]],
    ['1', []],
  ] as const)('of %s', (promql, selectors) => {
    expect(selectorsIn(promql)).toEqual(selectors.map(([selector, offset]) => ({ selector, offset })));
  });
});

describe('movedOf', () => {
  it.each([
    ['a offset 1d', 'a', 86_400_000],
    ['rate(a[5m] offset 1h) / rate(b[5m] offset 60m)', 'rate(a[5m]) / rate(b[5m])', 3_600_000],
    ['max_over_time(rate(a[5m])[1h:1m] offset 2h) > 5', 'max_over_time(rate(a[5m])[1h:1m]) > 5', 7_200_000],
  ])('takes the offset out of %s', (promql, still, offsetMs) => {
    expect(movedOf(promql)).toEqual({ promql: still, offsetMs });
  });

  it.each([
    'a',
    '5',
    'a - a offset 1d',
    'a offset 1d / b offset 2d',
    'a @ 5',
    'time() - a offset 1d',
    'max_over_time(a[5m:] offset 1h) + 1 + b',
  ])('finds no one offset in %s', (promql) => {
    expect(movedOf(promql)).toBeUndefined();
  });
});

describe('absentOf', () => {
  it.each([
    ['absent(up{job="a"})', 'up{job="a"}'],
    ['(absent_over_time(up[5m]))', 'up'],
    ['absent(up) * 2', undefined],
    ['up', undefined],
  ])('of %s is %s', (promql, selector) => {
    expect(absentOf(promql)).toBe(selector);
  });
});

describe('numbersIn', () => {
  it('are those that are written, wherever they are', () => {
    expect(numbersIn('histogram_quantile(0.99, rate(a[5m])) > 2 + 1e3')).toEqual([0.99, 2, 1_000]);
  });
});
