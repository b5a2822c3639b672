import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { autocorrelation } from './autocorrelation.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';
import { awkwardInputs, fixtureInputs, normals, randomWalk } from './testing/seeded-values.ts';

const fixture = parseFixture(
  readFileSync(new URL('../fixtures/autocorrelation.json', import.meta.url), 'utf8'),
);

describe('autocorrelation', () => {
  for (const name of fixture.keys()) {
    it(`agrees with numpy on ${name}`, () => {
      const expected = fixture.at(name).numbers();
      expectClose(autocorrelation(fixtureInputs[name], 39), expected, 1e-9, 1e-3);
    });
  }

  const others: [string, Float64Array][] = [2, 3, 4, 5, 7, 8, 9, 16, 17, 129, 600].map((count) => [
    `a random walk of ${count}`,
    randomWalk(91, count),
  ]);
  for (const [name, values] of [...awkwardInputs, ...others]) {
    it(`agrees with adding up the products: ${name}`, () => {
      const expected = autocorrelationByDefinition(values);
      expectClose(autocorrelation(values), expected, 1e-9, 1e-3);
      for (const maxLag of [0, 1, 8, 9, 33]) {
        expectClose(autocorrelation(values, maxLag), expected.subarray(0, maxLag + 1), 1e-9, 1e-3);
      }
    });
  }

  it('starts at 1, and finds the period of a wave across gaps', () => {
    const wave = Float64Array.from({ length: 960 }, (_, i) =>
      i % 37 < 4 ? NaN : 5 + Math.sin((2 * Math.PI * i) / 96),
    );
    const correlations = autocorrelation(wave, 144);
    expect(correlations).toHaveLength(145);
    expect(correlations[0]).toBe(1);
    expect(correlations.subarray(48).indexOf(Math.max(...correlations.subarray(48)))).toBe(48);
  });

  it('has nothing to say without variance', () => {
    expect(Array.from(autocorrelation(new Float64Array(4).fill(0.1)))).toEqual([NaN, NaN, NaN, NaN]);
    expect(Array.from(autocorrelation(Float64Array.of(NaN, 3, NaN)))).toEqual([NaN, NaN, NaN]);
    expect(Array.from(autocorrelation(Float64Array.of()))).toEqual([]);
  });

  it('changes no input, and gives the same again', () => {
    const values = normals(92, 100);
    const before = values.slice();
    const first = autocorrelation(values);
    autocorrelation(normals(93, 100));
    expect(autocorrelation(values)).toEqual(first);
    expect(values).toEqual(before);
  });

  it('refuses a lag that is none', () => {
    for (const maxLag of [-1, 1.5, NaN, Infinity]) {
      expect(() => autocorrelation(Float64Array.of(1, 2), maxLag)).toThrow(/maxLag/);
    }
  });
});

function autocorrelationByDefinition(values: Float64Array): Float64Array {
  const finite = values.filter((value) => Number.isFinite(value));
  const size = Math.max(0, ...finite.map(Math.abs));
  const scale = size > 1e100 ? 2 ** -1000 : size < 1e-100 ? 2 ** 1000 : 1;
  const near = values.map((value) => value * scale - finite[0] * scale);
  const known = near.filter((value) => Number.isFinite(value));
  const centre = known.reduce((sum, value) => sum + value, 0) / known.length;
  const x = near.map((value) => (Number.isFinite(value) ? value - centre : 0));
  const sums = x.map((_, lag) => {
    let sum = 0;
    for (let t = lag; t < x.length; t++) sum += x[t] * x[t - lag];
    return sum;
  });
  return sums.map((sum) => sum / sums[0]);
}
