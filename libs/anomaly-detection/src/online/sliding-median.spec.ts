import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { noise } from '../testing/synthetic-series.ts';
import { pushToWindow, slidingMedianFloats, windowMedian } from './sliding-median.ts';

/** The upper of the two in the middle, as plainly as can be. */
function plainMedian(values: readonly number[]): number {
  return values.map(Math.fround).sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function expectMedians(values: ArrayLike<number>, points: number): void {
  const at = 3;
  const tables = new Float32Array(slidingMedianFloats(points) + 6).fill(7);
  for (let i = 0; i < values.length; i++) {
    pushToWindow(tables, at, points, i, values[i]);
    const last = Array.from({ length: Math.min(i + 1, points) }, (_, back) => values[i - back]);
    const median = windowMedian(tables, at, points, i + 1);
    if (median !== plainMedian(last)) expect([points, i, median]).toEqual([points, i, plainMedian(last)]);
  }
  expect([...tables.subarray(0, at), ...tables.subarray(tables.length - at)]).toEqual([7, 7, 7, 7, 7, 7]);
}

describe('windowMedian', () => {
  test('the same as sorting the last values, whatever they are', () => {
    const random = seededRandom(2);
    for (const points of [1, 2, 3, 7, 60, 150]) {
      expectMedians(noise(600, points), points);
      expectMedians(
        noise(600, points).map((value) => Math.round(value)),
        points,
      );
      expectMedians(
        Float64Array.from({ length: 600 }, () => (random() - 0.5) * 10 ** (60 * random() - 30)),
        points,
      );
      for (const direction of [1, -1]) {
        expectMedians(
          Array.from({ length: 400 }, (_, i) => direction * i),
          points,
        );
      }
      expectMedians(new Float64Array(200), points);
    }
  });

  test('values that single precision rounds to the same number leave as they came', () => {
    expectMedians(
      Float64Array.from({ length: 500 }, (_, i) => 1 + (i % 11) * 1e-9 + (i % 7) * 1e-7),
      16,
    );
  });

  test('an empty window has none', () => {
    expect(windowMedian(new Float32Array(slidingMedianFloats(5)), 0, 5, 0)).toBeNaN();
  });
});
