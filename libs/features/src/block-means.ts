/** Means of `count` stretches of equal length (± 1), NaN skipped; a stretch with nothing finite is NaN. */
export function blockMeans(values: Float64Array, count: number): Float64Array {
  const means = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    const end = blockStart(b + 1, count, values.length);
    let sum = 0;
    let finite = 0;
    for (let i = blockStart(b, count, values.length); i < end; i++) {
      const value = values[i];
      if (value !== value) continue;
      sum += value;
      finite += 1;
    }
    means[b] = finite > 0 ? sum / finite : NaN;
  }
  return means;
}

/** The first sample of a block. */
export function blockStart(block: number, count: number, length: number): number {
  return Math.floor((block * length) / count);
}
