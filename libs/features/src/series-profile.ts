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
  /** From the last finite sample to the end of the window that was asked for; NaN without a finite sample. */
  readonly staleSeconds: number;
  readonly statistics: Statistics;
  readonly trend: Trend;
  /** Periods found, strongest first; empty when there is none. */
  readonly seasonality: readonly Seasonality[];
  readonly peaks: Extrema;
  readonly troughs: Extrema;
  readonly volatility: Volatility;
  readonly spikes: Episodes;
  readonly bursts: Episodes;
  readonly sawtooth: Sawtooth;
  readonly ceiling: Ceiling;
  readonly zeros: Zeros;
  readonly level: Level;
  readonly recentChange: RecentChange;
  /** Lasting changes of level, oldest first; what periods and a trend do is not one. */
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
  /** `rising` or `falling` only when the change is significant, large enough to matter, and no single step. */
  readonly direction: 'rising' | 'falling' | 'flat';
  /** Least-squares slope of all samples, in the series' unit per hour, and the share of the variance it explains. */
  readonly slopePerHour: number;
  readonly r2: number;
  /** Two-sided p of the slope without the periods, with as many degrees of freedom as autocorrelation leaves. */
  readonly pValue: number;
  /** Robust slope (Theil–Sen) without the periods, in the series' unit per hour. */
  readonly robustSlopePerHour: number;
  /** What the robust slope adds over the window, relative to the median absolute level: 0.5 is half as much again. */
  readonly relativeChange: number;
}

export interface Seasonality {
  readonly kind: 'daily' | 'weekly' | 'other';
  readonly periodSeconds: number;
  /** Share of the variance left by trend and other periods that this period explains, 0…1, less what chance explains. */
  readonly strength: number;
  /** From the trough to the peak of the period's mean course, in the series' unit. */
  readonly swing: number;
  /** When the mean course was last at its peak. */
  readonly peakAtMs: number;
}

/** Local maxima (or minima) that stand out from their surroundings by half of the distance from p05 to p95. */
export interface Extrema {
  readonly count: number;
  readonly perDay: number;
  readonly medianProminence: number;
  /** The most prominent one (of peaks the highest point, of troughs the lowest); NaN when there is none. */
  readonly highestAtMs: number;
  readonly highestValue: number;
}

export interface Volatility {
  /** Standard deviation divided by the absolute mean. */
  readonly coefficientOfVariation: number;
  /** Robust scale of step-to-step changes: 1.4826 × median of the absolute first differences, in the series' unit. */
  readonly stepScale: number;
  /** stepScale relative to the interquartile range: near 0 is smooth, above 0.5 is noise. */
  readonly roughness: number;
  /** Share of samples further than three robust deviations (1.4826 × MAD) from the median. */
  readonly outlierShare: number;
}

/**
 * Times of unusual height. Spikes: short, more than five robust deviations from what trend, periods and level changes
 * let expect. Bursts: runs above half of p99 in a series that is otherwise quiet.
 */
export interface Episodes {
  readonly count: number;
  /** Share of the samples that they take. */
  readonly share: number;
  readonly medianSeconds: number;
}

/** Steps of at least half of the range from p05 to p95 within two samples, and how the series moves in between. */
export interface Sawtooth {
  readonly suddenFalls: number;
  readonly suddenRises: number;
  /** Share of the variance between the steps that is a straight climb (or, where rises prevail, a straight descent). */
  readonly rampShare: number;
}

/** How the series behaves at its maximum (within a millionth of its range). */
export interface Ceiling {
  readonly share: number;
  /** Share of the samples in the longest run there. */
  readonly longestShare: number;
  /** Share of neighbouring samples that differ, elsewhere: a series of few fixed levels has no ceiling to hit. */
  readonly restVaries: number;
}

export interface Zeros {
  readonly share: number;
  /** Zeros at the end, in samples and in time. */
  readonly trailingPoints: number;
  readonly trailingSeconds: number;
  /** Share of zeros before those. */
  readonly shareBefore: number;
}

/** The level now (the median of the last samples) against the series' own history. */
export interface Level {
  readonly current: number;
  /** Share of the history below the current level, 0…1; samples equal to it count half. */
  readonly percentileRank: number;
  /** Robust deviations (1.4826 × MAD) from the median of the history. */
  readonly robustZ: number;
  /** The last sample that is not a gap, and when it was. */
  readonly lastValue: number;
  readonly lastValueAtMs: number;
}

/** The last stretch of the window against the stretch of the same length before it, by their medians. */
export interface RecentChange {
  readonly windowSeconds: number;
  readonly before: number;
  readonly after: number;
  /** (after − before) / |before|. */
  readonly relative: number;
}

export interface LevelChange {
  readonly atMs: number;
  /** Medians of the stretches between this change and its neighbours (or the ends of the series). */
  readonly before: number;
  readonly after: number;
}
