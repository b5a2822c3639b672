import { describe, expect, test } from '@jest/globals';
import { sortFinite } from './sort-finite.ts';
import { noise } from './testing/synthetic-series.ts';

describe('sortFinite', () => {
  const normal = noise(2_000, 1);
  const shapes: Record<string, Float64Array> = {
    normal,
    ties: normal.map((value) => Math.round(value) + 0), // Which of 0 and −0 comes first is left open.
    'heavy tails': normal.map((value) => Math.exp(9 * value)),
    'one far away': normal.map((value, i) => (i === 77 ? 1e300 : value)),
    'beyond the range of numbers': normal.map((value) => (value > 0 ? 1.7e308 : -1.7e308) + value),
    tiny: normal.map((value) => value * 5e-324),
    falling: Float64Array.from({ length: 1_000 }, (_, i) => -i),
    few: normal.slice(0, 20),
    one: Float64Array.of(3),
    none: new Float64Array(0),
  };

  test.each(Object.entries(shapes))('orders by size: %s', (_, values) => {
    const before = values.slice();
    expect(sortFinite(values)).toEqual(values.toSorted());
    expect(values).toEqual(before);
  });

  test('leaves out what is not finite', () => {
    const holed = normal.map((value, i) => [value, NaN, value, Infinity, -Infinity][i % 5]);
    expect(sortFinite(holed)).toEqual(holed.filter((value) => Number.isFinite(value)).sort());
  });
});
