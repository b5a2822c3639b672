/** Bounds of one request; more is refused before anything is read. */
export interface EngineLimits {
  /** Series of one ingest. */
  readonly maxSeries: number;
  /** Series of one analysis, whose answer holds all of them. */
  readonly maxAnalyzedSeries: number;
  /** Samples of one series. */
  readonly maxPoints: number;
}
