import { describe, expect, test } from '@jest/globals';
import { OrderedKeys } from './ordered-keys.ts';
import { noise } from './testing/synthetic-series.ts';

describe('OrderedKeys', () => {
  test('keys order like the numbers, and the sign bit of a difference tells which is greater', () => {
    for (const map of [
      (v: number) => v,
      (v: number) => v ** 7,
      (v: number) => v + 1e9,
      (v: number) => v * 1e307,
      (v: number) => v * 1e-307,
    ]) {
      const column = noise(300, 1).map(map);
      const keys = OrderedKeys.of(new OrderedKeys(column, 1).scale(column));
      const order = Array.from(column.keys()).sort((i, j) => column[i] - column[j]);
      for (let i = 1; i < order.length; i++) {
        expect(keys[order[i - 1]]).toBeLessThanOrEqual(keys[order[i]]);
        if (keys[order[i - 1]] < keys[order[i]]) expect((keys[order[i - 1]] - keys[order[i]]) >>> 31).toBe(1);
      }
      expect((keys[order[0]] - keys[order[299]]) >>> 31).toBe(1);
      expect((keys[order[299]] - keys[order[0]]) >>> 31).toBe(0);
      // Single precision keeps nearly all of them apart.
      expect(new Set(keys).size).toBeGreaterThan(295);
    }
  });

  test('a far outlier leaves the others apart', () => {
    const column = Float64Array.of(...noise(100, 2), 1e30);
    expect(new Set(OrderedKeys.of(new OrderedKeys(column, 1).scale(column))).size).toBe(101);
  });

  test('what lies outside the learnt range is drawn to its border', () => {
    const keys = new OrderedKeys(Float64Array.of(0, 5, 10), 1);
    expect(Array.from(keys.scale(Float64Array.of(-99, 0, 5, 10, Number.MAX_VALUE)))).toEqual([
      -1, -1, 0, 1, 1,
    ]);
  });

  test('a constant column learns the constant', () => {
    const keys = new OrderedKeys(Float64Array.of(4, 4, 4), 1);
    expect(Array.from(keys.scale(Float64Array.of(4)))).toEqual([0]);
  });

  test('a key tells its number', () => {
    for (const value of [-1, -0.1, -1e-40, 0, 1e-40, 0.3, 1]) {
      expect(OrderedKeys.numberOf(OrderedKeys.ofOne(value))).toBe(Math.fround(value));
    }
  });
});
