import { profile } from '@metrics-ai/features';
import type { StoredRecord } from '@metrics-ai/vector-store';
import { createHash } from 'node:crypto';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);

const timestamps = Float64Array.from({ length: 240 }, (_, i) => START_MS + i * HOUR_MS);
const daily = profile({
  labels: { __name__: 'cpu_usage' },
  timestamps,
  values: timestamps.map((ms) => 10 + Math.sin((2 * Math.PI * ms) / (24 * HOUR_MS))),
});

/** A record as an ingest leaves it, of a series with a daily course, for a store of vectors of so many components. */
export function storedRecord(
  name: string,
  dimensions: number,
  given: Partial<StoredRecord> = {},
): StoredRecord {
  const hex = createHash('sha256').update(name).digest('hex');
  const metric = given.metric ?? 'cpu_usage';
  const vector = new Float32Array(dimensions);
  vector[0] = 1;
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    metric,
    labels: { __name__: metric, instance: name },
    text: `${metric} of ${name}`,
    description: `What ${name} does.`,
    tags: ['daily-pattern'],
    unit: 'cores',
    profile: daily,
    anomalies: [],
    promql: `${metric}{instance=${JSON.stringify(name)}}`,
    startMs: START_MS,
    endMs: timestamps[239],
    stepMs: HOUR_MS,
    ingestedAtMs: timestamps[239] + 1000,
    watch: '',
    vector,
    ...given,
  };
}
