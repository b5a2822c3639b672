/** 2³² / golden ratio: multiples of it, modulo 2³², are spread evenly from the first ones on (Knuth, TAOCP 3, section 6.4). */
const GOLDEN = 2_654_435_769;

/**
 * Puts a value among `points` sorted ones, of which `count` were put before. When all places are taken another goes, whose rank is
 * drawn evenly: the memory of a value fades with the time constant of `points` values. Needs half the room of a window that
 * forgets the oldest. O(points), by insertion.
 */
export function pushToFading(
  tables: Float32Array,
  at: number,
  points: number,
  count: number,
  exact: number,
): void {
  const value = Math.fround(exact);
  let i: number;
  if (count < points) {
    i = at + count;
  } else {
    i = at + Math.floor((points * (Math.imul(count, GOLDEN) >>> 0)) / 2 ** 32);
    const last = at + points - 1;
    for (; i < last && tables[i + 1] < value; i++) tables[i] = tables[i + 1];
  }
  for (; i > at && tables[i - 1] > value; i--) tables[i] = tables[i - 1];
  tables[i] = value;
}

/** The upper median after `count` values were put; NaN when there was none. */
export function fadingMedian(tables: Float32Array, at: number, points: number, count: number): number {
  return count === 0 ? NaN : tables[at + (Math.min(count, points) >> 1)];
}
