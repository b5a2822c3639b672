import { describe, expect, it } from '@jest/globals';
import { normalise } from './normalise.ts';

describe('normalise', () => {
  it.each([[[3, 4]], [[3e200, 4e200]], [[3e-200, 4e-200]], [[-3, -4]]])('scales %j to length 1', (vector) => {
    const unit = normalise(vector);
    expect(Math.abs(unit[0])).toBeCloseTo(0.6, 6);
    expect(Math.abs(unit[1])).toBeCloseTo(0.8, 6);
  });

  it.each([[[0, 0]], [[NaN, 1]], [[Infinity, 1]]])('gives NaN for %j, which has no direction', (vector) => {
    expect(normalise(vector).some(Number.isNaN)).toBe(true);
  });
});
