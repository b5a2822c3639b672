import type { Anomaly } from '@metrics-ai/anomaly-detection';
import type { SeriesAnalysis } from './insight.ts';

/** More would bury the one that matters. */
const MAX_TOLD = 5;

/** The anomalies that an insight speaks of, at most five: what still goes on first, then the latest. */
export function toldAnomalies(analysis: SeriesAnalysis): readonly Anomaly[] {
  const newestFirst = analysis.anomalies.toSorted(
    (a, b) => Number(b.isOngoing) - Number(a.isOngoing) || b.endMs - a.endMs || b.startMs - a.startMs,
  );
  return newestFirst.slice(0, MAX_TOLD);
}

/** How long an anomaly lasted, its last step included; 0 for a single sample. */
export function anomalySeconds({ startMs, endMs }: Anomaly, { profile }: SeriesAnalysis): number {
  return endMs > startMs ? (endMs - startMs + profile.stepMs) / 1_000 : 0;
}
