import { SortedWindow } from './sorted-window.ts';

/** Numbers that describe one sample. */
export const SAMPLE_FEATURES = 4;

/** Two hours at five-minute steps: short enough to follow a day's course, odd so that the median is a sample. */
const LOCAL_POINTS = 25;

/**
 * Describes samples by what they are and how they came about, looking back only. Gaps are passed over: the samples around
 * one are neighbours.
 *
 * | column | feature |
 * |---|---|
 * | 0 | the value |
 * | 1 | its difference from the sample before (0 for the first) |
 * | 2 | its deviation from the median of the last 25 samples before it (0 for the first) |
 * | 3 | roughness: the median of the last 25 absolute differences, its own included |
 *
 * Medians, so that one strange sample leaves no trail behind it in columns 2 and 3.
 */
export class SampleFeatures {
  readonly #values = new SortedWindow(LOCAL_POINTS);
  readonly #changes = new SortedWindow(LOCAL_POINTS);
  #previous = NaN;

  /** Writes the features of a finite value into `row` from `at` on, and learns it. */
  describe(value: number, row: Float64Array, at: number): void {
    const isFirst = this.#values.size === 0;
    const change = isFirst ? 0 : bounded(value - this.#previous);
    this.#changes.add(Math.abs(change));
    row[at] = value;
    row[at + 1] = change;
    row[at + 2] = isFirst ? 0 : bounded(value - this.#values.median);
    row[at + 3] = this.#changes.median;
    this.#values.add(value);
    this.#previous = value;
  }
}

/** The difference of two finite numbers need not be finite. */
function bounded(difference: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, difference));
}
