import { expect, test } from '@jest/globals';
import { median } from '@metrics-ai/timeseries';
import { centredMedian } from './centred-median.ts';
import { noise } from './testing/synthetic-series.ts';

test.each([
  [1, 0],
  [5, 0],
  [13, 0.1],
  [37, 0.5],
])('is the median of each window of %i, with %p of the numbers missing', (windowPoints, missing) => {
  const values = noise(300, windowPoints);
  const dice = noise(300, 99);
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(dice[i]) < missing) values[i] = NaN;
    else if (i % 7 === 0) values[i] = Math.round(values[i]);
  }
  const half = windowPoints >> 1;
  const expected = values.map((_, i) => median(values.subarray(Math.max(0, i - half), i + half + 1)));
  const found = centredMedian(values, windowPoints);
  for (const [i, value] of found.entries()) {
    if (Number.isNaN(expected[i])) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(expected[i], 12);
  }
});

test('a window longer than everything, and nothing at all', () => {
  expect([...centredMedian(Float64Array.of(3, NaN, 1), 37)]).toEqual([2, 2, 2]);
  expect([...centredMedian(Float64Array.of(NaN, NaN), 5)]).toEqual([NaN, NaN]);
  expect(centredMedian(new Float64Array(), 5)).toHaveLength(0);
});

test('an edge stays where it is', () => {
  const edge = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 5));
  expect(centredMedian(edge, 13)).toEqual(edge);
});
