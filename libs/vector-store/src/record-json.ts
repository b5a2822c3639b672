import {
  ANOMALY_TYPES,
  DETECTOR_NAMES,
  PERIOD_MARKS,
  type Anomaly,
  type MarkedPeriod,
} from '@metrics-ai/anomaly-detection';
import type { SeriesProfile } from '@metrics-ai/features';
import { boolean, listOf, mapOf, number, objectOf, oneOf, optional, string, toJson } from './json-shape.ts';
import type { RecordedDetection, SeriesRecord } from './vector-store.ts';
import { VectorStoreError } from './vector-store-error.ts';

const extrema = objectOf<SeriesProfile['peaks']>({
  count: number,
  perDay: number,
  medianProminence: number,
  highestAtMs: number,
  highestValue: number,
});

const episodes = objectOf<SeriesProfile['spikes']>({ count: number, share: number, medianSeconds: number });

const profile = objectOf<SeriesProfile>({
  startMs: number,
  endMs: number,
  stepMs: number,
  staleSeconds: number,
  statistics: objectOf({
    count: number,
    missingShare: number,
    mean: number,
    std: number,
    min: number,
    max: number,
    p01: number,
    p05: number,
    p25: number,
    p50: number,
    p75: number,
    p95: number,
    p99: number,
  }),
  trend: objectOf({
    direction: oneOf('rising', 'falling', 'flat'),
    slopePerHour: number,
    r2: number,
    pValue: number,
    robustSlopePerHour: number,
    relativeChange: number,
  }),
  seasonality: listOf(
    objectOf({
      kind: oneOf('daily', 'weekly', 'other'),
      periodSeconds: number,
      strength: number,
      swing: number,
      peakAtMs: number,
    }),
  ),
  peaks: extrema,
  troughs: extrema,
  volatility: objectOf({
    coefficientOfVariation: number,
    stepScale: number,
    roughness: number,
    outlierShare: number,
  }),
  spikes: episodes,
  bursts: episodes,
  sawtooth: objectOf({ suddenFalls: number, suddenRises: number, rampShare: number }),
  ceiling: objectOf({ share: number, longestShare: number, restVaries: number }),
  zeros: objectOf({ share: number, trailingPoints: number, trailingSeconds: number, shareBefore: number }),
  level: objectOf({
    current: number,
    percentileRank: number,
    robustZ: number,
    lastValue: number,
    lastValueAtMs: number,
  }),
  recentChange: objectOf({ windowSeconds: number, before: number, after: number, relative: number }),
  changePoints: listOf(objectOf({ atMs: number, before: number, after: number })),
});

/** Older releases did not say whether an anomaly goes on. */
type StoredAnomaly = Omit<Anomaly, 'isOngoing'> & { readonly isOngoing: boolean | undefined };

const anomaly = objectOf<StoredAnomaly>({
  type: oneOf(...ANOMALY_TYPES),
  startMs: number,
  endMs: number,
  detectedMs: number,
  peakMs: number,
  isOngoing: optional(boolean),
  value: number,
  expected: number,
  lower: number,
  upper: number,
  score: number,
  confidence: number,
  detectors: listOf(string),
  signals: listOf(objectOf({ name: string, share: number })),
  onceInMs: number,
  reason: string,
});

const markedPeriod = objectOf<MarkedPeriod>({
  fromMs: number,
  toMs: number,
  as: oneOf(...PERIOD_MARKS),
});

const detection = objectOf<RecordedDetection>({
  detector: optional(oneOf(...DETECTOR_NAMES)),
  falseAlarmsPerWeek: optional(number),
  timeZone: optional(string),
  minDeviation: optional(objectOf({ absolute: optional(number), relative: optional(number) })),
  marked: optional(listOf(markedPeriod)),
});

const seriesRecord = objectOf<Omit<SeriesRecord, 'anomalies'> & { anomalies: StoredAnomaly[] }>({
  id: string,
  metric: string,
  labels: mapOf(string),
  text: string,
  description: string,
  tags: listOf(string),
  unit: string,
  profile,
  anomalies: listOf(anomaly),
  detection: optional(detection),
  promql: string,
  startMs: number,
  endMs: number,
  stepMs: number,
  ingestedAtMs: number,
  // Older releases knew no watches.
  watch: (value = '', path) => string(value, path),
});

/** The record as JSON text, its vector and sketch left out; NaN and the infinities survive. */
export function encodeRecord(record: SeriesRecord): string {
  return toJson({ ...record, vector: undefined, sketch: undefined });
}

/** Reads what `encodeRecord` wrote. Throws a VectorStoreError of kind `corrupt` when it is something else. */
export function decodeRecord(json: string): SeriesRecord {
  try {
    const record = seriesRecord(JSON.parse(json), 'record');
    const { lastValueAtMs } = record.profile.level;
    return {
      ...record,
      anomalies: record.anomalies.map(({ isOngoing, ...anomaly }) => ({
        ...anomaly,
        isOngoing: isOngoing ?? anomaly.endMs >= lastValueAtMs,
      })),
    };
  } catch (cause) {
    throw new VectorStoreError('corrupt', 'A stored record cannot be read.', { cause });
  }
}
