import { createHash } from 'node:crypto';
import type { Schemas } from '@qdrant/js-client-rest';
import { recordWordVector } from './keyword-weights.ts';
import { denseVectorName, pointId, WORDS_VECTOR } from './qdrant-collection.ts';
import { anomalyPayload, labelPair, maxScore, payloadNumber, type PointPayload } from './qdrant-filter.ts';
import { encodeRecord } from './record-json.ts';
import type { EmbedderIdentity, StoredRecord } from './vector-store.ts';

type Point = Schemas['PointStruct'];

/** Qdrant refuses requests above 32 MiB by default; a part is kept well below, and short. */
const MOST_PART_POINTS = 100;
const MOST_PART_CHARACTERS = 8_000_000;
const CHARACTERS_PER_COMPONENT = 14;

/** A record as a point: both vectors, what filters look at, and the record itself. */
export function makePoint(tenant: string, record: StoredRecord, embedder: EmbedderIdentity): Point {
  const labels = Object.entries(record.labels).filter(([, value]) => value !== '');
  const payload: PointPayload = {
    tenant,
    metric: record.metric,
    labels: labels.map(([name, value]) => labelPair(name, value)),
    label_names: labels.map(([name]) => name),
    tags: record.tags,
    start_ms: payloadNumber(record.startMs),
    end_ms: payloadNumber(record.endMs),
    ingested_at_ms: payloadNumber(record.ingestedAtMs),
    ...(record.watch !== '' && { watch: record.watch }),
    anomaly_count: record.anomalies.length,
    max_score: maxScore(record.anomalies),
    anomalies: record.anomalies.map(anomalyPayload),
    text_hash: hashText(record.text),
    record: encodeRecord(record),
  };
  const { indices, values } = recordWordVector(record.metric, record.text);
  return {
    id: pointId(tenant, record.id),
    vector: {
      [denseVectorName(embedder)]: shortNumbers(record.vector),
      [WORDS_VECTOR]: { indices, values },
    },
    payload: { ...payload },
  };
}

/** Points in parts that one request can carry. */
export function splitPoints(points: readonly Point[], dimensions: number): Point[][] {
  const parts: Point[][] = [];
  let characters = Infinity;
  for (const point of points) {
    const length = JSON.stringify(point.payload).length + dimensions * CHARACTERS_PER_COMPONENT;
    const part = parts.at(-1);
    if (part && part.length < MOST_PART_POINTS && characters + length <= MOST_PART_CHARACTERS) {
      part.push(point);
      characters += length;
    } else {
      parts.push([point]);
      characters = length;
    }
  }
  return parts;
}

export const hashText = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Nine digits name a float32; its digits as a double are twice as many. */
export const shortNumbers = (vector: Float32Array): number[] =>
  Array.from(vector, (x) => Number(x.toPrecision(9)));
