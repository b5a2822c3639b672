import type { DatabaseSync } from 'node:sqlite';
import { checkSameText } from './check-metrics.ts';
import { number, string } from './json-shape.ts';
import type { MetricEntry, MetricListRequest, StoredMetricEntry } from './metric-entry.ts';
import { decodeEntry, encodeEntry } from './metric-json.ts';
import { metricParts } from './sqlite-filter.ts';
import type { SqliteSearch } from './sqlite-query.ts';
import { metricLabels, splitByVector } from './shelf-item.ts';
import {
  deleteNumbers,
  findOrAddTenant,
  findTenant,
  putItems,
  readBodies,
  recordNumbers,
} from './sqlite-records.ts';
import type { MetricHit, MetricSearchRequest } from './vector-store.ts';

/** A tenant's number on the shelf of metrics. */
const findMetrics = (database: DatabaseSync, tenant: string): number | undefined =>
  findTenant(database, tenant, 'metrics');

/** Writes metrics, replacing those of the same name. @throws RangeError for one without a vector, stored or given */
export function putMetrics(
  database: DatabaseSync,
  tenant: string,
  entries: readonly StoredMetricEntry[],
): void {
  const metrics = findOrAddTenant(database, tenant, 'metrics');
  const { items, kept } = splitByVector(entries);
  putItems(database, metrics, items);
  const find = database.prepare(
    'SELECT record, body FROM records JOIN bodies USING (record) WHERE tenant = ? AND id = ?',
  );
  const setSeen = database.prepare('UPDATE records SET ingested_at_ms = ? WHERE record = ?');
  const setBody = database.prepare('UPDATE bodies SET body = ? WHERE record = ?');
  const deleteLabels = database.prepare('DELETE FROM labels WHERE record = ?');
  const addLabel = database.prepare('INSERT INTO labels VALUES (?, ?, ?, ?)');
  for (const entry of kept) {
    const row = find.get(metrics, entry.metric);
    const before = row && decodeEntry(string(row['body'], 'bodies.body'));
    checkSameText(entry, before?.text);
    const record = number(row?.['record'], 'record');
    setSeen.run(entry.seenAtMs, record);
    setBody.run(encodeEntry(entry), record);
    if (JSON.stringify(before?.labels) === JSON.stringify(entry.labels)) continue;
    deleteLabels.run(record);
    for (const [name, value] of metricLabels(entry)) addLabel.run(metrics, name, value, record);
  }
}

/** Deletes the metrics that were last seen before a time. @returns how many there were */
export function deleteMetrics(database: DatabaseSync, tenant: string, seenBeforeMs: number): number {
  const metrics = findMetrics(database, tenant);
  if (metrics === undefined) return 0;
  const rows = database
    .prepare('SELECT record FROM records WHERE tenant = ? AND ingested_at_ms < ?')
    .all(metrics, seenBeforeMs);
  return deleteNumbers(database, metrics, recordNumbers(rows));
}

/** The next metrics in the order of their names. */
export function listMetrics(
  database: DatabaseSync,
  tenant: string,
  { afterMetric = '', limit }: MetricListRequest,
): MetricEntry[] {
  const metrics = findMetrics(database, tenant);
  if (metrics === undefined) return [];
  const rows = database
    .prepare('SELECT record FROM records WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?')
    .all(metrics, afterMetric, limit);
  return readMetrics(database, recordNumbers(rows));
}

export function searchMetrics(
  database: DatabaseSync,
  search: SqliteSearch,
  tenant: string,
  { filter, ...query }: MetricSearchRequest,
): MetricHit[] {
  const metrics = findMetrics(database, tenant);
  if (metrics === undefined) return [];
  const parts = filter && metricParts(database, metrics, findTenant(database, tenant), filter);
  const best = search.findBest(metrics, parts, query);
  const entries = readMetrics(
    database,
    best.map(({ record }) => record),
  );
  return best.map(({ record: _, ...ranking }, i) => ({ entry: entries[i], ...ranking }));
}

/** The metrics with these numbers, in their order. */
function readMetrics(database: DatabaseSync, numbers: readonly number[]): MetricEntry[] {
  return readBodies(database, numbers).map(decodeEntry);
}
