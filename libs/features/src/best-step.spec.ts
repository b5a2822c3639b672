import { describe, expect, it } from '@jest/globals';
import { bestStep } from './best-step.ts';
import { redNoise } from './testing/synthetic.ts';

function squaredError(values: readonly number[]): number {
  const finite = values.filter((value) => !Number.isNaN(value));
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

describe('bestStep', () => {
  it('leaves as little as the best of all places', () => {
    for (let seed = 0; seed < 30; seed++) {
      const values = redNoise(seed, 40, 0.5).map((x, i) => (i % 9 === 4 ? NaN : x + (i > seed ? 2 : 0)));
      const all = Array.from(values);
      const errors = all
        .slice(1)
        .map((_, k) => squaredError(all.slice(0, k + 1)) + squaredError(all.slice(k + 1)));
      const { index, rest } = bestStep(values);
      expect(rest).toBeCloseTo(Math.min(...errors), 9);
      expect(errors[index - 1]).toBeCloseTo(rest, 9);
    }
  });

  it('finds no step in a constant', () => {
    expect(bestStep(new Float64Array(10).fill(4))).toMatchObject({ index: 10, before: 4, rest: 0 });
  });
});
