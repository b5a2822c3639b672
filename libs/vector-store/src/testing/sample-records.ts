import { createHash } from 'node:crypto';
import type { StoredMetricEntry } from '../metric-entry.ts';
import { decodeRecord } from '../record-json.ts';
import type { StoredRecord } from '../vector-store.ts';

/** Vectors of the test records have as many components. */
export const DIMENSIONS = 16;

export const EMBEDDER = { identity: 'test-embedder-1', dimensions: DIMENSIONS };

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function unitVector(components: Iterable<number>): Float32Array {
  const vector = Float32Array.from(components);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

export function randomVector(random: () => number, dimensions = DIMENSIONS): Float32Array {
  return unitVector(Array.from({ length: dimensions }, () => random() + random() + random() - 1.5));
}

/** In the plane of the first two axes: the nearer the angles, the nearer the vectors. */
export function vectorAt(degrees: number): Float32Array {
  const radians = (degrees * Math.PI) / 180;
  return unitVector([Math.cos(radians), Math.sin(radians), ...Array<number>(DIMENSIONS - 2).fill(0)]);
}

/** A UUID made from a name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const EMPTY = decodeRecord(
  '{"id":"","metric":"","labels":{},"text":"","description":"","unit":"","promql":"",' +
    '"profile":{"trend":{"direction":"flat"}}}',
);

/** A record of which only what matters is said; `name` gives its id. */
export function sampleRecord(name: string, given: Partial<StoredRecord> = {}): StoredRecord {
  const metric = given.metric ?? 'up';
  return {
    ...EMPTY,
    id: uuidOf(name),
    metric,
    text: `${metric} of ${name}`,
    description: `What ${name} does.`,
    promql: metric,
    startMs: 1_000_000,
    endMs: 2_000_000,
    stepMs: 15_000,
    ingestedAtMs: 2_000_001,
    vector: vectorAt(0),
    ...given,
    labels: { __name__: metric, ...given.labels },
  };
}

/** A record whose description is its name, for tests to tell by. */
export const named = (name: string, given: Partial<StoredRecord> = {}): StoredRecord =>
  sampleRecord(name, { description: name, ...given });

/** A metric of which only what matters is said. */
export function sampleMetric(metric: string, given: Partial<StoredMetricEntry> = {}): StoredMetricEntry {
  return {
    metric,
    type: 'gauge',
    help: `What ${metric} is.`,
    unit: '',
    labels: {},
    series: 1,
    text: given.help ?? `What ${metric} is.`,
    seenAtMs: 2_000_001,
    vector: vectorAt(0),
    ...given,
  };
}

export function sampleAnomaly(
  startMs: number,
  endMs: number,
  score: number,
): StoredRecord['anomalies'][number] {
  return {
    type: 'spike',
    startMs,
    endMs,
    detectedMs: NaN,
    peakMs: startMs,
    isOngoing: false,
    value: 1,
    expected: 0,
    lower: -1,
    upper: 0.5,
    score,
    confidence: 0.9,
    detectors: ['mad'],
    signals: [{ name: 'mad', share: 1 }],
    onceInMs: NaN,
    reason: 'It rose to 1.',
  };
}

/** The record or metric as it is read: without its vector. */
export function withoutVector(stored: StoredRecord | StoredMetricEntry): Record<string, unknown> {
  return Object.fromEntries(Object.entries(stored).filter(([key]) => key !== 'vector'));
}
