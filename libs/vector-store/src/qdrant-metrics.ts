import type { MetricEntry, MetricFilter, MetricListRequest } from './metric-entry.ts';
import { checkSameText } from './check-metrics.ts';
import { listOf } from './json-shape.ts';
import { resolveForSome } from './label-matchers.ts';
import { decodeEntry, encodeEntry } from './metric-json.ts';
import { pointId, type QdrantCollection, written } from './qdrant-collection.ts';
import {
  labelPayload,
  payloadNumber,
  type QdrantFilter,
  recordFilter,
  shelfTenant,
  someLabelCondition,
  tenantCondition,
} from './qdrant-filter.ts';
import { unchangedSince } from './qdrant-points.ts';
import { countValues, deletePoints, getPoints, labelValues, listPoints } from './qdrant-queries.ts';
import { makeSides, searchPoints } from './qdrant-search.ts';
import { itemText, metricLabels } from './shelf-item.ts';
import type { EmbedderIdentity, MetricHit, MetricSearchRequest } from './vector-store.ts';

/** Changes in one request. */
const PART_OPERATIONS = 100;

/** Metrics that have records are left out by name: at most so many. */
const MOST_PROFILED_METRICS = 100_000;

/** Of metrics whose texts, and so vectors, stay: everything else. @throws RangeError for one whose text is another */
export async function updateMetricPoints(
  collection: QdrantCollection,
  tenant: string,
  entries: readonly MetricEntry[],
): Promise<void> {
  const idOf = ({ metric }: MetricEntry) => pointId(shelfTenant(tenant, 'metrics'), metric);
  const points = await getPoints(collection, entries.map(idOf));
  const texts = new Map(points.map(({ id, payload }) => [id, itemText(payload.record)]));
  for (const entry of entries) checkSameText(entry, texts.get(idOf(entry)));
  const operations = entries.map((entry) => ({
    set_payload: {
      payload: {
        ...labelPayload(metricLabels(entry)),
        ingested_at_ms: payloadNumber(entry.seenAtMs) ?? null,
        record: encodeEntry(entry),
      },
      filter: unchangedSince([idOf(entry)], [entry.text]),
    },
  }));
  for (let from = 0; from < operations.length; from += PART_OPERATIONS) {
    await collection.connection.call(listOf(written), (api, init) =>
      api.batchUpdate(
        {
          collection_name: collection.name,
          wait: true,
          operations: operations.slice(from, from + PART_OPERATIONS),
        },
        init,
      ),
    );
  }
}

/** Deletes the metrics that were last seen before a time. @returns how many there were */
export function deleteMetricPoints(
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
  return deletePoints(collection, unseen);
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
