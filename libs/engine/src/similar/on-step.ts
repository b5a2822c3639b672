/**
 * Samples at another step, from the first on: means of what falls into each step that is longer, and a line between neighbours where it is
 * shorter. NaN where there is nothing. O(n) in the longer of the two.
 */
export function onStep(values: Float64Array, stepMs: number, wantedMs: number): Float64Array {
  if (wantedMs === stepMs) return values;
  const length = Math.floor(((values.length - 1) * stepMs) / wantedMs) + 1;
  return Float64Array.from({ length }, (_, i) =>
    wantedMs > stepMs
      ? meanBetween(values, (i * wantedMs) / stepMs, ((i + 1) * wantedMs) / stepMs)
      : between(values, (i * wantedMs) / stepMs),
  );
}

function meanBetween(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = Math.ceil(from); i < to && i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    sum += values[i];
    count += 1;
  }
  return sum / count;
}

function between(values: Float64Array, place: number): number {
  const before = Math.floor(place);
  const after = Math.min(values.length - 1, before + 1);
  return place === before
    ? values[before]
    : values[before] + (place - before) * (values[after] - values[before]);
}
