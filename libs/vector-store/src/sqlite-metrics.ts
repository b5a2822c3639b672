import type { DatabaseSync } from 'node:sqlite';
import { number } from './json-shape.ts';
import type { MetricEntry, MetricListRequest } from './metric-entry.ts';
import { decodeEntry } from './metric-json.ts';
import { metricCondition } from './sqlite-filter.ts';
import { findBest } from './sqlite-query.ts';
import { deleteNumbers, findTenant, readBodies } from './sqlite-records.ts';
import type { MetricHit, MetricSearchRequest } from './vector-store.ts';

/** A tenant's number on the shelf of metrics. */
const findMetrics = (database: DatabaseSync, tenant: string): number | undefined =>
  findTenant(database, tenant, 'metrics');

/** Deletes the metrics that were last seen before a time. @returns how many there were */
export function deleteMetrics(database: DatabaseSync, tenant: string, seenBeforeMs: number): number {
  const metrics = findMetrics(database, tenant);
  if (metrics === undefined) return 0;
  const rows = database
    .prepare('SELECT record FROM records WHERE tenant = ? AND ingested_at_ms < ?')
    .all(metrics, seenBeforeMs);
  const numbers = rows.map((row) => number(row['record'], 'record'));
  deleteNumbers(database, metrics, numbers);
  return numbers.length;
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
  return readMetrics(
    database,
    rows.map((row) => number(row['record'], 'record')),
  );
}

export function searchMetrics(
  database: DatabaseSync,
  tenant: string,
  { filter = {}, ...query }: MetricSearchRequest,
): MetricHit[] {
  const metrics = findMetrics(database, tenant);
  if (metrics === undefined) return [];
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const passing = isFiltered
    ? metricCondition(database, metrics, findTenant(database, tenant), filter)
    : undefined;
  const best = findBest(database, metrics, passing, query);
  const entries = readMetrics(
    database,
    best.map(({ record }) => record),
  );
  return best.map(({ record: _, ...ranking }, i) => ({ entry: entries[i], ...ranking }));
}

/** The metrics with these numbers, in their order. */
export function readMetrics(database: DatabaseSync, numbers: readonly number[]): MetricEntry[] {
  return readBodies(database, numbers).map(decodeEntry);
}
