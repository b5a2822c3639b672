import { describe, expect, it } from '@jest/globals';
import { PromqlSyntaxError } from './parse-promql.ts';
import { isSelector, parseSelector, ratedCounter } from './parse-selector.ts';

describe('parseSelector', () => {
  it('reads metric, matchers and every kind of string', () => {
    expect(parseSelector('up{a="x\\ty", b=~\'q\', c!=`r\\n`,}')).toEqual({
      metric: 'up',
      matchers: [
        { name: 'a', operator: '=', value: 'x\ty' },
        { name: 'b', operator: '=~', value: 'q' },
        { name: 'c', operator: '!=', value: 'r\\n' },
      ],
    });
  });

  it('takes an equality on __name__ for the metric, and leaves a regex on it', () => {
    expect(parseSelector('{__name__="up"}')).toEqual({ metric: 'up', matchers: [] });
    expect(parseSelector('{__name__=~"up|down"}').matchers).toHaveLength(1);
  });

  it('reads every escape of Go, and puts bytes together to UTF-8', () => {
    const { matchers } = parseSelector(
      String.raw`{a="\a\b\f\n\r\t\v\\\"\u00e9\U0001f600\x41\xc3\xa9\101\303\251", b='\'"'}`,
    );
    expect(matchers.map(({ value }) => value)).toEqual(['\u0007\b\f\n\r\t\v\\"é😀AéAé', `'"`]);
  });

  it.each([
    'sum(up)',
    'up[5m]',
    'up offset 5m',
    '1',
    '{}',
    'up + up',
    'up{',
    '',
    'up{__name__="down"}',
    'up{"down"}',
    '{"up","down"}',
    'up # comment',
    String.raw`{a="\q"}`,
    String.raw`{a="\'"}`,
    String.raw`{a="\xff"}`,
    String.raw`{a="\400"}`,
    String.raw`{a="\ud800"}`,
    String.raw`{a="\U00110000"}`,
    String.raw`{a="\u12"}`,
  ])('refuses %j', (text) => {
    expect(() => parseSelector(text)).toThrow(PromqlSyntaxError);
    expect(isSelector(text)).toBe(false);
  });
});

describe('ratedCounter', () => {
  it.each([
    ['rate(up[5m])', 'up', 300_000],
    ['rate( x_total{path="])", a=~"b|c"} [1h30m] )', 'x_total{path="])", a=~"b|c"}', 5_400_000],
    ['increase({__name__="x"}[15s])', '{__name__="x"}', 15_000],
    ['irate(x[1m])', 'x', 60_000],
  ])('of %s is %s', (promql, counter, windowMs) => {
    expect(ratedCounter(promql)).toEqual({ selector: counter, windowMs });
  });

  it.each([
    'up',
    'sum(rate(x[5m]))',
    'rate(x[5m]) * 60',
    'rate(x[5m] offset 1d)',
    'rate(x[1h:5m])',
    'deriv(x[5m])',
    'histogram_count(rate(x[5m]))',
  ])('of %s is none', (promql) => expect(ratedCounter(promql)).toBeUndefined());

  it('is none of what is not PromQL', () => {
    expect(() => ratedCounter('rate(x[5m]')).toThrow(PromqlSyntaxError);
  });
});
