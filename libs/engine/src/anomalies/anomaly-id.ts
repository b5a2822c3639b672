import type { Anomaly } from '@metrics-ai/anomaly-detection';

/** Of series ids that are UUIDs, and starts in whole milliseconds. */
const ANOMALY_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,16})$/;

/** What an anomaly is called: its series and when it began, which tells it from all others of the series. */
export function anomalyId(seriesId: string, { startMs }: Pick<Anomaly, 'startMs'>): string {
  return `${seriesId}.${startMs}`;
}

/** Undefined for what no anomaly is called. */
export function parseAnomalyId(
  id: string,
): { readonly seriesId: string; readonly startMs: number } | undefined {
  const [, seriesId, startMs] = ANOMALY_ID.exec(id) ?? [];
  return seriesId === undefined ? undefined : { seriesId, startMs: Number(startMs) };
}
