/**
 * One time series: `timestamps[i]` (milliseconds since the epoch, strictly increasing) belongs to `values[i]`.
 * Both arrays have the same length. NaN is a gap: a moment at which a value was expected and none was there.
 */
export interface Series {
  /** The full label set, `__name__` included where the series has one. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}
