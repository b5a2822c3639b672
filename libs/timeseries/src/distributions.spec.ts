import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { normalCdf, regularisedIncompleteBeta } from './distributions.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';

const fixture = parseFixture(
  readFileSync(new URL('../fixtures/distributions.json', import.meta.url), 'utf8'),
);

describe('normalCdf', () => {
  it('agrees with scipy to twelve digits, far tails included', () => {
    expectClose(fixture.at('z').numbers().map(normalCdf), fixture.at('normalCdf').numbers(), 1e-12);
  });

  it('ends where numbers end', () => {
    expect([-Infinity, -50, 0, 50, Infinity, NaN].map(normalCdf)).toEqual([0, 0, 0.5, 1, 1, NaN]);
  });
});

describe('regularisedIncompleteBeta', () => {
  it('agrees with mpmath to twelve digits', () => {
    const beta = fixture.at('beta');
    const actual = beta.keys().map((key) => {
      const [x, a, b] = beta.at(key).numbers();
      return regularisedIncompleteBeta(x, a, b);
    });
    expectClose(Float64Array.from(actual), fixture.at('incompleteBeta').numbers(), 1e-12);
  });

  it('is a distribution function of x, and NaN outside its domain', () => {
    expect(regularisedIncompleteBeta(0, 2, 3)).toBe(0);
    expect(regularisedIncompleteBeta(1, 2, 3)).toBe(1);
    for (const [x, a, b] of [
      [-0.1, 1, 1],
      [1.1, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, NaN],
    ]) {
      expect(regularisedIncompleteBeta(x, a, b)).toBeNaN();
    }
  });
});
