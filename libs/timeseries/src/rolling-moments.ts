import { checkWindow } from './rolling-window.ts';
import { safeScale } from './safe-scale.ts';

/*
 * Sums that add the newest sample and subtract the oldest keep the rounding error of everything that ever passed
 * through, so one huge sample spoils all windows after it. Here nothing is subtracted: positions are cut into blocks
 * as long as the window, each window is the end of one block and the beginning of the next, and both are built up by
 * additions alone (the blocks of van Herk 1992 and Gil & Werman 1993, who use them for minima).
 */

/** A sum of squares below this may have lost digits to underflow. */
const SMALLEST_SQUARES = 1e-280;

/**
 * Mean of the finite samples among the last `windowPoints` positions. Same length as `values`; NaN until the window is
 * full of positions, and where it holds no finite sample. O(n) for any window.
 *
 * @throws RangeError when windowPoints is not a positive integer.
 */
export function rollingMean(values: Float64Array, windowPoints: number): Float64Array {
  checkWindow(windowPoints);
  const means = new Float64Array(values.length).fill(NaN);
  // Sums of numbers near the end of their range overflow; a scale for all would make the smaller ones vanish.
  const scale = safeScale(values) < 1 ? 2 ** -64 : 1;
  const unscale = 1 / scale;
  // Of the block before the current one: sums and counts of its positions from j to its end.
  const endSums = new Float64Array(Math.min(windowPoints, values.length) + 1);
  const endCounts = new Float64Array(endSums.length);
  for (let start = 0; start < values.length; start += windowPoints) {
    const block = values.subarray(start, start + windowPoints);
    let sum = 0;
    let count = 0;
    for (let j = 0; j < block.length; j++) {
      if (Number.isFinite(block[j])) {
        sum += block[j] * scale;
        count++;
      }
      if (start > 0 || j === windowPoints - 1) {
        means[start + j] = ((sum + endSums[j + 1]) / (count + endCounts[j + 1])) * unscale;
      }
    }
    if (block.length < windowPoints) break;
    sum = 0;
    count = 0;
    for (let j = windowPoints - 1; j > 0; j--) {
      if (Number.isFinite(block[j])) {
        sum += block[j] * scale;
        count++;
      }
      endSums[j] = sum;
      endCounts[j] = count;
    }
  }
  return means;
}

/**
 * Sample standard deviation (n − 1) of the finite samples among the last `windowPoints` positions. Same length as
 * `values`; NaN until the window is full of positions, and where it holds fewer than two finite samples. Blocks are
 * built with Welford's update and joined by Chan, Golub & LeVeque's (1979), so that no offset cancels the spread.
 * O(n) for any window.
 *
 * @throws RangeError when windowPoints is not a positive integer.
 */
export function rollingStd(values: Float64Array, windowPoints: number): Float64Array {
  checkWindow(windowPoints);
  const deviations = new Float64Array(values.length).fill(NaN);
  const doubtful = rollDeviations(values, windowPoints, 1, deviations);
  if (doubtful) {
    rollDeviations(values, windowPoints, 2 ** 700, deviations);
    rollDeviations(values, windowPoints, 2 ** -600, deviations);
  }
  return deviations;
}

/** Writes the deviations whose squares are numbers to be trusted at this scale, and says whether there were others. */
function rollDeviations(
  values: Float64Array,
  windowPoints: number,
  scale: number,
  result: Float64Array,
): boolean {
  const unscale = 1 / scale;
  const origin = nearestToZero(values) * scale;
  const reciprocals = new Float64Array(Math.min(windowPoints, values.length) + 1);
  for (let k = 1; k < reciprocals.length; k++) reciprocals[k] = 1 / k;
  // Of the block before the current one: moments of its positions from j to its end.
  const endCounts = new Int32Array(reciprocals.length);
  const endMeans = new Float64Array(reciprocals.length);
  const endSquares = new Float64Array(reciprocals.length);
  let doubtful = false;
  for (let start = 0; start < values.length; start += windowPoints) {
    const block = values.subarray(start, start + windowPoints);
    let count = 0;
    let mean = 0;
    let squares = 0;
    for (let j = 0; j < block.length; j++) {
      if (Number.isFinite(block[j])) {
        const value = block[j] * scale - origin;
        const deviation = value - mean;
        count++;
        mean += deviation * reciprocals[count];
        squares += deviation * (value - mean);
      }
      const total = count + endCounts[j + 1];
      if ((start === 0 && j < windowPoints - 1) || total < 2) continue;
      const distance = endMeans[j + 1] - mean;
      const shared = count * endCounts[j + 1] * reciprocals[total];
      const joined = squares + endSquares[j + 1] + (shared > 0 ? distance * distance * shared : 0);
      // No spread at all is believed only where none can have vanished.
      if ((joined > SMALLEST_SQUARES && joined < Infinity) || (joined === 0 && scale > 1)) {
        result[start + j] = Math.sqrt(joined * reciprocals[total - 1]) * unscale;
      } else {
        doubtful = true;
      }
    }
    count = 0;
    mean = 0;
    squares = 0;
    for (let j = block.length - 1; j > 0; j--) {
      if (Number.isFinite(block[j])) {
        const value = block[j] * scale - origin;
        const deviation = value - mean;
        count++;
        mean += deviation * reciprocals[count];
        squares += deviation * (value - mean);
      }
      endCounts[j] = count;
      endMeans[j] = mean;
      endSquares[j] = squares;
    }
  }
  return doubtful;
}

/** The finite sample of least magnitude: an origin that takes away a common offset, and is never an outlier. */
function nearestToZero(values: Float64Array): number {
  let nearest = Infinity;
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]) < Math.abs(nearest)) nearest = values[i];
  }
  return nearest;
}
