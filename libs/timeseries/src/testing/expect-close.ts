import { expect } from '@jest/globals';

/**
 * Expects the numbers to agree to a relative tolerance (of the larger magnitude, or of `scale` where given: the size of
 * what was added up on the way), NaN with NaN and infinity with itself.
 */
export function expectClose(
  actual: Float64Array | number,
  expected: Float64Array | number,
  tolerance = 1e-9,
  scale = 0,
): void {
  const actuals = typeof actual === 'number' ? [actual] : Array.from(actual);
  const expecteds = typeof expected === 'number' ? [expected] : Array.from(expected);
  expect(actuals).toHaveLength(expecteds.length);
  const wrong = actuals.flatMap((a, i) =>
    isClose(a, expecteds[i], tolerance, scale) ? [] : [[i, a, expecteds[i]]],
  );
  expect(wrong.slice(0, 5)).toEqual([]);
}

function isClose(a: number, b: number, tolerance: number, scale: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), scale);
}
