import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { median, medianAbsoluteDeviation, quantile, quantiles } from './quantile.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';
import { awkwardInputs, fixtureInputs, normals, uniforms, withHoles } from './testing/seeded-values.ts';

/** Subnormal numbers have no relative precision to keep. */
const SUBNORMAL = 1e-308;

const fixture = parseFixture(readFileSync(new URL('../fixtures/statistics.json', import.meta.url), 'utf8'));

describe('quantiles', () => {
  for (const name of fixture.at('figures').keys()) {
    it(`agree with numpy on ${name}`, () => {
      const expected = fixture.at('figures', name);
      const values = fixtureInputs[name];
      expectClose(
        quantiles(values, Array.from(fixture.at('qs').numbers())),
        expected.at('quantiles').numbers(),
      );
      expectClose(medianAbsoluteDeviation(values), expected.at('mad').number());
    });
  }

  const qs = [0.5, 0, 1, 0.013, 0.25, 0.25, 0.999];
  const long: [string, Float64Array][] = [
    ['noise', normals(41, 4032)],
    ['uniform', uniforms(42, 4032)],
    ['few levels', normals(43, 4032).map((v) => Math.round(3 * v))],
    ['mostly one level', normals(44, 4032).map((v) => (v > 1.5 ? v : 0))],
    ['heavy tails', normals(45, 4032).map((v) => Math.exp(20 * v))],
    ['far outliers', normals(46, 4032).map((v, i) => (i % 1000 === 7 ? 1e12 * v : v))],
    ['outliers of outliers', normals(47, 4032).map((v, i) => v * 10 ** (i % 300))],
    ['gaps', withHoles(normals(48, 4032))],
    ['both ends of the number range', normals(49, 4032).map((v) => Math.sign(v) * 1.7e308 * Math.abs(v / 7))],
    ['subnormal numbers', uniforms(50, 4032).map((v) => Math.floor(v * 999) * 5e-324)],
  ];
  for (const [name, values] of [...awkwardInputs, ...long]) {
    it(`agree with sorting: ${name}`, () => {
      const sorted = values.filter((value) => Number.isFinite(value)).sort();
      expectClose(
        quantiles(values, qs),
        Float64Array.from(qs, (q) => quantileOfSorted(sorted, q)),
        1e-14,
        SUBNORMAL,
      );
      expect(median(values)).toBe(quantile(values, 0.5));
    });
  }

  it('leave the input in its order', () => {
    const values = normals(51, 300);
    const before = values.slice();
    quantiles(values, [0.1, 0.9]);
    expect(values).toEqual(before);
  });

  it('refuse a share outside 0…1', () => {
    for (const q of [-0.1, 1.1, NaN]) expect(() => quantile(Float64Array.of(1), q)).toThrow(RangeError);
  });
});

describe('medianAbsoluteDeviation', () => {
  it('is the median distance from the median, unscaled', () => {
    expect(medianAbsoluteDeviation(Float64Array.of(1, 1, 2, 2, 4, 6, 9))).toBe(1);
    expect(medianAbsoluteDeviation(Float64Array.of(NaN, 1, Infinity, 3))).toBe(1);
    expect(medianAbsoluteDeviation(Float64Array.of(1.7e308, 1.7e308, -1.7e308, -1.7e308, 1.7e308))).toBe(0);
    expect(
      medianAbsoluteDeviation(Float64Array.of(-1.5e308, 1.7e308, -1.5e308, -1.6e308)) / 5e306,
    ).toBeCloseTo(1, 12);
    expect(medianAbsoluteDeviation(Float64Array.of())).toBeNaN();
  });
});

function quantileOfSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return NaN;
  const rank = q * (sorted.length - 1);
  const low = sorted[Math.floor(rank)];
  const high = sorted[Math.ceil(rank)];
  return low * (1 - (rank % 1)) + high * (rank % 1);
}
