import type { Ceiling, Zeros } from './series-profile.ts';

/** Samples within this share of the range below the maximum are at the ceiling: equal, but for rounding. */
const CEILING_TOLERANCE = 1e-6;

/** How the finite samples behave at their maximum; all NaN for a constant or empty series. */
export function measureCeiling(values: Float64Array, min: number, max: number): Ceiling {
  if (!(max > min)) return { share: NaN, longestShare: NaN, restVaries: NaN };
  // Divided first: the distance of two huge numbers may overflow.
  const ceiling = max - (max * CEILING_TOLERANCE - min * CEILING_TOLERANCE);
  let finite = 0;
  let atCeiling = 0;
  let longest = 0;
  let run = 0;
  let pairs = 0;
  let different = 0;
  let previous = NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    finite += 1;
    if (value >= ceiling) {
      atCeiling += 1;
      run += 1;
      longest = Math.max(longest, run);
    } else {
      run = 0;
      if (previous < ceiling) {
        pairs += 1;
        if (value !== previous) different += 1;
      }
    }
    previous = value;
  }
  return {
    share: atCeiling / finite,
    longestShare: longest / finite,
    restVaries: pairs > 0 ? different / pairs : 0,
  };
}

/** Zeros among the finite samples; all NaN without one, except the counts. */
export function measureZeros(timestamps: Float64Array, values: Float64Array): Zeros {
  let finite = 0;
  let zeros = 0;
  let trailingPoints = 0;
  let trailingFromMs = NaN;
  let lastMs = NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    finite += 1;
    lastMs = timestamps[i];
    if (value !== 0) {
      trailingPoints = 0;
      continue;
    }
    zeros += 1;
    if (trailingPoints === 0) trailingFromMs = lastMs;
    trailingPoints += 1;
  }
  const before = finite - trailingPoints;
  return {
    share: finite > 0 ? zeros / finite : NaN,
    trailingPoints,
    trailingSeconds: trailingPoints > 0 ? (lastMs - trailingFromMs) / 1_000 : 0,
    shareBefore: before > 0 ? (zeros - trailingPoints) / before : NaN,
  };
}
