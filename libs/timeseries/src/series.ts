/**
 * One time series: `timestamps[i]` (milliseconds since the epoch, strictly increasing) belongs to `values[i]`.
 * Both arrays have the same length. NaN is a gap: a moment at which a value was expected and none was there.
 */
export interface Series {
  /** The full label set, `__name__` included where the series has one. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** Of the rate of a counter, where that is known: how often the counter was reset since the sample before. Of the same length. */
  readonly resets?: Float64Array;
}
