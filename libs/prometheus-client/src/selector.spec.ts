import { describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { matchersOf, type LabelMatcher } from './labels.ts';
import { checkPromql, isSelector, parseSelector, ratedCounter } from './parse-promql.ts';
import { PrometheusError } from './prometheus-error.ts';
import { selector } from './selector.ts';

describe('selector', () => {
  it.each([
    ['up', {}, 'up'],
    ['up', { job: 'node' }, 'up{job="node"}'],
    [undefined, { job: 'node', instance: 'a:1' }, '{job="node",instance="a:1"}'],
    ['my.metric', {}, '{"my.metric"}'],
    ['my.metric', { 'label.name': 'v' }, '{"my.metric","label.name"="v"}'],
    ['up', { path: 'C:\\x "y"\n' }, 'up{path="C:\\\\x \\"y\\"\\u000a"}'],
    ['sum', { a: 'b' }, '{__name__="sum",a="b"}'],
    ['Inf', {}, '{__name__="Inf"}'],
    ['up', { __name__: 'down' }, '{__name__="up",__name__="down"}'],
    ['up', { a: '\ufffd' }, 'up{a="\\ufffd"}'],
  ])('writes %j with %j as %s', (metric, labels, expected) => {
    expect(selector(metric, matchersOf(labels))).toBe(expected);
  });

  it('keeps every operator', () => {
    const matchers: LabelMatcher[] = [
      { name: 'a', operator: '!=', value: '1' },
      { name: 'b', operator: '=~', value: 'x|y' },
      { name: 'c', operator: '!~', value: '.+' },
    ];
    expect(selector('up', matchers)).toBe('up{a!="1",b=~"x|y",c!~".+"}');
  });

  it('refuses a selector of nothing, empty names and broken Unicode', () => {
    expect(() => selector(undefined, [])).toThrow(/needs a metric or a matcher/);
    expect(() => selector('', [])).toThrow(/must not be empty/);
    expect(() => selector('up', matchersOf({ '': 'x' }))).toThrow(/must not be empty/);
    expect(() => selector('up', matchersOf({ a: '\ud800' }))).toThrow(/well-formed/);
  });

  it('is one selector of exactly the given names and values, whatever these hold', () => {
    const pieces = [
      '"',
      '\\',
      '}',
      '{',
      '\n',
      '`',
      "'",
      'or up',
      ',',
      '=',
      '=~',
      '#',
      '[5m]',
      '\u0000',
      'é',
      '😀',
      '\\u0041',
      ' ',
      'a',
      '__name__',
      '\ufffd',
      '\u2028',
    ];
    let seed = 7;
    const random = (below: number): number =>
      (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const text = (): string =>
      Array.from({ length: 1 + random(5) }, () => pieces[random(pieces.length)]).join('');
    for (let i = 0; i < 2_000; i++) {
      const metric = text();
      const labels = { [text()]: text(), [`${text()}x`]: text() };
      const written = selector(metric, matchersOf(labels));
      const tree = parser.parse(written);
      const nodes: string[] = [];
      tree.iterate({ enter: ({ name }) => void nodes.push(name) });
      expect(nodes.filter((name) => name.endsWith('Selector'))).toEqual(['VectorSelector']);
      expect(nodes.filter((name) => name === 'MatchOp')).toHaveLength(
        2 + (written.startsWith('{__name__') ? 1 : 0),
      );
      expect(nodes).not.toContain('⚠');
      expect(isSelector(written)).toBe(true);
      const read = parseSelector(written);
      expect(read.metric).toBe(metric);
      expect(Object.fromEntries(read.matchers.map(({ name, value }) => [name, value]))).toEqual(labels);
    }
  });
});

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
    expect(() => parseSelector(text)).toThrow(PrometheusError);
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
    expect(() => ratedCounter('rate(x[5m]')).toThrow(PrometheusError);
  });
});

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
    expect(() => checkPromql('"unfinished')).toThrow(expect.objectContaining({ position: 0 }));
    expect(() => checkPromql(String.raw`label_replace(up, "a\q", "", "", "")`)).toThrow(
      expect.objectContaining({ kind: 'bad-query', position: 18 }),
    );
  });
});
