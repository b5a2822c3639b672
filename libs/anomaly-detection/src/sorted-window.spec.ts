import { describe, expect, test } from '@jest/globals';
import { median } from '@metrics-ai/timeseries';
import { SortedWindow } from './sorted-window.ts';
import { noise } from './testing/synthetic-series.ts';

describe('SortedWindow', () => {
  test('it holds the last numbers in order', () => {
    for (const capacity of [1, 2, 5, 32]) {
      const window = new SortedWindow(capacity);
      // Rounded, so that equal numbers come and go.
      const values = noise(200, capacity).map((value) => Math.round(2 * value) + 0);
      values[50] = 1e308;
      values[51] = -1e308;
      for (let i = 0; i < values.length; i++) {
        window.add(values[i]);
        const last = values.slice(Math.max(0, i + 1 - capacity), i + 1);
        expect(window.sorted).toEqual(last.slice().sort());
        expect(window.median).toBe(median(last));
      }
    }
  });

  test('an empty one has no median', () => {
    expect(new SortedWindow(3).median).toBeNaN();
    expect(new SortedWindow(3).size).toBe(0);
  });
});
