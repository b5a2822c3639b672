import type { Anomaly } from '@metrics-ai/anomaly-detection';
import type { Episodes, Extrema, Seasonality, SeriesProfile } from '@metrics-ai/features';
import type { SeriesRecord } from '@metrics-ai/vector-store';
import type { Cell } from './csv.ts';

export interface ExportColumn {
  readonly name: string;
  readonly of: (record: SeriesRecord) => Cell;
}

/** RFC 3339; empty when the time is not known. */
const time = (timeMs: number): string => {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
};

/** The columns of one part of a profile, their names led by its own; empty cells where a series lacks the part. */
const columnsOf = <Part>(
  name: string,
  partOf: (profile: SeriesProfile) => Part | undefined,
  fields: Readonly<Record<string, (part: Part) => Cell>>,
): ExportColumn[] =>
  Object.entries(fields).map(([field, of]) => ({
    name: `${name}_${field}`,
    of: ({ profile }) => {
      const part = partOf(profile);
      return part === undefined ? '' : of(part);
    },
  }));

const extrema: Record<string, (part: Extrema) => Cell> = {
  count: (part) => part.count,
  per_day: (part) => part.perDay,
  median_prominence: (part) => part.medianProminence,
  highest_at: (part) => time(part.highestAtMs),
  highest_value: (part) => part.highestValue,
};

const episodes: Record<string, (part: Episodes) => Cell> = {
  count: (part) => part.count,
  share: (part) => part.share,
  median_seconds: (part) => part.medianSeconds,
};

/** A series may have several periods: each kind's strongest, which stands first, has columns. */
const seasonality = (kind: Seasonality['kind']): ExportColumn[] =>
  columnsOf(`seasonality_${kind}`, (profile) => profile.seasonality.find((each) => each.kind === kind), {
    period_seconds: (part) => part.periodSeconds,
    strength: (part) => part.strength,
    swing: (part) => part.swing,
    peak_at: (part) => time(part.peakAtMs),
  });

/** An unknown score is lower than any. */
const strongest = ({ anomalies }: SeriesRecord): Anomaly | undefined =>
  anomalies.toSorted((a, b) => knownScore(b) - knownScore(a)).at(0);
const knownScore = ({ score }: Anomaly): number => (Number.isNaN(score) ? -Number.MAX_VALUE : score);

/** The columns of an export, in their order: names as the API's JSON has them, joined by _. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'metric', of: ({ metric }) => metric },
  { name: 'labels', of: ({ labels }) => JSON.stringify(labels) },
  { name: 'unit', of: ({ unit }) => unit },
  { name: 'tags', of: ({ tags }) => tags.join(' ') },
  { name: 'description', of: ({ description }) => description },
  { name: 'promql', of: ({ promql }) => promql },
  { name: 'watch', of: ({ watch }) => watch },
  { name: 'start', of: ({ startMs }) => time(startMs) },
  { name: 'end', of: ({ endMs }) => time(endMs) },
  { name: 'step_seconds', of: ({ stepMs }) => stepMs / 1000 },
  { name: 'ingested_at', of: ({ ingestedAtMs }) => time(ingestedAtMs) },
  { name: 'anomaly_count', of: ({ anomalies }) => anomalies.length },
  { name: 'highest_anomaly_score', of: (record) => strongest(record)?.score ?? '' },
  { name: 'highest_anomaly_at', of: (record) => time(strongest(record)?.peakMs ?? NaN) },
  { name: 'stale_seconds', of: ({ profile }) => profile.staleSeconds },
  ...columnsOf('statistics', ({ statistics }) => statistics, {
    count: (part) => part.count,
    missing_share: (part) => part.missingShare,
    mean: (part) => part.mean,
    std: (part) => part.std,
    min: (part) => part.min,
    max: (part) => part.max,
    p01: (part) => part.p01,
    p05: (part) => part.p05,
    p25: (part) => part.p25,
    p50: (part) => part.p50,
    p75: (part) => part.p75,
    p95: (part) => part.p95,
    p99: (part) => part.p99,
  }),
  ...columnsOf('trend', ({ trend }) => trend, {
    direction: (part) => part.direction,
    slope_per_hour: (part) => part.slopePerHour,
    r2: (part) => part.r2,
    p_value: (part) => part.pValue,
    robust_slope_per_hour: (part) => part.robustSlopePerHour,
    relative_change: (part) => part.relativeChange,
  }),
  ...seasonality('daily'),
  ...seasonality('weekly'),
  ...seasonality('other'),
  ...columnsOf('peaks', ({ peaks }) => peaks, extrema),
  ...columnsOf('troughs', ({ troughs }) => troughs, extrema),
  ...columnsOf('volatility', ({ volatility }) => volatility, {
    coefficient_of_variation: (part) => part.coefficientOfVariation,
    step_scale: (part) => part.stepScale,
    roughness: (part) => part.roughness,
    outlier_share: (part) => part.outlierShare,
  }),
  ...columnsOf('spikes', ({ spikes }) => spikes, episodes),
  ...columnsOf('bursts', ({ bursts }) => bursts, episodes),
  ...columnsOf('sawtooth', ({ sawtooth }) => sawtooth, {
    sudden_falls: (part) => part.suddenFalls,
    sudden_rises: (part) => part.suddenRises,
    ramp_share: (part) => part.rampShare,
  }),
  ...columnsOf('ceiling', ({ ceiling }) => ceiling, {
    share: (part) => part.share,
    longest_share: (part) => part.longestShare,
    rest_varies: (part) => part.restVaries,
  }),
  ...columnsOf('zeros', ({ zeros }) => zeros, {
    share: (part) => part.share,
    trailing_points: (part) => part.trailingPoints,
    trailing_seconds: (part) => part.trailingSeconds,
    share_before: (part) => part.shareBefore,
  }),
  ...columnsOf('level', ({ level }) => level, {
    current: (part) => part.current,
    percentile_rank: (part) => part.percentileRank,
    robust_z: (part) => part.robustZ,
    last_value: (part) => part.lastValue,
    last_value_at: (part) => time(part.lastValueAtMs),
  }),
  ...columnsOf('recent_change', ({ recentChange }) => recentChange, {
    window_seconds: (part) => part.windowSeconds,
    before: (part) => part.before,
    after: (part) => part.after,
    relative: (part) => part.relative,
  }),
  { name: 'change_points_count', of: ({ profile }) => profile.changePoints.length },
  ...columnsOf('last_change_point', ({ changePoints }) => changePoints.at(-1), {
    at: (part) => time(part.atMs),
    before: (part) => part.before,
    after: (part) => part.after,
  }),
];
