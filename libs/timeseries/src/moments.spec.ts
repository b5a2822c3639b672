import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mean, standardDeviation } from './moments.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';
import { awkwardInputs, fixtureInputs, normals } from './testing/seeded-values.ts';

const figures = parseFixture(
  readFileSync(new URL('../fixtures/statistics.json', import.meta.url), 'utf8'),
).at('figures');

describe('mean and standardDeviation', () => {
  for (const name of figures.keys()) {
    it(`agree with numpy on ${name}`, () => {
      expectClose(mean(fixtureInputs[name]), figures.at(name, 'mean').number());
      expectClose(standardDeviation(fixtureInputs[name]), figures.at(name, 'std').number());
    });
  }

  it('skip samples that are not finite', () => {
    for (const [, values] of awkwardInputs) {
      const finite = values.filter((value) => Number.isFinite(value));
      expect(mean(values)).toBe(mean(finite));
      expect(standardDeviation(values)).toBe(standardDeviation(finite));
    }
    expect(mean(Float64Array.of(NaN, 1, Infinity, 3, -Infinity))).toBe(2);
  });

  it('are NaN where there is nothing to say', () => {
    expect(mean(Float64Array.of())).toBeNaN();
    expect(mean(Float64Array.of(NaN, Infinity))).toBeNaN();
    expect(standardDeviation(Float64Array.of(4))).toBeNaN();
  });

  it('are exact for constant samples', () => {
    for (const level of [0.1, 1e16 + 2, 1e300, -1.7e308, 1e-300, 5e-324, 0]) {
      const values = new Float64Array(4032).fill(level);
      expect(mean(values)).toBe(level);
      expect(standardDeviation(values)).toBe(0);
    }
  });

  it('keep the spread on a large offset', () => {
    const steps = normals(31, 500).map((v) => 2 * Math.round(10 * v));
    expectClose(standardDeviation(steps.map((v) => v + 1e16)), standardDeviation(steps), 1e-12);
  });

  it('reach both ends of the number range', () => {
    expect(mean(Float64Array.of(1.7e308, 1.7e308, 1.7e308))).toBe(1.7e308);
    expectClose(mean(Float64Array.of(1.7e308, -1.7e308, 1e308)), 1e308 / 3);
    expectClose(standardDeviation(Float64Array.of(1e308, -1e308, 0)), 1e308);
    expectClose(standardDeviation(Float64Array.of(1e-310, -1e-310, 0)), 1e-310);
  });
});
