/** Below this the general sort is as quick. */
const MIN_COUNT = 128;

/** Places that a number may have to move on average, before the general sort is quicker. */
const MAX_MEAN_MOVES = 16;

/**
 * The finite ones of `values` in order of size. Numbers are counted into as many bins of equal width as there are numbers,
 * which leaves next to nothing to sort where they are spread as most data are: O(n) then, O(n log n) at worst.
 */
export function sortFinite(values: Float64Array): Float64Array {
  const buffer = new Float64Array(values.length);
  let count = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(Math.abs(value) < Infinity)) continue;
    buffer[count++] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const finite = buffer.subarray(0, count);
  if (low === high) return finite;
  const binsPerUnit = (count - 1) / (high - low);
  // Not so where the distance leaves the range of numbers.
  const divisible = binsPerUnit > 0 && binsPerUnit < Infinity;
  if (count < MIN_COUNT || !divisible) return finite.sort();

  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) starts[(((finite[i] - low) * binsPerUnit) | 0) + 1]++;
  for (let bin = 1; bin <= count; bin++) starts[bin] += starts[bin - 1];
  const sorted = new Float64Array(count);
  for (let i = 0; i < count; i++) sorted[starts[((finite[i] - low) * binsPerUnit) | 0]++] = finite[i];
  return sortNearly(sorted);
}

/** By insertion, while that is quick. */
function sortNearly(values: Float64Array): Float64Array {
  let moves = MAX_MEAN_MOVES * values.length;
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    let at = i;
    while (at > 0 && values[at - 1] > value) {
      values[at] = values[at - 1];
      at--;
    }
    values[at] = value;
    moves -= i - at;
    if (moves < 0) return values.sort();
  }
  return values;
}
