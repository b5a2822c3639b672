import type { DatabaseSync } from 'node:sqlite';
import { decodeCursor, encodeCursor } from './anomaly-cursor.ts';
import { splitFilter } from './anomaly-filter.ts';
import { number, string } from './json-shape.ts';
import { anomalyCondition, type Condition, recordCondition } from './sqlite-filter.ts';
import { readRecords } from './sqlite-records.ts';
import type {
  AnomalyListRequest,
  AnomalyOrder,
  AnomalyPage,
  RecordFilter,
  SeriesRecord,
} from './vector-store.ts';

/** Records by the highest score of their anomalies that pass. Goes down the scores as far as it must. */
export function rankByAnomaly(
  database: DatabaseSync,
  tenant: number,
  limit: number,
  filter: RecordFilter | undefined,
): number[] {
  const { sql, values } = passingCondition(database, tenant, filter);
  const rows = database
    .prepare(
      `SELECT a.record FROM anomalies a CROSS JOIN records r USING (record)
       WHERE a.tenant = ? AND ${sql} ORDER BY a.score DESC, r.id`,
    )
    .iterate(tenant, ...values);
  const found = new Set<number>();
  for (const row of rows) {
    found.add(number(row['record'], 'record'));
    if (found.size === limit) break;
  }
  return [...found];
}

/** Each has an index that begins with the tenant and this. */
const COLUMN_OF: Readonly<Record<AnomalyOrder, string>> = { time: 'a.start_ms', score: 'a.score' };

/** A page of anomalies, down the index of their order from where the page before ended. */
export function listAnomalies(
  database: DatabaseSync,
  tenant: number,
  { order, after, limit, filter }: AnomalyListRequest,
): AnomalyPage {
  const column = COLUMN_OF[order];
  const passing = passingCondition(database, tenant, filter);
  const following = followingCondition(order, after);
  const rows = database
    .prepare(
      `SELECT a.record, a.place, r.id, a.start_ms, ${column} AS value
       FROM anomalies a CROSS JOIN records r USING (record)
       WHERE a.tenant = ? AND ${column} NOT NULL AND a.start_ms NOT NULL AND ${following.sql} AND ${passing.sql}
       ORDER BY ${column} DESC, r.id, a.start_ms DESC LIMIT ?`,
    )
    .all(tenant, ...following.values, ...passing.values, limit + 1)
    .map((row) => ({
      record: number(row['record'], 'record'),
      place: number(row['place'], 'place'),
      recordId: string(row['id'], 'id'),
      startMs: number(row['start_ms'], 'start_ms'),
      value: number(row['value'], 'value'),
    }));
  const page = rows.slice(0, limit);
  const records = readEach(database, new Set(page.map(({ record }) => record)));
  return {
    anomalies: page.map(({ record, place }) => {
      const of = records.get(record);
      if (!of) throw new TypeError(`anomalies.record ${record}: expected a record`);
      return { record: of, anomaly: of.anomalies[place] };
    }),
    ...(rows.length > limit && { next: encodeCursor(order, page[page.length - 1]) }),
  };
}

/** What rows of `anomalies a` and `records r` must fulfil: each asks its own, so that the way goes down one index. */
function passingCondition(
  database: DatabaseSync,
  tenant: number,
  filter: RecordFilter | undefined,
): Condition {
  const { ofRecords, ofAnomalies } = splitFilter(filter);
  const record = recordCondition(database, tenant, ofRecords);
  const anomaly = anomalyCondition(ofAnomalies) ?? { sql: 'true', values: [] };
  return { sql: `${anomaly.sql} AND ${record.sql}`, values: [...anomaly.values, ...record.values] };
}

function followingCondition(order: AnomalyOrder, after: string | undefined): Condition {
  if (after === undefined) return { sql: 'true', values: [] };
  const { value, recordId, startMs } = decodeCursor(order, after);
  const column = COLUMN_OF[order];
  return {
    // The first comparison is one that an index can begin with.
    sql: `${column} <= ? AND (${column} < ? OR r.id > ? OR (r.id = ? AND a.start_ms < ?))`,
    values: [value, value, recordId, recordId, startMs],
  };
}

/** One incident shows in many anomalies of a series: each record is read once. */
function readEach(database: DatabaseSync, numbers: ReadonlySet<number>): Map<number, SeriesRecord> {
  const records = readRecords(database, [...numbers]);
  return new Map([...numbers].map((record, i) => [record, records[i]]));
}
