/**
 * What a series is like, in numbers. Times are milliseconds since the epoch, values are in the series' own unit,
 * shares and strengths are 0…1. A number that cannot be known (too few samples, a constant series) is NaN.
 * Samples that are NaN or ±Inf are left out of every statistic and counted as missing.
 */
export interface SeriesProfile {
  /** First and last timestamp of the series, gaps included; NaN when it is empty. */
  readonly startMs: number;
  readonly endMs: number;
  /** Median distance of neighbouring timestamps. */
  readonly stepMs: number;
  readonly statistics: Statistics;
  readonly trend: Trend;
  /** Periods found, strongest first; empty when there is none. */
  readonly seasonality: readonly Seasonality[];
  readonly peaks: Extrema;
  readonly troughs: Extrema;
  readonly volatility: Volatility;
  readonly level: Level;
  readonly recentChange: RecentChange;
  /** Lasting changes of level, oldest first. */
  readonly changePoints: readonly LevelChange[];
}

export interface Statistics {
  /** Finite samples. */
  readonly count: number;
  /** Share of the expected samples that is missing (gaps, NaN, ±Inf). */
  readonly missingShare: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1). */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly p01: number;
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Trend {
  readonly direction: 'rising' | 'falling' | 'flat';
  /** Least-squares slope, in the series' unit per hour. */
  readonly slopePerHour: number;
  readonly r2: number;
  readonly pValue: number;
  /** Robust slope (Theil–Sen), in the series' unit per hour. */
  readonly robustSlopePerHour: number;
  /** What the trend adds over the window, relative to the median absolute level: 0.5 is half as much again. */
  readonly relativeChange: number;
}

export interface Seasonality {
  readonly kind: 'daily' | 'weekly' | 'other';
  readonly periodSeconds: number;
  /** Share of the variance left by trend and longer periods that this period explains, 0…1. */
  readonly strength: number;
}

/** Local maxima (or minima) that stand out from their surroundings. */
export interface Extrema {
  readonly count: number;
  readonly perDay: number;
  readonly medianProminence: number;
  /** The most prominent one; NaN when there is none. */
  readonly highestAtMs: number;
  readonly highestValue: number;
}

export interface Volatility {
  /** Standard deviation divided by the absolute mean. */
  readonly coefficientOfVariation: number;
  /** Robust scale of step-to-step changes: 1.4826 × MAD of first differences, in the series' unit. */
  readonly stepScale: number;
  /** stepScale relative to the interquartile range: near 0 is smooth, above 0.5 is noise. */
  readonly roughness: number;
  /** Share of samples further than three robust deviations from the median. */
  readonly outlierShare: number;
}

/** The level now (the median of the last samples) against the series' own history. */
export interface Level {
  readonly current: number;
  /** Share of the history at or below the current level, 0…1. */
  readonly percentileRank: number;
  /** Robust deviations (1.4826 × MAD) from the median of the history. */
  readonly robustZ: number;
  /** The last sample that is not a gap, and when it was. */
  readonly lastValue: number;
  readonly lastValueAtMs: number;
}

/** The last stretch of the window against the stretch of the same length before it. */
export interface RecentChange {
  readonly windowSeconds: number;
  readonly before: number;
  readonly after: number;
  /** (after − before) / |before|. */
  readonly relative: number;
}

export interface LevelChange {
  readonly atMs: number;
  readonly before: number;
  readonly after: number;
}
