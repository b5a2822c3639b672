import { normalCdf } from './distributions.ts';

export interface MannKendall {
  /** Rising pairs minus falling pairs. */
  readonly s: number;
  /** s in standard deviations, with continuity correction. */
  readonly z: number;
  /** Two-sided, by the normal approximation. */
  readonly pValue: number;
  /** Kendall's τ-b of values against time, −1…1. */
  readonly tau: number;
}

/**
 * Mann–Kendall test for a monotonic trend of the finite samples in their order (Mann 1945; variance corrected for
 * ties, Kendall 1975). Below two finite samples everything is NaN; for constant values s and z are 0, pValue 1 and
 * tau NaN. The p-value assumes independent samples. O(n log n) by merge sort (Knight 1966).
 */
export function mannKendall(values: Float64Array): MannKendall {
  const sorted = values.filter((value) => Number.isFinite(value));
  const count = sorted.length;
  if (count < 2) return { s: NaN, z: NaN, pValue: NaN, tau: NaN };
  const falling = sortCountingInversions(sorted);
  const pairs = (count * (count - 1)) / 2;
  let tiedPairs = 0;
  let variance = count * (count - 1) * (2 * count + 5);
  for (let from = 0, to = 0; from < count; from = to) {
    while (to < count && sorted[to] === sorted[from]) to++;
    const ties = to - from;
    tiedPairs += (ties * (ties - 1)) / 2;
    variance -= ties * (ties - 1) * (2 * ties + 5);
  }
  const s = pairs - tiedPairs - 2 * falling;
  const z = s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance / 18);
  return { s, z, pValue: 2 * normalCdf(-Math.abs(z)), tau: s / Math.sqrt(pairs * (pairs - tiedPairs)) };
}

/** Sorts in place and counts the pairs that stood in falling order. */
function sortCountingInversions(values: Float64Array): number {
  let inversions = 0;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let left = 0; left < values.length; left += 2 * width) {
      const middle = Math.min(left + width, values.length);
      const end = Math.min(left + 2 * width, values.length);
      let i = left;
      let j = middle;
      for (let k = left; k < end; k++) {
        if (j >= end || (i < middle && from[i] <= from[j])) {
          to[k] = from[i++];
        } else {
          inversions += middle - i;
          to[k] = from[j++];
        }
      }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return inversions;
}
