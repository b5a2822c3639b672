import type { Anomaly } from '@metrics-ai/anomaly-detection';

/**
 * Of the anomalies that a turn finds in a series, those that are news: they reach beyond what the turn before has read, and none
 * that was known then goes on in them. So an anomaly that goes on is told once, and so is one whose start is seen otherwise
 * since the range moved; what lies in the past alone is never told. A known one goes on in the first that it overlaps; a later one that
 * it overlaps too is news if it was detected since, such as the death that ends what led to it.
 * @param known those of the last record of the series; none where there is no record
 * @param found in order of their start
 * @param readToMs the end of the range of the watch's turn before
 */
export function newAnomalies(
  known: readonly Anomaly[],
  found: readonly Anomaly[],
  readToMs: number,
): Anomaly[] {
  const goesOn = new Set(known.map((one) => found.find((anomaly) => overlap(one, anomaly))));
  return found.filter((anomaly) => {
    if (!(anomaly.endMs > readToMs) || goesOn.has(anomaly)) return false;
    return anomaly.detectedMs > readToMs || !known.some((one) => overlap(one, anomaly));
  });
}

/** Whether they have a moment in common. */
export function overlap(
  a: Pick<Anomaly, 'startMs' | 'endMs'>,
  b: Pick<Anomaly, 'startMs' | 'endMs'>,
): boolean {
  return a.startMs <= b.endMs && b.startMs <= a.endMs;
}
