import { describe, expect, test } from '@jest/globals';
import { gaussian, noise } from '../testing/synthetic-series.ts';
import { fadingMedian, pushToFading } from './fading-median.ts';

/** The medians after each value. */
function mediansOf(values: ArrayLike<number>, points: number): number[] {
  const at = 2;
  const tables = new Float32Array(points + 4).fill(7);
  const medians = Array.from(values, (value, i) => {
    pushToFading(tables, at, points, i, value);
    return fadingMedian(tables, at, points, i + 1);
  });
  const held = tables.slice(at, at + Math.min(points, values.length));
  expect(held).toEqual(held.toSorted());
  expect([tables[0], tables[1], tables[points + 2], tables[points + 3]]).toEqual([7, 7, 7, 7]);
  return medians;
}

describe('fadingMedian', () => {
  test('until it is full it is the upper median of all', () => {
    for (const points of [1, 2, 7, 150]) {
      const values = noise(points, points).map(Math.fround);
      for (const [i, median] of mediansOf(values, points).entries()) {
        expect(median).toBe(values.slice(0, i + 1).sort()[(i + 1) >> 1]);
      }
    }
  });

  test('then it stays near the median of what comes, as that of a sample does', () => {
    const normal = gaussian(3);
    const medians = mediansOf(
      Array.from({ length: 20_000 }, () => Math.exp(normal())),
      150,
    ).slice(1_000);
    const mean = medians.reduce((sum, median) => sum + median, 0) / medians.length;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.1);
    expect(Math.min(...medians)).toBeGreaterThan(0.5);
    expect(Math.max(...medians)).toBeLessThan(2);
  });

  test('a new level has it after about as many values as there are places, and an old one is forgotten', () => {
    for (const [before, after] of [
      [0, 1],
      [1, 0],
    ]) {
      const values = new Float64Array(4_000).fill(before).fill(after, 2_000);
      const turned = mediansOf(values, 150).indexOf(after, 2_000) - 2_000;
      expect(turned).toBeGreaterThan(75);
      expect(turned).toBeLessThan(200);
    }
  });

  test('nothing has none', () => {
    expect(fadingMedian(new Float32Array(5), 0, 5, 0)).toBeNaN();
  });
});
