import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { anomalyId, type FoundAnomalies, type FoundAnomaly } from '@metrics-ai/engine';
import type { z } from 'zod';
import type * as wire from './anomaly.ts';
import { iso, isoOrNull, presentWindow } from './present-values.ts';

export function presentFoundAnomalies({
  anomalies,
  next,
}: FoundAnomalies): z.output<typeof wire.anomaliesResponse> {
  return { anomalies: anomalies.map(presentFoundAnomaly), next };
}

export function presentFoundAnomaly({
  record,
  anomaly,
}: FoundAnomaly): z.output<typeof wire.anomalyResponse> {
  const { id, metric, labels, description, unit, promql, watch } = record;
  return {
    ...presentStoredAnomaly(id, anomaly),
    series: { id, metric, labels, description, unit, promql, watch, window: presentWindow(record) },
  };
}

export function presentStoredAnomaly(
  seriesId: string,
  anomaly: Anomaly,
): z.output<typeof wire.storedAnomaly> {
  const id = anomalyId(seriesId, anomaly);
  return { id, ...presentAnomaly(anomaly), chart_url: `/anomalies/${id}/chart.png` };
}

export function presentAnomaly(anomaly: Anomaly): z.output<typeof wire.anomaly> {
  const {
    type,
    startMs,
    endMs,
    detectedMs,
    peakMs,
    isOngoing,
    value,
    expected,
    lower,
    upper,
    score,
    confidence,
    detectors,
    signals,
    onceInMs,
    reason,
  } = anomaly;
  return {
    type,
    start: iso(startMs),
    end: iso(endMs),
    detected: isoOrNull(detectedMs),
    peak: iso(peakMs),
    ongoing: isOngoing,
    value,
    expected,
    lower,
    upper,
    score,
    confidence,
    detectors: [...detectors],
    signals: [...signals],
    once_in_seconds: onceInMs / 1000,
    reason,
  };
}
