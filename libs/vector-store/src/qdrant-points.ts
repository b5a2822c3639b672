import { createHash } from 'node:crypto';
import type { Schemas } from '@qdrant/js-client-rest';
import { recordWordVector } from './keyword-weights.ts';
import { denseVectorName, pointId, WORDS_VECTOR } from './qdrant-collection.ts';
import {
  anomalyPayload,
  labelPayload,
  maxScore,
  payloadNumber,
  type PointPayload,
  type QdrantFilter,
} from './qdrant-filter.ts';
import { sketchPayload } from './qdrant-sketches.ts';
import type { ShelfItem } from './shelf-item.ts';
import type { EmbedderIdentity } from './vector-store.ts';

type Point = Schemas['PointStruct'];

/** Qdrant refuses requests above 32 MiB by default; a part is kept well below, and short. */
const MOST_PART_POINTS = 100;
const MOST_PART_CHARACTERS = 8_000_000;
const CHARACTERS_PER_COMPONENT = 14;

/** An item as a point: both vectors, what filters look at, and the record or entry itself. */
export function makePoint(tenant: string, item: ShelfItem, embedder: EmbedderIdentity): Point {
  const payload: PointPayload = {
    tenant,
    metric: item.metric,
    ...labelPayload(item.labels),
    tags: item.tags,
    start_ms: payloadNumber(item.startMs),
    end_ms: payloadNumber(item.endMs),
    ingested_at_ms: payloadNumber(item.ingestedAtMs),
    ...(item.watch !== '' && { watch: item.watch }),
    anomaly_count: item.anomalies.length,
    max_score: maxScore(item.anomalies),
    anomalies: item.anomalies.map(anomalyPayload),
    text_hash: hashText(item.text),
    record: item.body,
    ...(item.sketch && sketchPayload(item.id, item.sketch)),
  };
  const { indices, values } = recordWordVector(item.metric, item.text);
  return {
    id: pointId(tenant, item.id),
    vector: {
      [denseVectorName(embedder)]: shortNumbers(item.vector),
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

/**
 * Lets a vector that was made of a text pass to a point that still has it: one that was replaced meanwhile came with its
 * own, or keeps lacking one and is taken up again.
 */
export const unchangedSince = (ids: readonly string[], texts: readonly string[]): QdrantFilter => ({
  should: ids.map((id, i) => ({
    must: [{ has_id: [id] }, { key: 'text_hash', match: { value: hashText(texts[i]) } }],
  })),
});

const hashText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Nine digits name a float32; its digits as a double are twice as many. */
export const shortNumbers = (vector: Float32Array): number[] =>
  Array.from(vector, (x) => Number(x.toPrecision(9)));
