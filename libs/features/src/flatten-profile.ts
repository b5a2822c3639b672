import type { Seasonality, SeriesProfile } from './series-profile.ts';

/** Every number of a profile under a flat name, in the order in which tables have them. */
const COLUMNS = {
  start_ms: (p) => p.startMs,
  end_ms: (p) => p.endMs,
  step_seconds: (p) => p.stepMs / 1_000,
  stale_seconds: (p) => p.staleSeconds,
  statistics_count: (p) => p.statistics.count,
  statistics_missing_share: (p) => p.statistics.missingShare,
  statistics_mean: (p) => p.statistics.mean,
  statistics_std: (p) => p.statistics.std,
  statistics_min: (p) => p.statistics.min,
  statistics_max: (p) => p.statistics.max,
  statistics_p01: (p) => p.statistics.p01,
  statistics_p05: (p) => p.statistics.p05,
  statistics_p25: (p) => p.statistics.p25,
  statistics_p50: (p) => p.statistics.p50,
  statistics_p75: (p) => p.statistics.p75,
  statistics_p95: (p) => p.statistics.p95,
  statistics_p99: (p) => p.statistics.p99,
  trend_direction: (p) => DIRECTION[p.trend.direction],
  trend_slope_per_hour: (p) => p.trend.slopePerHour,
  trend_r2: (p) => p.trend.r2,
  trend_p_value: (p) => p.trend.pValue,
  trend_robust_slope_per_hour: (p) => p.trend.robustSlopePerHour,
  trend_relative_change: (p) => p.trend.relativeChange,
  seasonality_count: (p) => p.seasonality.length,
  daily_period_seconds: (p) => strongest(p, 'daily')?.periodSeconds ?? NaN,
  daily_strength: (p) => strongest(p, 'daily')?.strength ?? NaN,
  daily_swing: (p) => strongest(p, 'daily')?.swing ?? NaN,
  daily_peak_at_ms: (p) => strongest(p, 'daily')?.peakAtMs ?? NaN,
  weekly_period_seconds: (p) => strongest(p, 'weekly')?.periodSeconds ?? NaN,
  weekly_strength: (p) => strongest(p, 'weekly')?.strength ?? NaN,
  weekly_swing: (p) => strongest(p, 'weekly')?.swing ?? NaN,
  weekly_peak_at_ms: (p) => strongest(p, 'weekly')?.peakAtMs ?? NaN,
  other_period_seconds: (p) => strongest(p, 'other')?.periodSeconds ?? NaN,
  other_strength: (p) => strongest(p, 'other')?.strength ?? NaN,
  other_swing: (p) => strongest(p, 'other')?.swing ?? NaN,
  other_peak_at_ms: (p) => strongest(p, 'other')?.peakAtMs ?? NaN,
  peaks_count: (p) => p.peaks.count,
  peaks_per_day: (p) => p.peaks.perDay,
  peaks_median_prominence: (p) => p.peaks.medianProminence,
  peaks_highest_at_ms: (p) => p.peaks.highestAtMs,
  peaks_highest_value: (p) => p.peaks.highestValue,
  troughs_count: (p) => p.troughs.count,
  troughs_per_day: (p) => p.troughs.perDay,
  troughs_median_prominence: (p) => p.troughs.medianProminence,
  troughs_lowest_at_ms: (p) => p.troughs.highestAtMs,
  troughs_lowest_value: (p) => p.troughs.highestValue,
  volatility_coefficient_of_variation: (p) => p.volatility.coefficientOfVariation,
  volatility_step_scale: (p) => p.volatility.stepScale,
  volatility_roughness: (p) => p.volatility.roughness,
  volatility_outlier_share: (p) => p.volatility.outlierShare,
  spikes_count: (p) => p.spikes.count,
  spikes_share: (p) => p.spikes.share,
  spikes_median_seconds: (p) => p.spikes.medianSeconds,
  bursts_count: (p) => p.bursts.count,
  bursts_share: (p) => p.bursts.share,
  bursts_median_seconds: (p) => p.bursts.medianSeconds,
  sawtooth_sudden_falls: (p) => p.sawtooth.suddenFalls,
  sawtooth_sudden_rises: (p) => p.sawtooth.suddenRises,
  sawtooth_ramp_share: (p) => p.sawtooth.rampShare,
  ceiling_share: (p) => p.ceiling.share,
  ceiling_longest_share: (p) => p.ceiling.longestShare,
  ceiling_rest_varies: (p) => p.ceiling.restVaries,
  zeros_share: (p) => p.zeros.share,
  zeros_trailing_points: (p) => p.zeros.trailingPoints,
  zeros_trailing_seconds: (p) => p.zeros.trailingSeconds,
  zeros_share_before: (p) => p.zeros.shareBefore,
  level_current: (p) => p.level.current,
  level_percentile_rank: (p) => p.level.percentileRank,
  level_robust_z: (p) => p.level.robustZ,
  level_last_value: (p) => p.level.lastValue,
  level_last_value_at_ms: (p) => p.level.lastValueAtMs,
  recent_change_window_seconds: (p) => p.recentChange.windowSeconds,
  recent_change_before: (p) => p.recentChange.before,
  recent_change_after: (p) => p.recentChange.after,
  recent_change_relative: (p) => p.recentChange.relative,
  change_points_count: (p) => p.changePoints.length,
  change_points_last_at_ms: (p) => p.changePoints.at(-1)?.atMs ?? NaN,
  change_points_last_before: (p) => p.changePoints.at(-1)?.before ?? NaN,
  change_points_last_after: (p) => p.changePoints.at(-1)?.after ?? NaN,
} satisfies Record<string, (profile: SeriesProfile) => number>;

const DIRECTION: Record<SeriesProfile['trend']['direction'], number> = { rising: 1, flat: 0, falling: -1 };

/** A column's name: the number's group in the profile and its own name there, in snake case. */
export type ProfileColumn = keyof typeof COLUMNS;

/** The columns that {@link flattenProfile} fills, in a lasting order: new ones are added at the end. */
export const PROFILE_COLUMNS = Object.keys(COLUMNS) as readonly ProfileColumn[];

/**
 * A profile as one row of a table: a number for each of {@link PROFILE_COLUMNS}, in that order. Durations are seconds
 * (`…_seconds`), times milliseconds since the epoch (`…_ms`), everything else as in {@link SeriesProfile}. The trend's
 * direction is 1, 0 or −1; `daily_…`, `weekly_…` and `other_…` are the strongest period of the kind, `change_points_last_…`
 * the latest change. What is unknown, or a period or change that was not found, is NaN.
 */
export function flattenProfile(profile: SeriesProfile): Record<ProfileColumn, number> {
  const row = {} as Record<ProfileColumn, number>;
  for (const column of PROFILE_COLUMNS) row[column] = COLUMNS[column](profile);
  return row;
}

/** The profile lists its periods strongest first. */
function strongest({ seasonality }: SeriesProfile, kind: Seasonality['kind']): Seasonality | undefined {
  return seasonality.find((period) => period.kind === kind);
}
