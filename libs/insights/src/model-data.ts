import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { formatDuration, formatQuantity, formatTime } from '@metrics-ai/features';
import type { SeriesAnalysis } from './insight.ts';
import { oneLine } from './one-line.ts';
import { anomalySeconds, toldAnomalies } from './told-anomalies.ts';

const MAX_LABELS = 24;
const MAX_LABEL_LENGTH = 120;
const MAX_TEXT_LENGTH = 1_000;

/**
 * What a model is told of an analysis: its numbers as people write them, so that they can be copied. Bounded, however long
 * names, help texts and lists are; NaN is `unknown`.
 */
export function modelData(analysis: SeriesAnalysis, nowMs: number): Readonly<Record<string, unknown>> {
  const { labels, help, unit, promql, description, tags, anomalies, profile } = analysis;
  const { statistics, level, trend, startMs, endMs, stepMs } = profile;
  const quantity = (value: number): string => formatQuantity(value, unit);
  const share = (value: number): string => formatQuantity(value, 'ratio');
  return {
    now: formatTime(nowMs),
    series: {
      labels: Object.fromEntries(
        Object.entries(labels)
          .slice(0, MAX_LABELS)
          .map(([name, value]) => [short(name, MAX_LABEL_LENGTH), short(value, MAX_LABEL_LENGTH)]),
      ),
      help: short(help, MAX_TEXT_LENGTH),
      unit,
      promql: short(promql, MAX_TEXT_LENGTH),
      description: short(description, MAX_TEXT_LENGTH),
      tags,
    },
    window: {
      from: formatTime(startMs),
      to: formatTime(endMs),
      length: formatDuration((endMs - startMs) / 1_000),
      step: formatDuration(stepMs / 1_000),
      missing: share(statistics.missingShare),
    },
    usual: {
      median: quantity(statistics.p50),
      p05: quantity(statistics.p05),
      p95: quantity(statistics.p95),
      lowest: quantity(statistics.min),
      highest: quantity(statistics.max),
      trend: trend.direction,
      periods: profile.seasonality.map(({ kind, periodSeconds }) =>
        kind === 'other' ? `every ${formatDuration(periodSeconds)}` : kind,
      ),
    },
    level: {
      now: quantity(level.current),
      atOrAbove: `${share(level.percentileRank)} of its history`,
      lastSample: formatTime(level.lastValueAtMs),
    },
    anomalies: {
      found: anomalies.length,
      latest: toldAnomalies(analysis).map((anomaly) => anomalyData(anomaly, analysis, nowMs)),
    },
  };
}

function anomalyData(
  anomaly: Anomaly,
  analysis: SeriesAnalysis,
  nowMs: number,
): Readonly<Record<string, unknown>> {
  const { type, startMs, endMs, peakMs, isOngoing, value, expected, lower, upper } = anomaly;
  const { confidence, detectors, signals, onceInMs, reason } = anomaly;
  const { unit } = analysis;
  const lastsSeconds = anomalySeconds(anomaly, analysis);
  return {
    type,
    stillGoingOn: isOngoing,
    start: formatTime(startMs),
    end: formatTime(endMs),
    ...(lastsSeconds > 0 && { lasts: formatDuration(lastsSeconds) }),
    ...(nowMs > startMs && { startedAgo: formatDuration((nowMs - startMs) / 1_000) }),
    peak: formatTime(peakMs),
    value: formatQuantity(value, unit),
    expected: formatQuantity(expected, unit),
    usualFrom: formatQuantity(lower, unit),
    usualTo: formatQuantity(upper, unit),
    confidence: formatQuantity(confidence, 'ratio'),
    ...(Number.isFinite(onceInMs) && { soStrangeOnceIn: formatDuration(onceInMs / 1_000) }),
    detectors,
    drivenBy: Object.fromEntries(signals.map(({ name, share }) => [name, formatQuantity(share, 'ratio')])),
    reason: short(reason, MAX_TEXT_LENGTH),
  };
}

function short(text: string, maxLength: number): string {
  return oneLine(text).slice(0, maxLength).toWellFormed();
}
