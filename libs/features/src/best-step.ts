/** A step that leaves less than this share of what a line leaves is a step rather than a line. */
export const STEP_IS_BETTER = 0.7;

/** A single step. */
export interface Step {
  /** First position of the second level; the length of the values where there is no step. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** Squared error that it leaves. */
  readonly rest: number;
}

/** The least-squares fit of one step to `values` (NaN for gaps). */
export function bestStep(values: Float64Array): Step {
  let total = 0;
  let squares = 0;
  let count = 0;
  for (const value of values) {
    if (value !== value) continue;
    total += value;
    squares += value * value;
    count += 1;
  }
  const mean = total / count;
  let best: Step = { index: values.length, before: mean, after: mean, rest: squares - total * mean };
  let left = 0;
  let leftCount = 0;
  for (let i = 1; i < values.length; i++) {
    const value = values[i - 1];
    if (value !== value) continue;
    left += value;
    leftCount += 1;
    const rightCount = count - leftCount;
    if (rightCount === 0) break;
    const right = total - left;
    const rest = squares - (left * left) / leftCount - (right * right) / rightCount;
    if (rest < best.rest) best = { index: i, before: left / leftCount, after: right / rightCount, rest };
  }
  return best;
}
