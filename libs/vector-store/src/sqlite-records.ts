import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { number, string } from './json-shape.ts';
import { splitItem } from './keyword-weights.ts';
import { decodeRecord } from './record-json.ts';
import { latestOf, type Shelf, type ShelfItem } from './shelf-item.ts';
import { signatureOf } from './signature.ts';
import { addWords } from './sqlite-words.ts';
import type { SeriesRecord } from './vector-store.ts';

/** The tables that hold something under a record's number, and the column that it stands in. */
const RECORD_TABLES = {
  records: 'record',
  bodies: 'record',
  labels: 'record',
  tags: 'record',
  anomalies: 'record',
  vectors: 'record',
  next_vectors: 'record',
  sketches: 'record',
  words: 'rowid',
} as const;

/** The number of a tenant that has ever stored something on the shelf. */
export function findTenant(
  database: DatabaseSync,
  name: string,
  shelf: Shelf = 'series',
): number | undefined {
  const row = database.prepare('SELECT tenant FROM tenants WHERE name = ? AND shelf = ?').get(name, shelf);
  return row && number(row['tenant'], 'tenant');
}

export function findOrAddTenant(database: DatabaseSync, name: string, shelf: Shelf): number {
  const found = findTenant(database, name, shelf);
  if (found !== undefined) return found;
  const { lastInsertRowid } = database
    .prepare('INSERT INTO tenants (name, shelf) VALUES (?, ?)')
    .run(name, shelf);
  return Number(lastInsertRowid);
}

/** Writes items in every table, replacing those of the same id; the last of equal ids counts. */
export function putItems(database: DatabaseSync, tenant: number, items: readonly ShelfItem[]): void {
  const latest = latestOf(items);
  deleteRecords(
    database,
    tenant,
    latest.map(({ id }) => id),
  );
  const insert = (table: string, columns: number) =>
    database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`);
  const addRecord = database.prepare(
    `INSERT INTO records (tenant, id, metric, start_ms, end_ms, ingested_at_ms, watch, length)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addBody = insert('bodies', 2);
  const addLabel = insert('labels', 4);
  const addTag = insert('tags', 3);
  const addAnomaly = insert('anomalies', 7);
  const addVector = insert('vectors', 2);
  const addSignature = insert('signatures', 3);
  const addSketch = insert('sketches', 2);
  for (const item of latest) {
    const { id, metric, ingestedAtMs, watch } = item;
    const words = splitItem(item);
    const row = [tenant, id, metric, item.startMs, item.endMs, ingestedAtMs, watch, words.count];
    const { lastInsertRowid } = addRecord.run(...row);
    addBody.run(lastInsertRowid, item.body);
    for (const [name, value] of item.labels) addLabel.run(tenant, name, value, lastInsertRowid);
    for (const tag of new Set(item.tags)) addTag.run(tenant, tag, lastInsertRowid);
    item.anomalies.forEach((anomaly, place) => {
      const { startMs, endMs, score, type } = anomaly;
      addAnomaly.run(lastInsertRowid, place, tenant, startMs, endMs, score, type);
    });
    addVector.run(lastInsertRowid, item.vector);
    addSignature.run(tenant, lastInsertRowid, signatureOf(item.vector));
    if (item.sketch !== undefined) addSketch.run(lastInsertRowid, item.sketch);
    addWords(database, tenant, lastInsertRowid, words);
  }
}

/** The numbers of rows of a column `record`. */
export const recordNumbers = (rows: readonly Record<string, SQLOutputValue>[]): number[] =>
  rows.map((row) => number(row['record'], 'record'));

/** The numbers of the records of these ids that exist, in their order. */
export function findRecords(database: DatabaseSync, tenant: number, ids: readonly string[]): number[] {
  const find = database.prepare('SELECT record FROM records WHERE tenant = ? AND id = ?');
  return recordNumbers(ids.map((id) => find.get(tenant, id)).filter((row) => row !== undefined));
}

/** Deletes records by id. @returns how many there were */
export function deleteRecords(database: DatabaseSync, tenant: number, ids: readonly string[]): number {
  return deleteNumbers(database, tenant, findRecords(database, tenant, [...new Set(ids)]));
}

/** Deletes the tenant's records with these numbers from every table. @returns how many numbers there were */
export function deleteNumbers(database: DatabaseSync, tenant: number, numbers: readonly number[]): number {
  const deletes = Object.entries(RECORD_TABLES).map(([table, column]) =>
    database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`),
  );
  const deleteSignatures = ['signatures', 'next_signatures'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE tenant = ? AND record = ?`),
  );
  for (const record of numbers) {
    for (const statement of deletes) statement.run(record);
    for (const statement of deleteSignatures) statement.run(tenant, record);
  }
  return numbers.length;
}

/** The records with these numbers, in their order. */
export function readRecords(database: DatabaseSync, numbers: readonly number[]): SeriesRecord[] {
  return readBodies(database, numbers).map(decodeRecord);
}

export function readBodies(database: DatabaseSync, numbers: readonly number[]): string[] {
  const read = database.prepare('SELECT body FROM bodies WHERE record = ?');
  return numbers.map((record) => string(read.get(record)?.['body'], 'bodies.body'));
}
