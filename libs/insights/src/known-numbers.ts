import { ANOMALY_TYPES, type Anomaly } from '@metrics-ai/anomaly-detection';
import { formatQuantity, humaniseMetric } from '@metrics-ai/features';
import type { SeriesProfile } from '@metrics-ai/features';
import type { SeriesAnalysis } from './insight.ts';
import { cleanText, findNumberClaims, isQuotable } from './number-claims.ts';
import { linksOf } from './series-links.ts';
import { timeParts } from './time-claims.ts';
import type { TimeParts } from './time-claims.ts';
import { anomalySeconds, toldAnomalies } from './told-anomalies.ts';

/** What a text about an analysis may say in numbers. */
export interface KnownNumbers {
  /** Verbatim names that may hold digits, longest first. */
  readonly names: readonly string[];
  readonly quantities: readonly KnownQuantity[];
  readonly times: readonly TimeParts[];
  /** Label values that are nothing but a number, such as the `500` of a status code. */
  readonly numerals: ReadonlySet<string>;
  /** Everything written in the analysis, for names quoted in part. */
  readonly writing: string;
}

/** In base units, as those of claims. */
export interface KnownQuantity {
  readonly value: number;
  readonly unit: string;
}

/** As the statistics of a profile are called. */
const PERCENTILES = [1, 5, 25, 50, 75, 95, 99];
const PERCENTILE_NAMES = PERCENTILES.map((p) => `p${p} p${String(p).padStart(2, '0')}`).join(' ');

/**
 * Collects the numbers of an analysis: those of the profile, of the anomalies that are told ({@link toldAnomalies}), of
 * their reasons, and how long ago things were at `nowMs`.
 */
export function knownNumbers(analysis: SeriesAnalysis, nowMs: number): KnownNumbers {
  const { labels, help, unit, promql, description, tags, profile } = analysis;
  const told = toldAnomalies(analysis);
  const names = namesOf(analysis);
  const reasons = told.map(({ reason }) => reason);
  // Not those of the description: that quotes label values, which may say anything.
  const ofReasons = reasons.flatMap((reason) => findNumberClaims(reason, names));
  const values = valuesOf(profile, told);
  const timesMs = timesOf(profile, told, nowMs);
  if (unit === 'timestamp') timesMs.push(...values.map((seconds) => seconds * 1_000));

  const quantities: KnownQuantity[] = [
    ...inSeriesUnit(values, slopesPerHour(profile), unit),
    ...sharesOf(profile, told).flatMap((share) => [
      { value: share * 100, unit: 'percent' },
      { value: share, unit: '' },
    ]),
    ...durationsOf(analysis, told, nowMs)
      .filter((seconds) => seconds > 0)
      .map((seconds) => ({ value: seconds, unit: 'seconds' })),
    ...countsOf(analysis, told),
    ...scoresOf(profile, told),
    ...ofReasons.filter((claim) => claim.kind === 'quantity'),
  ];
  return {
    names,
    quantities: quantities
      .filter(({ value }) => Number.isFinite(value))
      .map(({ value, unit: unitOfValue }) => ({ value, unit: unitOfValue })),
    times: [
      ...timesMs.filter(isDate).map(timeParts),
      ...profile.seasonality.filter(({ peakAtMs }) => isDate(peakAtMs)).map(peakHour),
      ...ofReasons.flatMap((claim) =>
        claim.kind === 'time' && claim.parts !== undefined ? [claim.parts] : [],
      ),
    ],
    numerals: new Set(Object.values(labels).filter((value) => /^\d+(?:\.\d+)?$/.test(value))),
    writing: cleanText(
      [
        ...Object.entries(labels).flat(),
        ...[help, unit, promql, description, ...reasons, ...tags, PERCENTILE_NAMES],
        ...told.flatMap(({ detectors, signals }) => [...detectors, ...signals.map(({ name }) => name)]),
      ].join(' | '),
    ),
  };
}

/**
 * The names that a text may quote: the PromQL and what it is compared with, the metric (as it is or in words), and label values of one word with a
 * letter in it, unless that word is a quantity (`3h`, `99percent`), which could be taken for a number of the series.
 */
function namesOf(analysis: SeriesAnalysis): string[] {
  const { labels, promql } = analysis;
  const { __name__: metric = '', ...others } = labels;
  const words = Object.values(others).filter((value) => /^\S+$/.test(value));
  return [promql, ...linksOf(analysis), metric, humaniseMetric(metric), ...words]
    .filter((name) => isQuotable(name) && findNumberClaims(name).length > 0)
    .map(cleanText)
    .sort((a, b) => b.length - a.length);
}

/** {@link inWrittenUnit} of values, and slopes as a rate of that. */
function inSeriesUnit(
  values: readonly number[],
  slopesPerHour: readonly number[],
  unit: string,
): KnownQuantity[] {
  if (unit === 'timestamp') return inWrittenUnit(values, unit);
  const { factor, base } = writtenUnit(unit);
  return [
    ...inWrittenUnit(values, unit),
    ...slopesPerHour.flatMap((slope) => [
      { value: (slope * factor) / 3_600, unit: `${base}/s` },
      { value: slope * factor, unit: base },
      { value: slope * 24 * factor, unit: base },
    ]),
  ];
}

/** Values as they are and as they are formatted, such as the ratio 0.12 as 12 %. */
export function inWrittenUnit(values: readonly number[], unit: string): KnownQuantity[] {
  const raw = values.map((value) => ({ value, unit: '' }));
  if (unit === 'timestamp') return raw;
  const { factor, base } = writtenUnit(unit);
  return [...raw, ...values.map((value) => ({ value: value * factor, unit: base }))];
}

/** What one of a unit is where it is written: its factor, and the base unit that claims are compared in. */
function writtenUnit(unit: string): { factor: number; base: string } {
  const [one] = findNumberClaims(formatQuantity(1, unit)).filter((claim) => claim.kind === 'quantity');
  return one === undefined ? { factor: 1, base: '' } : { factor: one.value, base: one.unit };
}

function valuesOf(
  { statistics, level, recentChange, ...profile }: SeriesProfile,
  told: readonly Anomaly[],
): number[] {
  const { mean, std, min, max, p01, p05, p25, p50, p75, p95, p99 } = statistics;
  return [
    ...[mean, std, min, max, p01, p05, p25, p50, p75, p95, p99],
    ...[level.current, level.lastValue, recentChange.before, recentChange.after],
    ...[profile.peaks, profile.troughs].flatMap(({ medianProminence, highestValue }) => [
      medianProminence,
      highestValue,
    ]),
    profile.volatility.stepScale,
    ...profile.seasonality.map(({ swing }) => swing),
    ...profile.changePoints.flatMap(({ before, after }) => [before, after]),
    ...told.flatMap(({ value, expected, lower, upper }) => [value, expected, lower, upper]),
  ];
}

function slopesPerHour({ trend }: SeriesProfile): number[] {
  return [trend.slopePerHour, trend.robustSlopePerHour].flatMap(eitherSign);
}

function sharesOf(profile: SeriesProfile, told: readonly Anomaly[]): number[] {
  const { statistics, trend, level, recentChange, volatility, zeros, ceiling } = profile;
  return [
    ...[statistics.missingShare, trend.r2, volatility.outlierShare],
    ...[level.percentileRank, 1 - level.percentileRank].flatMap((share) => [
      share,
      Math.floor(share * 100) / 100,
    ]),
    ...[trend.relativeChange, recentChange.relative].flatMap(eitherSign),
    ...[profile.spikes.share, profile.bursts.share, zeros.share, zeros.shareBefore],
    ...[ceiling.share, ceiling.longestShare],
    ...profile.seasonality.map(({ strength }) => strength),
    ...told.flatMap(({ confidence, signals }) => [confidence, ...signals.map(({ share }) => share)]),
  ];
}

function durationsOf(analysis: SeriesAnalysis, told: readonly Anomaly[], nowMs: number): number[] {
  const { profile } = analysis;
  const ages = [
    ...[profile.endMs, profile.level.lastValueAtMs],
    ...profile.changePoints.map(({ atMs }) => atMs),
    ...told.flatMap(({ startMs, peakMs, endMs }) => [startMs, peakMs, endMs]),
  ].map((ms) => (nowMs - ms) / 1_000);
  return [
    ...ages,
    ...[(profile.endMs - profile.startMs) / 1_000, profile.stepMs / 1_000, profile.staleSeconds],
    ...profile.seasonality.flatMap(({ kind, periodSeconds }) => [periodSeconds, ...namedPeriodSeconds(kind)]),
    ...[profile.spikes.medianSeconds, profile.bursts.medianSeconds, profile.zeros.trailingSeconds],
    profile.recentChange.windowSeconds,
    ...told.flatMap((anomaly) => [
      anomalySeconds(anomaly, analysis),
      (anomaly.endMs - anomaly.startMs) / 1_000,
      anomaly.onceInMs / 1_000,
    ]),
  ];
}

/** A daily pattern says a day, whatever its period was measured to be. */
function namedPeriodSeconds(kind: 'daily' | 'weekly' | 'other'): number[] {
  switch (kind) {
    case 'daily':
      return [86_400];
    case 'weekly':
      return [604_800];
    case 'other':
      return [];
  }
}

/** What several anomalies of a type are called. */
const COUNTED_AS: Readonly<Record<Anomaly['type'], string>> = {
  spike: 'spikes',
  drop: 'drops',
  level_shift: 'shifts',
  trend_change: 'changes',
  variance_change: 'changes',
  seasonality_change: 'changes',
  stopped: 'stops',
  frozen: 'freezes',
  reset_storm: 'storms',
};

function countsOf({ profile, anomalies }: SeriesAnalysis, told: readonly Anomaly[]): KnownQuantity[] {
  const perType = (type: Anomaly['type']): number =>
    anomalies.filter((anomaly) => anomaly.type === type).length;
  const { peaks, troughs, spikes, bursts, zeros, changePoints, statistics } = profile;
  return [
    { value: anomalies.length, unit: 'anomalies' },
    ...ANOMALY_TYPES.map((type) => ({ value: perType(type), unit: COUNTED_AS[type] })),
    { value: changePoints.length, unit: 'changes' },
    { value: statistics.count, unit: 'samples' },
    { value: zeros.trailingPoints, unit: 'samples' },
    { value: peaks.count, unit: 'peaks' },
    { value: peaks.perDay / 86_400, unit: 'peaks/s' },
    { value: troughs.count, unit: 'troughs' },
    { value: troughs.perDay / 86_400, unit: 'troughs/s' },
    { value: profile.sawtooth.suddenFalls, unit: 'falls' },
    { value: profile.sawtooth.suddenRises, unit: 'rises' },
    { value: spikes.count, unit: 'spikes' },
    { value: bursts.count, unit: 'bursts' },
    ...told.map(({ detectors }) => ({ value: detectors.length, unit: 'detectors' })),
  ];
}

function scoresOf({ volatility, level }: SeriesProfile, told: readonly Anomaly[]): KnownQuantity[] {
  return [
    ...told.map(({ score }) => ({ value: score, unit: '' })),
    ...[volatility.coefficientOfVariation, volatility.roughness].map((value) => ({ value, unit: '' })),
    ...eitherSign(level.robustZ).map((value) => ({ value, unit: 'deviations' })),
    { value: level.percentileRank * 100, unit: 'percentile' },
    ...PERCENTILES.map((value) => ({ value, unit: 'percentile' })),
  ];
}

function timesOf(profile: SeriesProfile, told: readonly Anomaly[], nowMs: number): number[] {
  return [
    ...[nowMs, profile.startMs, profile.endMs, profile.level.lastValueAtMs],
    ...[profile.peaks.highestAtMs, profile.troughs.highestAtMs],
    ...profile.seasonality.map(({ peakAtMs }) => peakAtMs),
    ...profile.changePoints.map(({ atMs }) => atMs),
    ...told.flatMap(({ startMs, peakMs, endMs }) => [startMs, peakMs, endMs]),
  ];
}

/** Daily and weekly peaks are told by their nearest full hour. */
function peakHour({ kind, peakAtMs }: SeriesProfile['seasonality'][number]): TimeParts {
  const { weekday, hour } = timeParts(Math.round(peakAtMs / 3_600_000) * 3_600_000);
  return kind === 'weekly' ? { weekday, hour, minute: 0 } : { hour, minute: 0 };
}

export function isDate(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

/** A change of −12 % is also a fall by 12 %. */
function eitherSign(value: number): number[] {
  return [value, -value];
}
