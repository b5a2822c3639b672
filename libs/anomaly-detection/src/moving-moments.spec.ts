import { describe, expect, test } from '@jest/globals';
import { mean, standardDeviation } from '@metrics-ai/timeseries';
import { MovingMoments } from './moving-moments.ts';
import { noise } from './testing/synthetic-series.ts';

describe('MovingMoments', () => {
  test('it agrees with the moments of the last numbers, whatever their offset', () => {
    for (const [capacity, offset] of [
      [1, 0],
      [2, 5],
      [7, 1e9],
      [50, -1e12],
    ]) {
      const window = new MovingMoments(capacity);
      const values = noise(173, capacity).map((value) => offset + value);
      for (let i = 0; i < values.length; i++) {
        window.add(values[i]);
        const last = values.subarray(Math.max(0, i + 1 - capacity), i + 1);
        expect(window.size).toBe(last.length);
        expect((window.mean - offset) / 1e3).toBeCloseTo((mean(last) - offset) / 1e3, 5);
        if (last.length > 1) expect(window.standardDeviation).toBeCloseTo(standardDeviation(last), 3);
      }
    }
  });

  test('an outlier that has left the window leaves nothing behind', () => {
    for (const outlier of [1e15, 1e300, -Number.MAX_VALUE]) {
      const window = new MovingMoments(10);
      for (const value of [1, outlier, Number.MAX_VALUE, 2, 3]) window.add(value);
      expect(window.standardDeviation).toBeGreaterThan(1e14);
      for (let i = 0; i < 10; i++) window.add(i);
      expect(window.mean).toBe(4.5);
      expect(window.standardDeviation).toBeCloseTo(Math.sqrt(55 / 6), 12);
    }
  });

  test('equal numbers have no deviation, one number and none have an unknown one', () => {
    const window = new MovingMoments(3);
    expect([window.size, window.mean, window.standardDeviation]).toEqual([0, NaN, NaN]);
    window.add(0.1);
    expect([window.size, window.mean, window.standardDeviation]).toEqual([1, 0.1, NaN]);
    for (let i = 0; i < 8; i++) {
      window.add(0.1);
      expect([window.mean, window.standardDeviation]).toEqual([0.1, 0]);
    }
  });
});
