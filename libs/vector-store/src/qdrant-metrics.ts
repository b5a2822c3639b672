import type { MetricEntry, MetricFilter, MetricListRequest } from './metric-entry.ts';
import { resolveForSome } from './label-matchers.ts';
import { decodeEntry } from './metric-json.ts';
import { written, type QdrantCollection } from './qdrant-collection.ts';
import {
  type QdrantFilter,
  recordFilter,
  shelfTenant,
  someLabelCondition,
  tenantCondition,
} from './qdrant-filter.ts';
import { countPoints, countValues, labelValues, listPoints } from './qdrant-queries.ts';
import { makeSides, searchPoints } from './qdrant-search.ts';
import type { EmbedderIdentity, MetricHit, MetricSearchRequest } from './vector-store.ts';

/** Metrics that have records are left out by name: at most so many. */
const MOST_PROFILED_METRICS = 100_000;

/** Deletes the metrics that were last seen before a time. @returns how many there were */
export async function deleteMetricPoints(
  collection: QdrantCollection,
  tenant: string,
  seenBeforeMs: number,
): Promise<number> {
  const unseen = {
    must: [
      tenantCondition(shelfTenant(tenant, 'metrics')),
      { key: 'ingested_at_ms', range: { lt: seenBeforeMs } },
    ],
  };
  const count = await countPoints(collection, unseen);
  if (count === 0) return 0;
  await collection.connection.call(written, (api, init) =>
    api.deletePoints({ collection_name: collection.name, wait: true, filter: unseen }, init),
  );
  return count;
}

export async function listMetricPoints(
  collection: QdrantCollection,
  tenant: string,
  { afterMetric, limit }: MetricListRequest,
): Promise<MetricEntry[]> {
  const shelf = shelfTenant(tenant, 'metrics');
  const all = { must: [tenantCondition(shelf)] };
  const bodies = await listPoints(collection, shelf, all, { afterId: afterMetric, limit });
  return bodies.map(decodeEntry);
}

export async function searchMetricPoints(
  collection: QdrantCollection,
  tenant: string,
  embedder: EmbedderIdentity,
  { filter, ...query }: MetricSearchRequest,
): Promise<MetricHit[]> {
  const passing = await makeMetricFilter(collection, tenant, filter);
  const sides = makeSides(shelfTenant(tenant, 'metrics'), embedder, query, passing);
  const best = await searchPoints(collection, sides, query);
  return best.map(({ body, ranking }) => ({ entry: decodeEntry(body), ...ranking }));
}

async function makeMetricFilter(
  collection: QdrantCollection,
  tenant: string,
  { metrics, matchers = [], unprofiledOnly = false }: MetricFilter = {},
): Promise<QdrantFilter> {
  const { must } = recordFilter(shelfTenant(tenant, 'metrics'), { metrics });
  for (const matcher of matchers) {
    const values = matcher.operator === '=' ? [] : await labelValues(collection, matcher.name, must);
    must.push(someLabelCondition(resolveForSome(matcher, () => values)));
  }
  if (!unprofiledOnly) return { must };
  const profiled = await countValues(
    collection,
    'metric',
    recordFilter(tenant, { metrics }),
    MOST_PROFILED_METRICS,
  );
  if (profiled.length === 0) return { must };
  return { must, must_not: [{ key: 'metric', match: { any: profiled.map(({ value }) => value) } }] };
}
