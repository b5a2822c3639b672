import type { DatabaseSync } from 'node:sqlite';
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
import { number, string } from './json-shape.ts';
import type { MetricEntry, MetricListRequest, StoredMetricEntry } from './metric-entry.ts';
import type { RecordSketch, SketchVersion } from './record-sketch.ts';
import { seriesItem } from './shelf-item.ts';
import { listAnomalies, rankByAnomaly } from './sqlite-anomalies.ts';
import { countFacets } from './sqlite-facets.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
import { filterParts, recordCondition } from './sqlite-filter.ts';
import { deleteMetrics, listMetrics, putMetrics, searchMetrics } from './sqlite-metrics.ts';
import { SqliteSearch } from './sqlite-query.ts';
import {
  deleteNumbers,
  deleteRecords,
  findOrAddTenant,
  findRecords,
  findTenant,
  putItems,
  readRecords,
  recordNumbers,
} from './sqlite-records.ts';
import { reindexSqlite } from './sqlite-reindex.ts';
import { prepareSchema, readEmbedder, writeEmbedder } from './sqlite-schema.ts';
import { listSketches, readSketches } from './sqlite-sketches.ts';
import { readStats } from './sqlite-stats.ts';
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
import { VectorStoreError } from './vector-store-error.ts';

export interface SqliteStoreOptions {
  /** The file, created with mode 0600 (its folder too) when there is none; or `:memory:`. */
  readonly path: string;
  /** The embedder whose vectors are stored and searched. */
  readonly embedder: EmbedderIdentity;
  /**
   * Opens a store of another embedder's vectors for `reindex`: until that is done, every other call but `check` and
   * `close` rejects with kind `embedder-mismatch`. Default false: opening rejects.
   */
  readonly allowEmbedderMismatch?: boolean;
  /** How long a call waits while other processes hold the file locked. Default 30,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the embedded store: one SQLite file with sqlite-vec for vectors and FTS5 for keywords. Several processes may
 * share it. Every call is one transaction, so a batch is stored as a whole or not at all; while it runs (a batch of
 * 100 records some tens of milliseconds) this thread does nothing else. Good for about 100,000 records.
 * @throws VectorStoreError (as a rejection) `unreachable`, `corrupt`, `incompatible` when a newer release wrote the
 * file, `embedder-mismatch`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<VectorStore> {
  const { path, embedder, allowEmbedderMismatch = false, busyTimeoutMs = 30_000 } = options;
  if (typeof path !== 'string' || path === '') throw new TypeError('path must name a file');
  checkEmbedder(embedder);
  if (!(busyTimeoutMs >= 0)) throw new RangeError('busyTimeoutMs must not be negative');
  const file = await openSqliteFile(path, busyTimeoutMs);
  try {
    await file.transact('write', (database) => {
      prepareSchema(database);
      const stored = readEmbedder(database, 'embedder');
      if (!stored) writeEmbedder(database, 'embedder', embedder);
      else if (!allowEmbedderMismatch && !isSameEmbedder(stored, embedder)) {
        throw embedderMismatch(stored, embedder);
      }
    });
    return new SqliteStore(file, embedder);
  } catch (error) {
    file.close();
    throw error;
  }
}

class SqliteStore implements VectorStore {
  readonly kind = 'sqlite';
  readonly #file: SqliteFile;
  readonly #search: SqliteSearch;
  #embedder: EmbedderIdentity;

  constructor(file: SqliteFile, embedder: EmbedderIdentity) {
    this.#file = file;
    this.#search = new SqliteSearch(file.database);
    this.#embedder = embedder;
  }

  async upsert(tenant: string, records: readonly StoredRecord[]): Promise<void> {
    checkTenant(tenant);
    checkRecords(records, this.#embedder.dimensions);
    await this.#transact('write', (database) => {
      putItems(database, findOrAddTenant(database, tenant, 'series'), records.map(seriesItem));
    });
  }

  async delete(tenant: string, ids: readonly string[]): Promise<number> {
    checkTenant(tenant);
    checkIds(ids);
    return this.#ofTenant('write', tenant, 0, (database, owner) => deleteRecords(database, owner, ids));
  }

  async deleteMatching(tenant: string, filter: RecordFilter): Promise<number> {
    checkTenant(tenant);
    checkCondition(filter);
    return this.#ofTenant('write', tenant, 0, (database, owner) => {
      const { sql, values } = recordCondition(database, owner, filter);
      const rows = database.prepare(`SELECT r.record FROM records r WHERE ${sql}`).all(...values);
      return deleteNumbers(database, owner, recordNumbers(rows));
    });
  }

  async get(tenant: string, ids: readonly string[]): Promise<SeriesRecord[]> {
    checkTenant(tenant);
    checkIds(ids);
    return this.#ofTenant('read', tenant, [], (database, owner) =>
      readRecords(database, findRecords(database, owner, ids)),
    );
  }

  async search(tenant: string, request: SearchRequest): Promise<SearchHit[]> {
    checkTenant(tenant);
    checkSearch(request, this.#embedder.dimensions);
    const { filter, perMetric, ...query } = request;
    return this.#ofTenant('read', tenant, [], (database, owner) => {
      const parts = filter && filterParts(database, owner, filter);
      const best = this.#search.findBest(owner, parts, query, perMetric);
      const records = readRecords(
        database,
        best.map(({ record }) => record),
      );
      return best.map(({ record: _, ...ranking }, i) => ({ record: records[i], ...ranking }));
    });
  }

  async list(tenant: string, request: ListRequest): Promise<SeriesRecord[]> {
    checkTenant(tenant);
    checkList(request);
    const { afterId = '', limit, filter } = request;
    return this.#ofTenant('read', tenant, [], (database, owner) => {
      const { sql, values } = recordCondition(database, owner, filter);
      const rows = database
        .prepare(
          `SELECT r.record FROM records r WHERE r.tenant = ? AND r.id > ? AND ${sql} ORDER BY r.id LIMIT ?`,
        )
        .all(owner, afterId, ...values, limit);
      return readRecords(database, recordNumbers(rows));
    });
  }

  async strangest(tenant: string, limit: number, filter?: RecordFilter): Promise<SeriesRecord[]> {
    checkTenant(tenant);
    checkCount('limit', limit);
    checkFilter(filter);
    return this.#ofTenant('read', tenant, [], (database, owner) =>
      readRecords(database, rankByAnomaly(database, owner, limit, filter)),
    );
  }

  async listAnomalies(tenant: string, request: AnomalyListRequest): Promise<AnomalyPage> {
    checkTenant(tenant);
    checkAnomalyList(request);
    return this.#ofTenant('read', tenant, { anomalies: [] }, (database, owner) =>
      listAnomalies(database, owner, request),
    );
  }

  async count(tenant: string, filter?: RecordFilter): Promise<number> {
    checkTenant(tenant);
    checkFilter(filter);
    return this.#ofTenant('read', tenant, 0, (database, owner) => {
      const { sql, values } = recordCondition(database, owner, filter);
      return number(
        database.prepare(`SELECT count(*) AS n FROM records r WHERE ${sql}`).get(...values)?.['n'],
        'n',
      );
    });
  }

  async listSketches(tenant: string, filter?: RecordFilter): Promise<SketchVersion[]> {
    checkTenant(tenant);
    checkFilter(filter);
    return this.#ofTenant('read', tenant, [], (database, owner) => listSketches(database, owner, filter));
  }

  async readSketches(tenant: string, ids: readonly string[]): Promise<RecordSketch[]> {
    checkTenant(tenant);
    checkIds(ids);
    return this.#ofTenant('read', tenant, [], (database, owner) => readSketches(database, owner, ids));
  }

  async facets(tenant: string, fields: readonly FacetField[], filter?: RecordFilter): Promise<Facet[]> {
    checkTenant(tenant);
    checkFacetFields(fields);
    checkFilter(filter);
    const nothing = fields.map((field) => ({ field, values: [] }));
    return this.#ofTenant('read', tenant, nothing, (database, owner) =>
      countFacets(database, owner, fields, filter),
    );
  }

  async putMetrics(tenant: string, entries: readonly StoredMetricEntry[]): Promise<void> {
    checkTenant(tenant);
    checkEntries(entries, this.#embedder.dimensions);
    await this.#transact('write', (database) => putMetrics(database, tenant, entries));
  }

  async deleteMetrics(tenant: string, { seenBeforeMs }: { readonly seenBeforeMs: number }): Promise<number> {
    checkTenant(tenant);
    checkSeenBefore(seenBeforeMs);
    return this.#transact('write', (database) => deleteMetrics(database, tenant, seenBeforeMs));
  }

  async listMetrics(tenant: string, request: MetricListRequest): Promise<MetricEntry[]> {
    checkTenant(tenant);
    checkMetricList(request);
    return this.#transact('read', (database) => listMetrics(database, tenant, request));
  }

  async searchMetrics(tenant: string, request: MetricSearchRequest): Promise<MetricHit[]> {
    checkTenant(tenant);
    checkMetricSearch(request, this.#embedder.dimensions);
    return this.#transact('read', (database) => searchMetrics(database, this.#search, tenant, request));
  }

  async stats(tenant: string): Promise<StoreStats> {
    checkTenant(tenant);
    return this.#transact('read', (database) => readStats(database, findTenant(database, tenant)));
  }

  async reindex(
    embedder: EmbedderIdentity,
    embed: (texts: readonly string[]) => Promise<Float32Array[]>,
    onProgress: (done: number, total: number) => void = () => undefined,
  ): Promise<void> {
    checkEmbedder(embedder);
    await reindexSqlite(this.#file, embedder, embed, onProgress);
    this.#embedder = embedder;
  }

  async check(): Promise<{ readonly version: string }> {
    return this.#file.transact('read', (database) => {
      readEmbedder(database, 'embedder');
      const versions = database.prepare('SELECT sqlite_version() AS sqlite, vec_version() AS vec').get();
      return {
        version: `sqlite ${string(versions?.['sqlite'], 'sqlite')}, sqlite-vec ${string(versions?.['vec'], 'vec')}`,
      };
    });
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }

  /** As `#transact`, for a tenant that has ever stored a series, with its number; of any other it gives `nothing`. */
  #ofTenant<T>(
    mode: 'read' | 'write',
    tenant: string,
    nothing: T,
    body: (database: DatabaseSync, owner: number) => T,
  ): Promise<T> {
    return this.#transact(mode, (database) => {
      const owner = findTenant(database, tenant);
      return owner === undefined ? nothing : body(database, owner);
    });
  }

  /** A transaction that sees vectors of this store's embedder only, even when another process reindexed meanwhile. */
  #transact<T>(mode: 'read' | 'write', body: (database: DatabaseSync) => T): Promise<T> {
    return this.#file.transact(mode, (database) => {
      const stored = readEmbedder(database, 'embedder');
      if (!stored)
        throw new VectorStoreError('corrupt', 'The file does not say which embedder made its vectors.');
      if (!isSameEmbedder(stored, this.#embedder)) throw embedderMismatch(stored, this.#embedder);
      return body(database);
    });
  }
}
