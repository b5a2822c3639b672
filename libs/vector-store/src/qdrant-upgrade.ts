import { listOf, number, string } from './json-shape.ts';
import { recordWordVector } from './keyword-weights.ts';
import {
  COLLECTION_SCHEMA,
  done,
  type QdrantCollection,
  readInfo,
  WORDS_VECTOR,
  written,
} from './qdrant-collection.ts';
import { anomalyPayload, type QdrantFilter } from './qdrant-filter.ts';
import { unchangedSince } from './qdrant-points.ts';
import { scrollPoints } from './qdrant-scroll.ts';
import { decodeRecord } from './record-json.ts';
import { itemText } from './shelf-item.ts';

const PAGE_POINTS = 100;

/** Points of schema 1 do not tell filters of which types their anomalies are. */
const UNTYPED: QdrantFilter = {
  must: [{ is_empty: { key: 'anomalies[].type' } }],
  must_not: [{ key: 'anomaly_count', match: { value: 0 } }],
};

/**
 * Brings a collection of an older release to this one's schema. Others may do the same, and store records, at the same
 * time; interrupted, it is done again by whoever opens the collection next.
 */
export async function upgradeCollection(collection: QdrantCollection): Promise<void> {
  const schema = (await readInfo(collection))?.config.metadata?.schema ?? COLLECTION_SCHEMA;
  if (schema >= COLLECTION_SCHEMA) return;
  if (schema < 2) await addAnomalyTypes(collection);
  // Schema 3 may hold metrics, which an older release would take for records when it embeds everything anew.
  await splitWordsAnew(collection);
  await collection.connection.call(done, (api, init) =>
    api.updateCollection({ collection_name: collection.name, metadata: { schema: COLLECTION_SCHEMA } }, init),
  );
}

async function addAnomalyTypes(collection: QdrantCollection): Promise<void> {
  const { connection, name } = collection;
  const fields = { record: string, ingested_at_ms: number };
  for await (const points of scrollPoints(collection, fields, { filter: UNTYPED, limit: PAGE_POINTS })) {
    const operations = points.map(({ id, payload }) => ({
      set_payload: {
        payload: { anomalies: decodeRecord(payload.record).anomalies.map(anomalyPayload) },
        filter: unchanged(id, payload.ingested_at_ms),
      },
    }));
    await connection.call(listOf(written), (api, init) =>
      api.batchUpdate({ collection_name: name, wait: true, operations }, init),
    );
  }
}

/** In points of schema 2 names of products are several words. */
async function splitWordsAnew(collection: QdrantCollection): Promise<void> {
  const { connection, name } = collection;
  const fields = { record: string, metric: string };
  for await (const points of scrollPoints(collection, fields, { limit: PAGE_POINTS })) {
    const texts = points.map(({ payload }) => itemText(payload.record));
    await connection.call(written, (api, init) =>
      api.updateVectors(
        {
          collection_name: name,
          wait: true,
          points: points.map(({ id, payload }, i) => {
            const { indices, values } = recordWordVector(payload.metric, texts[i]);
            return { id, vector: { [WORDS_VECTOR]: { indices, values } } };
          }),
          update_filter: unchangedSince(
            points.map(({ id }) => id),
            texts,
          ),
        },
        init,
      ),
    );
  }
}

/** A record that was stored since it was read keeps the anomalies that came with it. */
const unchanged = (id: string, ingestedAtMs: number): QdrantFilter => ({
  ...UNTYPED,
  must: [
    UNTYPED.must ?? [],
    { has_id: [id] },
    ...(Number.isNaN(ingestedAtMs)
      ? []
      : [{ key: 'ingested_at_ms', range: { gte: ingestedAtMs, lte: ingestedAtMs } }]),
  ].flat(),
});
