import type { Anomaly } from '@metrics-ai/anomaly-detection';

/**
 * Of the anomalies that a turn finds in a series, those that are news: they reach beyond what the turn before has read, and none
 * that was known then overlaps them. So an anomaly that goes on is told once, and so is one whose start is seen otherwise
 * since the range moved; what lies in the past alone is never told.
 * @param known those of the last record of the series; none where there is no record
 * @param readToMs the end of the range of the watch's turn before
 */
export function newAnomalies(
  known: readonly Anomaly[],
  found: readonly Anomaly[],
  readToMs: number,
): Anomaly[] {
  return found.filter((anomaly) => anomaly.endMs > readToMs && !known.some((each) => overlap(each, anomaly)));
}

/** Whether they have a moment in common. */
export function overlap(
  a: Pick<Anomaly, 'startMs' | 'endMs'>,
  b: Pick<Anomaly, 'startMs' | 'endMs'>,
): boolean {
  return a.startMs <= b.endMs && b.startMs <= a.endMs;
}
