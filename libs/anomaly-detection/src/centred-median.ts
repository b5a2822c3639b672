/**
 * Median of the numbers in the window around each place, cut off at both ends; NaN where there is none. Unlike a mean it keeps edges
 * where they are. For short windows: O(n · windowPoints) at worst, but with the smallest of constants.
 *
 * @param windowPoints odd
 */
export function centredMedian(values: Float64Array, windowPoints: number): Float64Array {
  const half = windowPoints >> 1;
  const medians = new Float64Array(values.length);
  const sorted = new Float64Array(windowPoints);
  let size = 0;
  for (let i = 0; i < values.length + half; i++) {
    const leaving = i >= windowPoints ? values[i - windowPoints] : NaN;
    if (!Number.isNaN(leaving)) {
      let place = 0;
      while (sorted[place] < leaving) place++;
      size--;
      for (; place < size; place++) sorted[place] = sorted[place + 1];
    }
    const coming = i < values.length ? values[i] : NaN;
    if (!Number.isNaN(coming)) {
      let place = size++;
      for (; place > 0 && sorted[place - 1] > coming; place--) sorted[place] = sorted[place - 1];
      sorted[place] = coming;
    }
    if (i >= half) medians[i - half] = middleOf(sorted, size);
  }
  return medians;
}

/** The median of the first `size` numbers, which are in order; halves, so that the sum of finite numbers is finite. */
export function middleOf(sorted: Float64Array, size: number): number {
  if (size === 0) return NaN;
  const middle = size >> 1;
  return size % 2 === 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
}
