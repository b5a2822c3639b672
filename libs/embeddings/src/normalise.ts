/**
 * The vector scaled to length 1. Returns a vector of NaN when there is no direction: all zeros, or anything not finite.
 */
export function normalise(vector: ArrayLike<number>): Float32Array {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]));
  // Divided by the largest first, so that neither huge nor tiny components overflow when squared.
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] / largest) ** 2;
  const length = Math.sqrt(squares);
  const unit = new Float32Array(vector.length);
  for (let i = 0; i < vector.length; i++) unit[i] = vector[i] / largest / length;
  return unit;
}
