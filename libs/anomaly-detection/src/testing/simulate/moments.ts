/** What simulators promise of their samples, and their tests measure. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  /** 0 for normal noise. */
  readonly excessKurtosis: number;
  /** Of counts: 1 where they are Poisson. */
  readonly dispersion: number;
}

export function momentsOf(values: ArrayLike<number>): Moments {
  const { length } = values;
  let mean = 0;
  for (let i = 0; i < length; i++) mean += values[i] / length;
  let [second, third, fourth] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const distance = values[i] - mean;
    second += distance ** 2 / length;
    third += distance ** 3 / length;
    fourth += distance ** 4 / length;
  }
  return {
    mean,
    variance: second,
    skewness: third / second ** 1.5,
    excessKurtosis: fourth / second ** 2 - 3,
    dispersion: second / mean,
  };
}

/** Correlation of a series with itself so many samples before. */
export function correlationAt(values: Float64Array, lag: number): number {
  const { mean, variance } = momentsOf(values);
  let products = 0;
  for (let i = lag; i < values.length; i++) products += (values[i] - mean) * (values[i - lag] - mean);
  return products / (values.length - lag) / variance;
}
