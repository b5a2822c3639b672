import { checkWindow } from './rolling-window.ts';

/**
 * Smallest finite sample among the last `windowPoints` positions. Same length as `values`; NaN until the window is
 * full of positions, and where it holds no finite sample. O(n) for any window: each window is the end of one block of
 * `windowPoints` positions and the beginning of the next (van Herk 1992; Gil & Werman 1993).
 *
 * @throws RangeError when windowPoints is not a positive integer.
 */
export function rollingMin(values: Float64Array, windowPoints: number): Float64Array {
  checkWindow(windowPoints);
  const minima = new Float64Array(values.length).fill(NaN);
  // Of the block before the current one: minima of its positions from j to its end. Infinity is "none".
  const endMinima = new Float64Array(Math.min(windowPoints, values.length) + 1).fill(Infinity);
  for (let start = 0; start < values.length; start += windowPoints) {
    const length = Math.min(windowPoints, values.length - start);
    let least = Infinity;
    for (let j = 0; j < length; j++) {
      const value = values[start + j];
      if (value < least && value > -Infinity) least = value;
      if (start === 0 && j < windowPoints - 1) continue;
      const joined = Math.min(least, endMinima[j + 1]);
      if (joined < Infinity) minima[start + j] = joined;
    }
    least = Infinity;
    for (let j = length - 1; j > 0; j--) {
      const value = values[start + j];
      if (value < least && value > -Infinity) least = value;
      endMinima[j] = least;
    }
  }
  return minima;
}

/**
 * Largest finite sample among the last `windowPoints` positions; otherwise as {@link rollingMin}.
 *
 * @throws RangeError when windowPoints is not a positive integer.
 */
export function rollingMax(values: Float64Array, windowPoints: number): Float64Array {
  const negated = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) negated[i] = -values[i];
  const maxima = rollingMin(negated, windowPoints);
  for (let i = 0; i < maxima.length; i++) maxima[i] = -maxima[i];
  return maxima;
}
