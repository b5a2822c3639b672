import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { linearRegression } from './linear-regression.ts';
import { mannKendall } from './mann-kendall.ts';
import { median } from './quantile.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';
import { awkwardInputs, fixtureInputs, normals } from './testing/seeded-values.ts';
import { theilSen } from './theil-sen.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1.7e12;
const times = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => START_MS + 300_000 * i);
const fixture = parseFixture(readFileSync(new URL('../fixtures/trend.json', import.meta.url), 'utf8'));

for (const name of fixture.keys()) {
  const values = fixtureInputs[name].subarray(0, 400);
  const expected = (key: string): number => fixture.at(name, key).number();
  const size = Math.max(...values.map(Math.abs));

  describe(`on ${name}, as scipy`, () => {
    it('linearRegression', () => {
      const line = linearRegression(times(values.length), values);
      expectClose(line.slopePerHour, expected('slope'));
      expectClose(line.interceptAtStart, expected('intercept'), 1e-9, size);
      expectClose(line.r2, expected('r2'));
      expectClose(line.pValue, expected('p'));
      expect(line.count).toBe(values.length);
    });

    it('theilSen', () => {
      const line = theilSen(times(values.length), values);
      expectClose(line.slopePerHour, expected('theilSlope'));
      expectClose(line.interceptAtStart, expected('theilIntercept'), 1e-9, size);
    });

    it('mannKendall', () => {
      const test = mannKendall(values);
      expect(test.s).toBe(expected('s'));
      expectClose(test.z, expected('z'));
      expectClose(test.pValue, expected('mannKendallP'));
      expectClose(test.tau, expected('tau'));
    });
  });
}

describe('linearRegression', () => {
  it('skips samples that are not finite, whose timestamps still say where the start is', () => {
    const line = linearRegression(times(5), Float64Array.of(NaN, 3, 5, Infinity, 9));
    expectClose(line.slopePerHour, 24, 1e-12);
    expectClose(line.interceptAtStart, 1, 1e-12);
    expect(line).toMatchObject({ r2: 1, pValue: 0, count: 3 });
  });

  it('knows no line below two samples, and no p-value below three', () => {
    const nothing = { slopePerHour: NaN, interceptAtStart: NaN, r2: NaN, pValue: NaN };
    expect(linearRegression(times(0), times(0))).toEqual({ ...nothing, count: 0 });
    expect(linearRegression(times(3), Float64Array.of(NaN, 4, NaN))).toEqual({ ...nothing, count: 1 });
    expect(linearRegression(times(2), Float64Array.of(1, 2))).toMatchObject({ r2: 1, pValue: NaN, count: 2 });
  });

  it('sees neither slope nor significance in constant samples', () => {
    for (const level of [0, 0.1, 1e300, 5e-324]) {
      expect(linearRegression(times(30), new Float64Array(30).fill(level))).toEqual({
        slopePerHour: 0,
        interceptAtStart: level,
        r2: NaN,
        pValue: 1,
        count: 30,
      });
    }
  });

  it('gives the same line at every scale, and on a large offset', () => {
    const values = normals(81, 100).map((v, i) => v + i / 30);
    const line = linearRegression(times(100), values);
    for (const scale of [2 ** 990, 2 ** -990, 2 ** 30]) {
      const scaled = linearRegression(
        times(100),
        values.map((v) => v * scale),
      );
      expectClose(scaled.slopePerHour, line.slopePerHour * scale, 1e-12);
      expectClose(scaled.pValue, line.pValue, 1e-11);
    }
    const steps = values.map((v) => 2 * Math.round(10 * v));
    const raised = linearRegression(
      times(100),
      steps.map((v) => v + 1e16),
    );
    expectClose(raised.slopePerHour, linearRegression(times(100), steps).slopePerHour, 1e-12);
  });
});

describe('theilSen', () => {
  it('is the median of all pairs of finite samples', () => {
    for (const [, values] of awkwardInputs) {
      const at = times(values.length);
      const finite = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
      const slopes = finite.flatMap((i, k) =>
        finite.slice(k + 1).map((j) => (values[j] / 4 - values[i] / 4) / ((at[j] - at[i]) / HOUR_MS)),
      );
      expectClose(theilSen(at, values).slopePerHour, 4 * median(Float64Array.from(slopes)), 1e-9, 1e-300);
    }
  });

  it('does not mind one sample in four being wild', () => {
    for (const count of [400, 4032]) {
      const noise = normals(82, count);
      const values = noise.map((v, i) => (i % 4 === 1 ? 1000 * v : v / 10 + i / 120));
      expect(theilSen(times(count), values).slopePerHour).toBeCloseTo(0.1, 2);
    }
  });

  it('follows a line exactly however long the series is', () => {
    for (const count of [2, 500, 501, 5000]) {
      const line = theilSen(
        times(count),
        Float64Array.from({ length: count }, (_, i) => 7 - 2 * i),
      );
      expectClose(line.slopePerHour, -24, 1e-12);
      expectClose(line.interceptAtStart, 7, 1e-9);
    }
  });

  it('knows no line below two samples', () => {
    const nothing = { slopePerHour: NaN, interceptAtStart: NaN };
    expect(theilSen(times(0), times(0))).toEqual(nothing);
    expect(theilSen(times(2), Float64Array.of(1, NaN))).toEqual(nothing);
  });
});

describe('mannKendall', () => {
  it('counts what comparing all pairs counts', () => {
    for (const [, values] of awkwardInputs) {
      const finite = values.filter((value) => Number.isFinite(value));
      let s = 0;
      finite.forEach((value, i) => {
        for (const later of finite.subarray(i + 1))
          s += Math.sign(later / 4 - value / 4) || Number(later > value) - Number(later < value);
      });
      expect(mannKendall(values).s).toBe(finite.length < 2 ? NaN : s);
    }
  });

  it('is sure of a rising line, and sees nothing in constant samples', () => {
    const rising = mannKendall(Float64Array.from({ length: 100 }, (_, i) => i));
    expect(rising).toMatchObject({ s: 4950, tau: 1 });
    expect(rising.pValue).toBeLessThan(1e-40);
    expect(mannKendall(new Float64Array(9).fill(2))).toEqual({ s: 0, z: 0, pValue: 1, tau: NaN });
    expect(mannKendall(Float64Array.of(1))).toEqual({ s: NaN, z: NaN, pValue: NaN, tau: NaN });
  });

  it('leaves its input alone', () => {
    const values = normals(83, 40);
    const before = values.slice();
    mannKendall(values);
    expect(values).toEqual(before);
  });
});
