/** Below this no border of a band of theirs is shown: 0 for values that are never negative. */
export function valueFloor(values: Float64Array): number {
  return values.some((value) => value < 0) ? -Infinity : 0;
}
