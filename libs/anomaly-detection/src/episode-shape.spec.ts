import { describe, expect, test } from '@jest/globals';
import { breakShares } from './episode-shape.ts';
import { noise } from './testing/synthetic-series.ts';

/** What the best multiple of a column takes off the squares, for a column that begins at each place in turn. */
function naive(values: Float64Array, column: (t: number) => number): number {
  const squares = values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value ** 2), 0);
  let best = 0;
  for (let k = 0; k < values.length; k++) {
    let product = 0;
    let length = 0;
    for (let i = k; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      product += column(i - k) * values[i];
      length += column(i - k) ** 2;
    }
    if (length > 0) best = Math.max(best, product ** 2 / length);
  }
  return best / squares;
}

describe('breakShares', () => {
  test.each([1, 2, 3, 4])('are those of a search without sums, gaps or none (seed %i)', (seed) => {
    const values = noise(80, seed);
    if (seed % 2 === 0) for (const gap of [0, 13, 14, 79]) values[gap] = NaN;
    const { jumpShare, bendShare } = breakShares(values);
    expect(jumpShare).toBeCloseTo(
      naive(values, () => 1),
      10,
    );
    expect(bendShare).toBeCloseTo(
      naive(values, (t) => t),
      10,
    );
  });

  test('tell a level from a slope', () => {
    const level = Float64Array.from({ length: 60 }, (_, i) => (i < 20 ? 0 : 5));
    expect(breakShares(level).jumpShare).toBeCloseTo(1, 12);
    expect(breakShares(level).bendShare).toBeLessThan(0.95);
    const slope = Float64Array.from({ length: 60 }, (_, i) => Math.max(0, i - 20));
    expect(breakShares(slope).bendShare).toBeCloseTo(1, 12);
    expect(breakShares(slope).jumpShare).toBeLessThan(0.95);
  });

  test('of nothing are 0', () => {
    for (const values of [[], [NaN, NaN], [0, 0, 0]]) {
      expect(breakShares(Float64Array.from(values))).toEqual({ jumpShare: 0, bendShare: 0 });
    }
  });
});
