/** Floats that a window of so many values takes: the values in order of their coming, and sorted. */
export function slidingMedianFloats(points: number): number {
  return 2 * points;
}

/**
 * Puts a value into a window of `points` of which `count` were put before, in the place of the oldest one when it is full.
 * O(points), by insertion.
 */
export function pushToWindow(
  tables: Float32Array,
  at: number,
  points: number,
  count: number,
  exact: number,
): void {
  const value = Math.fround(exact);
  const place = at + (count % points);
  const sorted = at + points;
  let i: number;
  if (count < points) {
    i = sorted + count;
  } else {
    const oldest = tables[place];
    i = sorted;
    for (let high = sorted + points - 1; i < high;) {
      const middle = (i + high) >> 1;
      if (tables[middle] < oldest) i = middle + 1;
      else high = middle;
    }
    const last = sorted + points - 1;
    for (; i < last && tables[i + 1] < value; i++) tables[i] = tables[i + 1];
  }
  for (; i > sorted && tables[i - 1] > value; i--) tables[i] = tables[i - 1];
  tables[i] = value;
  tables[place] = value;
}

/** The upper median of the window after `count` values were put; NaN when there was none. */
export function windowMedian(tables: Float32Array, at: number, points: number, count: number): number {
  return count === 0 ? NaN : tables[at + points + (Math.min(count, points) >> 1)];
}
