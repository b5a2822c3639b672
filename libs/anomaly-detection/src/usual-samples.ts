import { medianAbsoluteDeviation, quantile, quantiles } from '@metrics-ai/timeseries';
import type { Band } from './detector.ts';
import { IsolationForest } from './isolation-forest.ts';
import { SAMPLE_FEATURES } from './sample-features.ts';

export interface UsualSamplesOptions {
  trees: number;
  sampleSize: number;
  contamination: number;
  seed: number;
}

/** "Potential anomalies can be identified as points where s ≥ 0.6": Liu et al. 2008, figure 3. */
const STRANGE = 0.6;

/** "If all the instances return s ≈ 0.5, then the entire sample does not really have any distinct anomaly": section 2. */
const ORDINARY = 0.5;

/**
 * What an isolation forest has learnt from described samples ({@link SAMPLE_FEATURES} columns, two rows or more): how
 * strange a sample is, and which values would have been usual.
 */
export class UsualSamples {
  /** The scores of the samples learnt from; above 1 is strange. */
  readonly learntScores: Float64Array;
  readonly #forest: IsolationForest;
  readonly #limit: number;
  /** Where all samples were alike: what they were; NaN in the columns that vary. */
  readonly #constants: Float64Array;
  readonly #values: Band;
  readonly #deviations: Band;

  constructor(rows: Float64Array, { trees, sampleSize, contamination, seed }: UsualSamplesOptions) {
    this.#forest = IsolationForest.fit(rows, { columns: SAMPLE_FEATURES, trees, sampleSize, seed });
    const scores = this.#forest.score(rows);
    // Where most samples are exactly alike, few trees have seen the exception: it cannot come far above ORDINARY.
    const floor = medianAbsoluteDeviation(scores) === 0 ? ORDINARY : STRANGE;
    this.#limit = Math.max(quantile(scores, 1 - contamination), floor);
    this.learntScores = scores.map((score) => score / this.#limit);
    this.#constants = Float64Array.from({ length: SAMPLE_FEATURES }, (_, column) =>
      constantOf(columnOf(rows, column)),
    );
    this.#values = centralBand(columnOf(rows, 0), contamination);
    this.#deviations = centralBand(columnOf(rows, 2), contamination);
  }

  /** The score of one described sample. */
  score(row: Float64Array): number {
    // No tree cuts where everything it has seen was alike: what differs there is set apart before the first cut.
    const isUnheardOf = this.#constants.some((constant, column) => Math.abs(row[column] - constant) > 0);
    return (isUnheardOf ? 1 : this.#forest.score(row)[0]) / this.#limit;
  }

  /** The local median where that is usual, else the overall one; and the part of both bands that overlaps. */
  band(value: number, deviation: number): Band {
    const local = value - deviation;
    const isUsual = local >= this.#values.lower && local <= this.#values.upper;
    const expected = isUsual ? local : this.#values.expected;
    return {
      expected,
      lower: Math.min(expected, Math.max(this.#values.lower, expected + this.#deviations.lower)),
      upper: Math.max(expected, Math.min(this.#values.upper, expected + this.#deviations.upper)),
    };
  }
}

function columnOf(rows: Float64Array, column: number): Float64Array {
  const numbers = new Float64Array(rows.length / SAMPLE_FEATURES);
  for (let row = 0; row < numbers.length; row++) numbers[row] = rows[row * SAMPLE_FEATURES + column];
  return numbers;
}

function constantOf(column: Float64Array): number {
  for (let i = 1; i < column.length; i++) if (column[i] !== column[0]) return NaN;
  return column[0];
}

/** What the central 1 − contamination of the numbers lie within. */
function centralBand(numbers: Float64Array, contamination: number): Band {
  const [lower, expected, upper] = quantiles(numbers, [contamination / 2, 0.5, 1 - contamination / 2]);
  return { expected, lower, upper };
}
