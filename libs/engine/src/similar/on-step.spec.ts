import { describe, expect, it } from '@jest/globals';
import { onStep } from './on-step.ts';

describe('onStep', () => {
  const values = Float64Array.of(0, 2, 4, 6, NaN, 10);

  it('gives samples of the same step as they are', () => {
    expect(onStep(values, 60, 60)).toBe(values);
  });

  it('takes means where the step is longer, gaps left out', () => {
    expect([...onStep(values, 60, 120)]).toEqual([1, 5, 10]);
    expect([...onStep(values, 60, 90)]).toEqual([1, 4, 6, 10]);
  });

  it('goes from neighbour to neighbour where it is shorter, and over no gap', () => {
    expect([...onStep(values, 60, 30)]).toEqual([0, 1, 2, 3, 4, 5, 6, NaN, NaN, NaN, 10]);
  });
});
