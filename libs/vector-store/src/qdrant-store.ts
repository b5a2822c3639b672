import {
  checkAnomalyList,
  checkCondition,
  checkCount,
  checkEmbedder,
  checkFacetFields,
  checkFilter,
  checkIds,
  checkList,
  checkRecords,
  checkSearch,
  checkTenant,
} from './check-arguments.ts';
import { checkEntries, checkMetricList, checkMetricSearch, checkSeenBefore } from './check-metrics.ts';
import { embedderMismatch, isSameEmbedder } from './embedder-mismatch.ts';
import { listOf, objectOf, string } from './json-shape.ts';
import type { MetricEntry, MetricListRequest, StoredMetricEntry } from './metric-entry.ts';
import { findStrangest, listAnomalyPoints } from './qdrant-anomalies.ts';
import {
  assertEmbedder,
  pointId,
  prepareCollection,
  type QdrantCollection,
  written,
} from './qdrant-collection.ts';
import { connectQdrant, QdrantRefusal } from './qdrant-connection.ts';
import { countFacets } from './qdrant-facets.ts';
import { shelfTenant } from './qdrant-filter.ts';
import { searchGroups } from './qdrant-groups.ts';
import {
  deleteMetricPoints,
  listMetricPoints,
  searchMetricPoints,
  updateMetricPoints,
} from './qdrant-metrics.ts';
import { makePoint, splitPoints } from './qdrant-points.ts';
import { countPoints, deletePoints, getPoints, listPoints, makeFilter } from './qdrant-queries.ts';
import { reindexQdrant } from './qdrant-reindex.ts';
import { makeSides, searchPoints } from './qdrant-search.ts';
import { listSketchPoints, readSketchPoints } from './qdrant-sketches.ts';
import { readStats } from './qdrant-stats.ts';
import { upgradeCollection } from './qdrant-upgrade.ts';
import { decodeRecord } from './record-json.ts';
import type { RecordSketch, SketchVersion } from './record-sketch.ts';
import { latestOf, seriesItem, type ShelfItem, splitByVector } from './shelf-item.ts';
import type {
  AnomalyListRequest,
  AnomalyPage,
  EmbedderIdentity,
  Facet,
  FacetField,
  ListRequest,
  MetricHit,
  MetricSearchRequest,
  RecordFilter,
  SearchHit,
  SearchRequest,
  SeriesRecord,
  StoredRecord,
  StoreStats,
  VectorStore,
} from './vector-store.ts';

export interface QdrantStoreOptions {
  /** `http://` or `https://`, with port (default 80 or 443) and perhaps a path; Qdrant itself listens on 6333. */
  readonly url: string;
  /** Sent with every request; use it over https, or where nobody listens. */
  readonly apiKey?: string;
  /** Created when there is none. Default `metrics_ai`. */
  readonly collection?: string;
  /** The embedder whose vectors are stored and searched. */
  readonly embedder: EmbedderIdentity;
  /**
   * Opens a store of another embedder's vectors for `reindex`: until that is done, every other call but `check` and
   * `close` rejects with kind `embedder-mismatch`. Default false: opening rejects.
   */
  readonly allowEmbedderMismatch?: boolean;
  /** For each attempt of each request. Default 10,000. */
  readonly timeoutMs?: number;
  /** PEM file of the certificate authorities to trust instead of the system's. */
  readonly caFile?: string;
}

/**
 * Opens a store in a Qdrant server, 1.19 or newer, creating collection and indexes where they are missing. Requests
 * that fail in passing (no connection, 429, 5xx) are sent again, up to three times. A batch of records goes in parts of
 * up to 100: when it rejects, some may be stored, each of them whole, and doing it again mends it.
 * @throws VectorStoreError (as a rejection) `unreachable`, `timeout`, `unauthorized`, `rate-limited`, `server`,
 * `incompatible` when another program or a newer release made the collection, `embedder-mismatch`
 */
export async function openQdrantStore(options: QdrantStoreOptions): Promise<VectorStore> {
  const { embedder, collection: name = 'metrics_ai', timeoutMs = 10_000 } = options;
  checkEmbedder(embedder);
  checkCount('timeoutMs', timeoutMs, 2 ** 31 - 1);
  if (!/^[\w.-]{1,200}$/.test(name)) {
    throw new RangeError('collection must have 1 to 200 letters, digits, _, . and -');
  }
  const connection = await connectQdrant({ ...options, timeoutMs });
  const collection = { connection, name };
  try {
    const stored = await prepareCollection(collection, embedder);
    if (!options.allowEmbedderMismatch && !isSameEmbedder(stored, embedder)) {
      throw embedderMismatch(stored, embedder);
    }
    await upgradeCollection(collection);
    return new QdrantStore(collection, embedder, stored);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

class QdrantStore implements VectorStore {
  readonly kind = 'qdrant';
  readonly #collection: QdrantCollection;
  #embedder: EmbedderIdentity;
  #stored: EmbedderIdentity;

  constructor(collection: QdrantCollection, embedder: EmbedderIdentity, stored: EmbedderIdentity) {
    this.#collection = collection;
    this.#embedder = embedder;
    this.#stored = stored;
  }

  async upsert(tenant: string, records: readonly StoredRecord[]): Promise<void> {
    checkTenant(tenant);
    checkRecords(records, this.#embedder.dimensions);
    await this.#put(shelfTenant(tenant, 'series'), records.map(seriesItem));
  }

  async delete(tenant: string, ids: readonly string[]): Promise<number> {
    checkTenant(tenant);
    checkIds(ids);
    this.#assertUsable();
    const points = [...new Set(ids)].map((id) => pointId(tenant, id));
    const { connection, name } = this.#collection;
    const found = await connection.call(listOf(objectOf<{ id: string }>({ id: string })), (api, init) =>
      api.getPoints({ collection_name: name, ids: points, with_payload: false }, init),
    );
    if (found.length === 0) return 0;
    await connection.call(written, (api, init) =>
      api.deletePoints({ collection_name: name, wait: true, points: found.map(({ id }) => id) }, init),
    );
    return found.length;
  }

  async deleteMatching(tenant: string, filter: RecordFilter): Promise<number> {
    checkTenant(tenant);
    checkCondition(filter);
    this.#assertUsable();
    return deletePoints(this.#collection, await makeFilter(this.#collection, tenant, filter));
  }

  async get(tenant: string, ids: readonly string[]): Promise<SeriesRecord[]> {
    checkTenant(tenant);
    checkIds(ids);
    this.#assertUsable();
    const points = ids.map((id) => pointId(tenant, id));
    const found = await getPoints(this.#collection, [...new Set(points)]);
    const records = new Map(found.map(({ id, payload }) => [id, decodeRecord(payload.record)]));
    return points.map((id) => records.get(id)).filter((record) => record !== undefined);
  }

  async search(tenant: string, request: SearchRequest): Promise<SearchHit[]> {
    checkTenant(tenant);
    checkSearch(request, this.#embedder.dimensions);
    this.#assertUsable();
    const { filter, perMetric, ...query } = request;
    const passing = await makeFilter(this.#collection, tenant, filter);
    const sides = makeSides(tenant, this.#embedder, query, passing);
    const best = await this.#withVectors(() =>
      perMetric === undefined
        ? searchPoints(this.#collection, sides, query)
        : searchGroups(this.#collection, sides, query, perMetric),
    );
    return best.map(({ body, ranking }) => ({ record: decodeRecord(body), ...ranking }));
  }

  async list(tenant: string, request: ListRequest): Promise<SeriesRecord[]> {
    checkTenant(tenant);
    checkList(request);
    this.#assertUsable();
    const passing = await makeFilter(this.#collection, tenant, request.filter);
    return (await listPoints(this.#collection, tenant, passing, request)).map(decodeRecord);
  }

  async strangest(tenant: string, limit: number, filter?: RecordFilter): Promise<SeriesRecord[]> {
    checkTenant(tenant);
    checkCount('limit', limit);
    checkFilter(filter);
    this.#assertUsable();
    return findStrangest(this.#collection, tenant, limit, filter);
  }

  async listAnomalies(tenant: string, request: AnomalyListRequest): Promise<AnomalyPage> {
    checkTenant(tenant);
    checkAnomalyList(request);
    this.#assertUsable();
    return listAnomalyPoints(this.#collection, tenant, request);
  }

  async count(tenant: string, filter?: RecordFilter): Promise<number> {
    checkTenant(tenant);
    checkFilter(filter);
    this.#assertUsable();
    return countPoints(this.#collection, await makeFilter(this.#collection, tenant, filter));
  }

  async listSketches(tenant: string, filter?: RecordFilter): Promise<SketchVersion[]> {
    checkTenant(tenant);
    checkFilter(filter);
    this.#assertUsable();
    return listSketchPoints(this.#collection, await makeFilter(this.#collection, tenant, filter));
  }

  async readSketches(tenant: string, ids: readonly string[]): Promise<RecordSketch[]> {
    checkTenant(tenant);
    checkIds(ids);
    this.#assertUsable();
    return readSketchPoints(this.#collection, tenant, ids);
  }

  async facets(tenant: string, fields: readonly FacetField[], filter?: RecordFilter): Promise<Facet[]> {
    checkTenant(tenant);
    checkFacetFields(fields);
    checkFilter(filter);
    this.#assertUsable();
    return countFacets(this.#collection, fields, await makeFilter(this.#collection, tenant, filter));
  }

  async putMetrics(tenant: string, entries: readonly StoredMetricEntry[]): Promise<void> {
    checkTenant(tenant);
    checkEntries(entries, this.#embedder.dimensions);
    this.#assertUsable();
    const { items, kept } = splitByVector(entries);
    await updateMetricPoints(this.#collection, tenant, kept);
    await this.#put(shelfTenant(tenant, 'metrics'), items);
  }

  async deleteMetrics(tenant: string, { seenBeforeMs }: { readonly seenBeforeMs: number }): Promise<number> {
    checkTenant(tenant);
    checkSeenBefore(seenBeforeMs);
    this.#assertUsable();
    return deleteMetricPoints(this.#collection, tenant, seenBeforeMs);
  }

  async listMetrics(tenant: string, request: MetricListRequest): Promise<MetricEntry[]> {
    checkTenant(tenant);
    checkMetricList(request);
    this.#assertUsable();
    return listMetricPoints(this.#collection, tenant, request);
  }

  async searchMetrics(tenant: string, request: MetricSearchRequest): Promise<MetricHit[]> {
    checkTenant(tenant);
    checkMetricSearch(request, this.#embedder.dimensions);
    this.#assertUsable();
    return this.#withVectors(() => searchMetricPoints(this.#collection, tenant, this.#embedder, request));
  }

  async stats(tenant: string): Promise<StoreStats> {
    checkTenant(tenant);
    this.#assertUsable();
    return readStats(this.#collection, tenant);
  }

  async reindex(
    embedder: EmbedderIdentity,
    embed: (texts: readonly string[]) => Promise<Float32Array[]>,
    onProgress: (done: number, total: number) => void = () => undefined,
  ): Promise<void> {
    checkEmbedder(embedder);
    await reindexQdrant(this.#collection, embedder, embed, onProgress);
    this.#embedder = embedder;
    this.#stored = embedder;
  }

  async check(): Promise<{ readonly version: string }> {
    const { connection } = this.#collection;
    const { version } = await connection.call(versionShape, async (api, init) => {
      const { data } = await api.root({}, init);
      // Unlike all others, this answer is not wrapped in a `result`.
      return { data: { result: data } };
    });
    await assertEmbedder(this.#collection, this.#stored);
    return { version: `qdrant ${version}` };
  }

  close(): Promise<void> {
    return this.#collection.connection.close();
  }

  /** @param tenant as the points say it */
  async #put(tenant: string, items: readonly ShelfItem[]): Promise<void> {
    this.#assertUsable();
    const { connection, name } = this.#collection;
    const points = latestOf(items).map((item) => makePoint(tenant, item, this.#embedder));
    for (const part of splitPoints(points, this.#embedder.dimensions)) {
      await this.#withVectors(() =>
        connection.call(written, (api, init) =>
          api.upsertPoints({ collection_name: name, wait: true, points: part }, init),
        ),
      );
    }
  }

  #assertUsable(): void {
    this.#collection.connection.assertOpen();
    if (!isSameEmbedder(this.#stored, this.#embedder)) throw embedderMismatch(this.#stored, this.#embedder);
  }

  /** A request that names a vector which is gone was refused because another process has reindexed meanwhile. */
  async #withVectors<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof QdrantRefusal && [400, 404, 422].includes(error.status)) {
        await assertEmbedder(this.#collection, this.#embedder);
      }
      throw error;
    }
  }
}

const versionShape = objectOf<{ version: string }>({ version: string });
