import type { DatabaseSync } from 'node:sqlite';
import { MAX_PER_CALL } from './check-arguments.ts';
import { number, string } from './json-shape.ts';
import type { StoreStats } from './vector-store.ts';

/** Of a tenant's series; of a tenant that has never stored one, nothing but the size of the file. */
export function readStats(database: DatabaseSync, tenant = -1): StoreStats {
  const first = (sql: string, ...values: number[]) =>
    number(database.prepare(sql).get(...values)?.['x'], sql);
  return {
    records: first('SELECT count(*) AS x FROM records WHERE tenant = ?', tenant),
    anomalies: first('SELECT count(*) AS x FROM anomalies WHERE tenant = ?', tenant),
    byMetric: database
      .prepare(
        `SELECT metric, count(*) AS records FROM records WHERE tenant = ?
         GROUP BY metric ORDER BY records DESC, metric LIMIT ?`,
      )
      .all(tenant, MAX_PER_CALL)
      .map((row) => ({
        metric: string(row['metric'], 'metric'),
        records: number(row['records'], 'records'),
      })),
    lastIngestAtMs: first('SELECT max(ingested_at_ms) AS x FROM records WHERE tenant = ?', tenant),
    sizeBytes: first('SELECT page_count * page_size AS x FROM pragma_page_count, pragma_page_size'),
  };
}
