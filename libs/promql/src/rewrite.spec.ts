import { describe, expect, it } from '@jest/globals';
import { checkPromql } from './check-promql.ts';
import { dropMatchers, offsetBy } from './rewrite.ts';
import { RandomPromql } from './testing/random-promql.ts';

describe('offsetBy', () => {
  it.each([
    ['up', 'up offset 1d'],
    ['up{job="a"}', 'up{job="a"} offset 1d'],
    ['sum by (job) (rate(x[5m])) / 2', 'sum by (job) (rate(x[5m] offset 1d)) / 2'],
    ['max_over_time(rate(x[5m])[1h:])', 'max_over_time(rate(x[5m] offset 1d)[1h:])'],
    ['a / b', 'a offset 1d / b offset 1d'],
    ['up # now', 'up offset 1d # now'],
    ['up offset 1h', undefined],
    ['up @ end()', undefined],
    ['time()', undefined],
  ])('of %s is %s', (promql, expected) => expect(offsetBy(promql, '1d')).toBe(expected));
});

describe('dropMatchers', () => {
  it.each([
    ['up{instance="a"}', 'up'],
    ['up{job="x",instance="a"}', 'up{job="x"}'],
    ['{"my.metric", instance="a"}', '{"my.metric"}'],
    ['{__name__="up",instance="a"}', '{__name__="up"}'],
    ['rate(x{pod=~"a.*", job="j"}[5m]) / y{instance="b"}', 'rate(x{job="j"}[5m]) / y'],
    ['{instance="a"}', '{instance="a"}'],
    ['sum(up)', 'sum(up)'],
  ])('of %s leaves %s', (promql, expected) =>
    expect(dropMatchers(promql, ['instance', 'pod'])).toBe(expected),
  );
});

it('what is valid stays so when it is rewritten', () => {
  const random = new RandomPromql(5);
  let rewritten = 0;
  for (let i = 0; i < 600; i++) {
    const text = random.expression();
    if (!checkPromql(text).valid) continue;
    const texts = [offsetBy(text, '1w'), dropMatchers(text, ['job', 'le'])].filter(
      (each) => each !== undefined,
    );
    for (const each of texts)
      expect([each, checkPromql(each).findings.filter(({ severity }) => severity === 'error')]).toEqual([
        each,
        [],
      ]);
    rewritten += texts.length;
  }
  expect(rewritten).toBeGreaterThan(200);
});
