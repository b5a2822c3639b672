import { MAX_PER_CALL } from './check-arguments.ts';
import { listOf, number, objectOf } from './json-shape.ts';
import type { QdrantCollection } from './qdrant-collection.ts';
import { tenantCondition } from './qdrant-filter.ts';
import { countPoints, countValues } from './qdrant-queries.ts';
import type { StoreStats } from './vector-store.ts';

const MOST_DIFFERENT_COUNTS = 10_000;

/** Of a tenant's series. */
export async function readStats(collection: QdrantCollection, tenant: string): Promise<StoreStats> {
  const { connection, name } = collection;
  const filter = { must: [tenantCondition(tenant)] };
  const page = objectOf<{ points: { payload: { ingested_at_ms: number } }[] }>({
    points: listOf(objectOf({ payload: objectOf({ ingested_at_ms: number }) })),
  });
  const [records, anomalyCounts, metrics, latest] = await Promise.all([
    countPoints(collection, filter),
    countValues(collection, 'anomaly_count', filter, MOST_DIFFERENT_COUNTS),
    countValues(collection, 'metric', filter, MAX_PER_CALL),
    connection.call(page, (api, init) =>
      api.scrollPoints(
        {
          collection_name: name,
          filter,
          limit: 1,
          with_payload: ['ingested_at_ms'],
          order_by: { key: 'ingested_at_ms', direction: 'desc' },
        },
        init,
      ),
    ),
  ]);
  return {
    records,
    anomalies: anomalyCounts.reduce((sum, { value, count }) => sum + Number(value) * count, 0),
    byMetric: metrics
      .map(({ value, count }) => ({ metric: value, records: count }))
      .sort((a, b) => b.records - a.records || (a.metric < b.metric ? -1 : 1)),
    lastIngestAtMs: latest.points[0]?.payload.ingested_at_ms ?? NaN,
    sizeBytes: NaN,
  };
}
