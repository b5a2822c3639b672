import { describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import type { LabelMatcher } from './expression.ts';
import { isSelector, parseSelector } from './parse-selector.ts';
import { matchersOf, selector } from './selector.ts';

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
