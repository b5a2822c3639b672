import { describe, expect, it } from '@jest/globals';
import { checkPromql, parseSelector, ratedCounter } from './parse-promql.ts';
import { PrometheusError } from './prometheus-error.ts';

describe('checkPromql', () => {
  it.each(['up', 'sum by (job) (rate(http_requests_total[5m]))', 'up{a="b"} # comment'])(
    'accepts %s',
    (promql) => {
      expect(() => checkPromql(promql)).not.toThrow();
    },
  );

  it('says where the syntax is wrong', () => {
    expect(() => checkPromql('sum(rate(x[5m])')).toThrow(/unexpected end at position 15/);
    expect(() => checkPromql('up{job=node}')).toThrow(/unexpected "node}" at position 7/);
    expect(() => checkPromql('   ')).toThrow(PrometheusError);
    expect(() => parseSelector('up[5m]')).toThrow(PrometheusError);
    expect(() => ratedCounter('rate(x[5m]')).toThrow(PrometheusError);
    expect(() => checkPromql('"unfinished')).toThrow(expect.objectContaining({ position: 0 }));
    expect(() => checkPromql(String.raw`label_replace(up, "a\q", "", "", "")`)).toThrow(
      expect.objectContaining({ kind: 'bad-query', position: 18 }),
    );
  });
});
