import { listOf, mapOf, number, objectOf, oneOf, string, toJson } from './json-shape.ts';
import { METRIC_TYPES, type MetricEntry } from './metric-entry.ts';
import { VectorStoreError } from './vector-store-error.ts';

const metricEntry = objectOf<MetricEntry>({
  metric: string,
  type: oneOf(...METRIC_TYPES),
  help: string,
  unit: string,
  labels: mapOf(listOf(string)),
  series: number,
  text: string,
  seenAtMs: number,
});

/** The entry as JSON text, its vector left out; NaN survives. */
export function encodeEntry(entry: MetricEntry): string {
  return toJson({ ...entry, vector: undefined });
}

/** Reads what `encodeEntry` wrote. Throws a VectorStoreError of kind `corrupt` when it is something else. */
export function decodeEntry(json: string): MetricEntry {
  try {
    return metricEntry(JSON.parse(json), 'entry');
  } catch (cause) {
    throw new VectorStoreError('corrupt', 'A stored metric cannot be read.', { cause });
  }
}
