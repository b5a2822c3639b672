import { describe, expect, it } from '@jest/globals';
import { checkPromql } from './check-promql.ts';
import type { Finding } from './finding.ts';
import { RandomPromql } from './testing/random-promql.ts';
import { SHOP } from './testing/shop-catalogue.ts';

const EXPRESSIONS = 800;

const count = (findings: readonly Finding[], wanted: (finding: Finding) => boolean): number =>
  findings.filter(wanted).length;

describe('a suggestion', () => {
  it.each([
    ['without a catalogue', {}],
    ['with a catalogue', { catalogue: SHOP, scrapeIntervalMs: 60_000, isAlert: true }],
  ])('ends its finding, and adds no error, whatever the expression: %s', (_, options) => {
    const random = new RandomPromql(11);
    let suggested = 0;
    for (let i = 0; i < EXPRESSIONS; i++) {
      const text = random.expression();
      const { findings } = checkPromql(text, options);
      for (const { code, suggestion } of findings) {
        if (suggestion === undefined) continue;
        suggested++;
        const after = checkPromql(suggestion.text, options).findings;
        expect(count(after, (each) => each.code === code)).toBeLessThan(
          count(findings, (each) => each.code === code),
        );
        const added = after.filter(
          (each) =>
            each.severity === 'error' &&
            count(after, ({ code }) => code === each.code) >
              count(findings, ({ code }) => code === each.code),
        );
        expect({ text, suggestion: suggestion.text, added }).toEqual({
          text,
          suggestion: suggestion.text,
          added: [],
        });
      }
    }
    expect(suggested).toBeGreaterThan(EXPRESSIONS / 5);
  });

  it('points into the expression, and a finding says something', () => {
    const random = new RandomPromql(12);
    for (let i = 0; i < EXPRESSIONS; i++) {
      const text = random.expression();
      for (const { from, to, message } of checkPromql(text).findings) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(text.length);
        expect(message).toMatch(/^[\S].*[.:]/s);
      }
    }
  });

  it.each([
    ['nesting', '('.repeat(9_000) + '1' + ')'.repeat(9_000)],
    ['an unclosed nesting', '('.repeat(19_000)],
    ['a long chain', Array.from({ length: 4_000 }, () => 'a').join(' + ')],
    ['a long line of quotes', '"'.repeat(19_999)],
    ['escapes', '\\'.repeat(19_999)],
    ['text beyond the limit', 'a'.repeat(100_000)],
    ['many findings', Array.from({ length: 700 }, () => 'rate(sum(x))').join(' + ')],
  ])('does not take forever, nor all of the stack, for %s', (_, text) => {
    expect(checkPromql(text).valid).toBe(false);
  });

  it.each([Array.from({ length: 600 }, () => 'up').join(' or '), `${'('.repeat(600)}up${')'.repeat(600)}`])(
    'says of what Prometheus takes that it is nested too deeply, and of a shorter one nothing',
    (text) => {
      const [{ code, message, from }] = checkPromql(text).findings;
      expect([code, message]).toEqual(['syntax', expect.stringContaining('goes deeper')]);
      expect(from).toBeLessThan(text.length);
      expect(checkPromql(Array.from({ length: 200 }, () => 'up').join(' or ')).findings).toEqual([]);
    },
  );
});
