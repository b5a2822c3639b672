import type { DatabaseSync } from 'node:sqlite';
import { number, string } from './json-shape.ts';
import type { RecordSketch, SketchVersion } from './record-sketch.ts';
import { recordCondition } from './sqlite-filter.ts';
import type { RecordFilter } from './vector-store.ts';
import { VectorStoreError } from './vector-store-error.ts';

/** Which records that pass have a sketch. A record's number is the version: replacing the record takes a new one. */
export function listSketches(
  database: DatabaseSync,
  tenant: number,
  filter: RecordFilter | undefined,
): SketchVersion[] {
  const { sql, values } = recordCondition(database, tenant, filter);
  const rows = database
    .prepare(
      `SELECT r.id, r.record FROM records r
       WHERE ${sql} AND EXISTS (SELECT 1 FROM sketches s WHERE s.record = r.record)`,
    )
    .all(...values);
  return rows.map((row) => ({
    id: string(row['id'], 'records.id'),
    version: String(number(row['record'], 'records.record')),
  }));
}

export function readSketches(database: DatabaseSync, tenant: number, ids: readonly string[]): RecordSketch[] {
  const find = database.prepare(
    'SELECT record, sketch FROM records JOIN sketches USING (record) WHERE tenant = ? AND id = ?',
  );
  return ids.flatMap((id) => {
    const row = find.get(tenant, id);
    if (row === undefined) return [];
    const sketch = row['sketch'];
    if (!(sketch instanceof Uint8Array)) {
      throw new VectorStoreError('corrupt', 'A stored sketch cannot be read.');
    }
    return [{ id, version: String(number(row['record'], 'records.record')), sketch }];
  });
}
