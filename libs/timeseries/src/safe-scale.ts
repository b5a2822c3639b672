/**
 * A power of two by which values can be multiplied (exactly) so that their squares neither overflow nor vanish:
 * 1 for ordinary magnitudes, and 1 when there is no finite value other than 0. Samples that are not finite are skipped.
 */
export function safeScale(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  if (largest === 0 || (largest > 1e-100 && largest < 1e100)) return 1;
  // The exponent stays within ±1000, so that the scale and its reciprocal are both normal numbers.
  const exponent = Math.floor(Math.log2(largest));
  return 2 ** -Math.max(-1000, Math.min(1000, exponent));
}
