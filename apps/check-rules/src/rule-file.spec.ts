import { describe, expect, it } from '@jest/globals';
import { parseRuleFile } from './rule-file.ts';

const EXPRESSION = 'sum by (job) (rate(x_total{path="/a b",q="\'"}[5m]))\n  > 0.5 and on () # why\nup == 1';

const ruleFile = (expr: string): string =>
  `groups:\n  # the first\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n        for: 5m\n`;

const asBlock = (head: string): string =>
  `${head}\n${EXPRESSION.split('\n')
    .map((line) => `            ${line}`)
    .join('\n')}`;

describe('parseRuleFile', () => {
  it.each([
    ['a block', asBlock('|')],
    ['a block without an end', asBlock('|-')],
    ['double quotes', JSON.stringify(EXPRESSION)],
    ['single quotes', `'${EXPRESSION.replaceAll("'", "''").replaceAll('\n', '\n\n          ')}'`],
  ])('finds every sign of an expression in %s again', (_, written) => {
    const text = ruleFile(written);
    const { rules, mistakes } = parseRuleFile(text);
    expect(mistakes).toEqual([]);
    expect(rules).toMatchObject([{ group: 'g', kind: 'alert', name: 'A' }]);
    const [{ expression, placeOf }] = rules;
    expect(expression.replace(/\s+/g, ' ').trim()).toBe(EXPRESSION.replace(/\s+/g, ' '));
    const lines = text.split('\n');
    for (const [offset, sign] of [...expression].entries()) {
      const { line, column } = placeOf(offset);
      if (/\S/.test(sign)) expect([offset, lines[line - 1][column - 1]]).toEqual([offset, sign]);
    }
    const end = placeOf(expression.length);
    expect(lines[end.line - 1][end.column - 2]).toBe('1');
  });

  it('folds lines as YAML does, and finds places in them', () => {
    const { rules } = parseRuleFile(ruleFile('>-\n          up\n          == 0'));
    expect(rules[0].expression).toBe('up == 0');
    expect(rules[0].placeOf(3)).toEqual({ line: 8, column: 11 });
  });

  it('takes a number for PromQL, several documents, and resources of the operator', () => {
    const { rules, mistakes } = parseRuleFile(
      'groups: [{name: a, rules: [{record: one, expr: 1}]}]\n---\n' +
        'kind: PrometheusRule\nspec: {groups: [{name: b, rules: [{alert: Two, expr: up == 0}]}]}\n',
    );
    expect(mistakes).toEqual([]);
    expect(rules.map(({ group, kind, expression }) => [group, kind, expression])).toEqual([
      ['a', 'record', '1'],
      ['b', 'alert', 'up == 0'],
    ]);
  });

  it.each([
    ['groups: [', /not YAML/, 1],
    ['rules: []', /has a list of groups/, 1],
    ['- 1', /has a list of groups/, 1],
    ['groups:\n  - rules: []', /a group has a name/, 2],
    ['groups:\n  - name: g', /a group has a list of rules/, 2],
    ['groups:\n  - 7', /a group has/, 2],
    ['groups:\n  - name: g\n    rules:\n      - expr: up', /either record or alert/, 4],
    [
      'groups:\n  - name: g\n    rules:\n      - {record: a, alert: b, expr: up}',
      /either record or alert/,
      4,
    ],
    ['groups:\n  - name: g\n    rules:\n      - record: a', /the rule a has no expr/, 4],
    ['groups:\n  - name: g\n    rules:\n      - {record: a, expr: [up]}', /the rule a has no expr/, 4],
    ['groups:\n  - name: g\n    rules:\n      - up', /either record or alert/, 4],
    ['groups:\n  - {name: g, rules: []}\n  - {name: g, rules: []}', /a group g before this one/, 3],
    ['groups:\n  - name: g\n    interval: soon\n    rules: []', /interval is a duration such as 5m/, 3],
    [
      'groups:\n  - name: g\n    rules:\n      - {alert: a, expr: up,\n         for: 5 minutes}',
      /for is a duration/,
      5,
    ],
    [
      'groups:\n  - name: g\n    rules:\n      - {alert: a, expr: up,\n         labls: {a: b}}',
      /a rule has no labls/,
      5,
    ],
    [
      'groups:\n  - name: g\n    rules:\n      - {record: a, expr: up,\n         for: 5m}',
      /a recording rule has no for/,
      5,
    ],
  ])('says where %j is no rule file', (text, message, line) => {
    const { mistakes } = parseRuleFile(text);
    expect(mistakes[0].message).toMatch(message);
    expect(mistakes[0].line).toBe(line);
  });

  it('takes every field that Prometheus has', () => {
    const { rules, mistakes } = parseRuleFile(
      'groups:\n  - {name: a, interval: 30s, query_offset: 0s, limit: 3, labels: {a: b}, rules: [\n' +
        '      {alert: A, expr: up, for: 0, keep_firing_for: 1h30m, labels: {a: b}, annotations: {c: d}},\n' +
        '      {record: a, expr: up, labels: {a: b}}]}\n---\ngroups: [{name: a, rules: []}]',
    );
    expect(mistakes).toEqual([]);
    expect(rules).toHaveLength(2);
  });

  it('has nothing of an empty file', () => {
    expect(parseRuleFile('')).toMatchObject({ rules: [], mistakes: [] });
  });
});
