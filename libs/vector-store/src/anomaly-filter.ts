import type { Anomaly } from '@metrics-ai/anomaly-detection';
import type { AnomalyFilter, RecordFilter } from './vector-store.ts';

/** The conditions on anomalies, apart from those on the record that has them. */
export function splitFilter({
  anomalyFromMs,
  anomalyToMs,
  anomalyBegunFromMs,
  minAnomalyScore,
  anomalyTypes,
  ...ofRecords
}: RecordFilter = {}): { readonly ofRecords: RecordFilter; readonly ofAnomalies: AnomalyFilter } {
  return {
    ofRecords,
    ofAnomalies: { anomalyFromMs, anomalyToMs, anomalyBegunFromMs, minAnomalyScore, anomalyTypes },
  };
}

/** Whether an anomaly fulfils every condition given; a time or score that is unknown (NaN) fulfils none. */
export const passesAnomaly = (anomaly: Anomaly, filter: AnomalyFilter): boolean =>
  (filter.anomalyFromMs === undefined || anomaly.endMs >= filter.anomalyFromMs) &&
  (filter.anomalyToMs === undefined || anomaly.startMs <= filter.anomalyToMs) &&
  (filter.anomalyBegunFromMs === undefined || anomaly.startMs >= filter.anomalyBegunFromMs) &&
  (filter.minAnomalyScore === undefined || anomaly.score >= filter.minAnomalyScore) &&
  (filter.anomalyTypes === undefined || filter.anomalyTypes.includes(anomaly.type));
