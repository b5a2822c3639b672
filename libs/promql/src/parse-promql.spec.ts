import { describe, expect, it } from '@jest/globals';
import { parsePromql, PromqlSyntaxError } from './parse-promql.ts';
import { parseSelector, ratedCounter } from './parse-selector.ts';

describe('parsePromql', () => {
  it.each(['up', 'sum by (job) (rate(http_requests_total[5m]))', 'up{a="b"} # comment'])(
    'accepts %s',
    (promql) => {
      expect(() => parsePromql(promql)).not.toThrow();
    },
  );

  it('says where the syntax is wrong', () => {
    expect(() => parsePromql('sum(rate(x[5m])')).toThrow(/unexpected end at position 15/);
    expect(() => parsePromql('up{job=node}')).toThrow(/unexpected "node}" at position 7/);
    expect(() => parsePromql('   ')).toThrow(PromqlSyntaxError);
    expect(() => parseSelector('up[5m]')).toThrow(PromqlSyntaxError);
    expect(() => ratedCounter('rate(x[5m]')).toThrow(PromqlSyntaxError);
    expect(() => parsePromql('"unfinished')).toThrow(expect.objectContaining({ from: 0 }));
    expect(() => parsePromql(String.raw`label_replace(up, "a\q", "", "", "")`)).toThrow(
      expect.objectContaining({ from: 18 }),
    );
  });
});
