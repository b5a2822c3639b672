import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { IsolationForest } from './isolation-forest.ts';
import { noise } from './testing/synthetic-series.ts';
import { areaUnderCurve, rankCorrelation } from './testing/agreement.ts';
import { fixtureTable } from './testing/fixture-table.ts';

interface Fixture {
  sets: {
    name: string;
    rows: number;
    columns: number;
    outliers: number;
    seed: number;
    tableSum: number;
    /** Of two seeds. */
    scores: number[][];
    /** Of eight. */
    auc: number[];
    /** Between two seeds, on average over all pairs of eight. */
    rankCorrelation: number;
    meanDistance: number;
  }[];
}

describe('IsolationForest', () => {
  const fixtureUrl = new URL('../fixtures/isolation-forest.json', import.meta.url);
  const { sets } = JSON.parse(readFileSync(fixtureUrl, 'utf8')) as Fixture;

  test.each(sets)('agrees with scikit-learn as well as that does with itself: $name', (set) => {
    const { columns, outliers, auc } = set;
    const table = fixtureTable(set);
    expect(table.reduce((sum, value) => sum + value, 0)).toBeCloseTo(set.tableSum, 6);
    const planted = new Set(Array.from({ length: outliers }, (_, i) => i));
    const theirs = set.scores.map((scores) => Float64Array.from(scores));
    const seeds = [1, 2, 3, 4, 5, 6];
    const ours = seeds.map((seed) => IsolationForest.fit(table, { columns, seed }).score(table));

    const agreements = ours.flatMap((scores) => theirs.map((other) => rankCorrelation(scores, other)));
    expect(mean(agreements)).toBeGreaterThan(set.rankCorrelation - 0.01);
    const distances = ours.flatMap((scores) => theirs.map((other) => meanDistance(scores, other)));
    expect(mean(distances)).toBeLessThan(1.1 * set.meanDistance);
    const areas = ours.map((scores) => areaUnderCurve(scores, planted));
    expect(Math.abs(mean(areas) - mean(auc))).toBeLessThan(Math.max(...auc) - Math.min(...auc) + 0.002);
  });

  test('the same seed gives the same scores, another seed others', () => {
    const table = noise(800, 1);
    const score = (seed: number) => IsolationForest.fit(table, { columns: 2, seed }).score(table);
    expect(score(7)).toEqual(score(7));
    expect(score(7)).not.toEqual(score(8));
  });

  test('scores hold for rows that it has not seen, alone or among others', () => {
    const forest = IsolationForest.fit(noise(1000, 2), { columns: 2 });
    const rows = Float64Array.of(0, 0, 1, -1, 50, 0, -1e9, 1e9, 0.1, 0.1);
    const scores = forest.score(rows);
    expect(scores[0]).toBeLessThan(0.45);
    expect(scores[2]).toBeGreaterThan(0.6);
    expect(scores[3]).toBeGreaterThan(scores[2]);
    for (let row = 0; row < 5; row++)
      expect(forest.score(rows.subarray(2 * row, 2 * row + 2))[0]).toBe(scores[row]);
  });

  test('what no cut can tell apart is 0.5', () => {
    const alike = new Float64Array(600).fill(3.3);
    for (const score of IsolationForest.fit(alike, { columns: 3 }).score(alike))
      expect(score).toBeCloseTo(0.5, 12);
    // Two different rows are each alone after one cut, and c(2) = 1.
    const two = Float64Array.of(1, 2);
    for (const score of IsolationForest.fit(two, { columns: 1 }).score(two))
      expect(score).toBeCloseTo(0.5, 12);
  });

  test('three rows have the score that the definition gives', () => {
    // A cut lies left of the middle row in a tenth of the trees, and after it takes one more cut.
    const rows = Float64Array.of(0, 1, 10);
    const [first, middle, last] = IsolationForest.fit(rows, { columns: 1, trees: 20_000 }).score(rows);
    const usual = 2 * (Math.log(2) + 0.5772156649015329) - 4 / 3;
    expect(first).toBeCloseTo(2 ** (-1.9 / usual), 2);
    expect(middle).toBeCloseTo(2 ** (-2 / usual), 2);
    expect(last).toBeCloseTo(2 ** (-1.1 / usual), 2);
  });

  test('rows with a number that is not finite change nothing and score NaN', () => {
    const table = noise(600, 3);
    const holed = Float64Array.of(
      NaN,
      1,
      ...table.subarray(0, 300),
      1,
      Infinity,
      ...table.subarray(300),
      -Infinity,
      NaN,
    );
    const scores = IsolationForest.fit(holed, { columns: 2 }).score(holed);
    expect([scores[0], scores[151], scores[302]]).toEqual([NaN, NaN, NaN]);
    const known = scores.filter((score) => !Number.isNaN(score));
    expect(known).toEqual(IsolationForest.fit(table, { columns: 2 }).score(table));
  });

  test('fewer than two rows are nothing to compare with', () => {
    const rows = Float64Array.of(1, 2);
    expect(IsolationForest.fit(new Float64Array(0), { columns: 2 }).score(rows)).toEqual(
      Float64Array.of(NaN),
    );
    expect(IsolationForest.fit(rows, { columns: 2 }).score(rows)).toEqual(Float64Array.of(NaN));
    expect(IsolationForest.fit(noise(20, 1), { columns: 2 }).score(new Float64Array(0))).toHaveLength(0);
  });

  test('neither a large offset nor huge or tiny numbers blur the scores', () => {
    const table = noise(1000, 4);
    const original = IsolationForest.fit(table, { columns: 2 }).score(table);
    for (const factor of [2 ** 990, 2 ** -1000, -1]) {
      const scaled = table.map((value) => value * factor);
      const scores = IsolationForest.fit(scaled, { columns: 2 }).score(scaled);
      if (factor > 0) expect(meanDistance(scores, original)).toBeLessThan(1e-9);
      else expect(rankCorrelation(scores, original)).toBeGreaterThan(0.9);
    }
    const moved = table.map((value) => value + 1e9);
    const scores = IsolationForest.fit(moved, { columns: 2 }).score(moved);
    expect(meanDistance(scores, original)).toBeLessThan(0.02);
  });

  test('sizes out of bounds and torn rows are refused by name', () => {
    const rows = noise(12, 1);
    expect(() => IsolationForest.fit(rows, { columns: 5 })).toThrow(/^rows/);
    expect(() => IsolationForest.fit(rows, { columns: 0 })).toThrow(/^columns/);
    expect(() => IsolationForest.fit(rows, { columns: 3, trees: 1.5 })).toThrow(/^trees/);
    expect(() => IsolationForest.fit(rows, { columns: 3, sampleSize: 1 })).toThrow(/^sampleSize/);
    expect(() => IsolationForest.fit(rows, { columns: 3, trees: 1e6, sampleSize: 256 })).toThrow(RangeError);
    expect(() => IsolationForest.fit(rows, { columns: 3 }).score(noise(4, 1))).toThrow(/^rows/);
  });
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number / numbers.length, 0);
}

function meanDistance(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]) / one.length, 0);
}
