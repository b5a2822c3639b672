import { describe, expect, test } from '@jest/globals';
import { seededRandom } from './seeded-random.ts';

describe('seededRandom', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const first = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
    // The sequence is part of the promise: a forest must stay the same from version to version.
    expect(seededRandom(1)()).toBe(0.6270739405881613);
  });

  test('numbers are spread evenly over [0, 1)', () => {
    const random = seededRandom(3);
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random() * 20)]++;
    // Chi squared with 19 degrees of freedom exceeds 44 once in a thousand.
    expect(bins.reduce((sum, count) => sum + (count - 5_000) ** 2 / 5_000, 0)).toBeLessThan(44);
  });
});
