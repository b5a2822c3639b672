import { describe, expect, test } from '@jest/globals';
import { GroupScore } from './group-score.ts';
import { seededRandom } from './seeded-random.ts';

const STEP_MS = 300_000;

describe('GroupScore', () => {
  test('is the highest root of the sum of squares of the last thirty steps of five minutes', () => {
    const random = seededRandom(1);
    const rows = Array.from({ length: 300 }, () => Array.from({ length: 5 }, () => 3 * random() ** 4));
    const group = new GroupScore();
    for (const [i, row] of rows.entries()) {
      const expected = Math.max(
        ...rows.slice(Math.max(0, i - 29), i + 1).map((states) => Math.hypot(...states)),
      );
      expect(group.update(i * STEP_MS, row)).toBeCloseTo(expected, 12);
    }
  });

  test('what could not be judged is not strange', () => {
    expect(new GroupScore().update(0, [NaN, 3, NaN, 4])).toBe(5);
    expect(new GroupScore().update(0, [NaN])).toBe(0);
    expect(new GroupScore().update(0, [])).toBe(0);
  });
});
