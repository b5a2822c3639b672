import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeRecord } from '../record-json.ts';
import type { EmbedderIdentity, StoredRecord } from '../vector-store.ts';

/** What release 0.1.0 wrote into an empty file. */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE tenants (tenant INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE records (
    record INTEGER PRIMARY KEY AUTOINCREMENT, tenant INTEGER NOT NULL, id TEXT NOT NULL, metric TEXT NOT NULL,
    start_ms REAL, end_ms REAL, ingested_at_ms REAL, UNIQUE (tenant, id)
  );
  CREATE INDEX records_by_metric ON records (tenant, metric);
  CREATE TABLE bodies (record INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE labels (
    tenant INTEGER, name TEXT, value TEXT, record INTEGER, PRIMARY KEY (tenant, name, value, record)
  ) WITHOUT ROWID;
  CREATE INDEX labels_by_record ON labels (record);
  CREATE TABLE tags (tenant INTEGER, tag TEXT, record INTEGER, PRIMARY KEY (tenant, tag, record)) WITHOUT ROWID;
  CREATE INDEX tags_by_record ON tags (record);
  CREATE TABLE anomalies (
    record INTEGER, place INTEGER, tenant INTEGER NOT NULL, start_ms REAL, end_ms REAL, score REAL,
    PRIMARY KEY (record, place)
  ) WITHOUT ROWID;
  CREATE INDEX anomalies_by_score ON anomalies (tenant, score);
  CREATE VIRTUAL TABLE words USING fts5(metric, text, content = '', contentless_delete = 1, tokenize = 'ascii');
  CREATE VIRTUAL TABLE word_counts USING fts5vocab(words, row);
  CREATE TABLE vectors (record INTEGER PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE signatures (
    tenant INTEGER, record INTEGER, bits BLOB NOT NULL, PRIMARY KEY (tenant, record)
  ) WITHOUT ROWID;
  CREATE TABLE next_vectors (record INTEGER PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE next_signatures (
    tenant INTEGER, record INTEGER, bits BLOB NOT NULL, PRIMARY KEY (tenant, record)
  ) WITHOUT ROWID;
  PRAGMA user_version = 1;
  PRAGMA application_id = ${0x4d414945};
`;

/** A file as release 0.1.0 left it, with the records of one tenant; their texts must be lower-case words. */
export function writeVersion1File(
  path: string,
  { identity, dimensions }: EmbedderIdentity,
  tenant: string,
  records: readonly StoredRecord[],
): void {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const insert = (table: string, values: Record<string, string | number | Uint8Array | Float32Array>) => {
    const columns = Object.keys(values);
    database
      .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      .run(...Object.values(values));
  };
  insert('settings', { name: 'embedder', value: JSON.stringify({ identity, dimensions }) });
  insert('tenants', { tenant: 1, name: tenant });
  const wordsOf = (text: string) =>
    text
      .split(' ')
      .map((word) => `1x${word}`)
      .join(' ');
  records.forEach((given, i) => {
    const record = i + 1;
    const { id, metric, startMs, endMs, ingestedAtMs, vector, text } = given;
    const body = encodeRecord(Object.assign({ ...given }, { watch: undefined }));
    insert('records', {
      record,
      tenant: 1,
      id,
      metric,
      start_ms: startMs,
      end_ms: endMs,
      ingested_at_ms: ingestedAtMs,
    });
    insert('bodies', { record, body });
    for (const [name, value] of Object.entries(given.labels))
      insert('labels', { tenant: 1, name, value, record });
    for (const tag of given.tags) insert('tags', { tenant: 1, tag, record });
    given.anomalies.forEach(({ startMs: start_ms, endMs: end_ms, score }, place) =>
      insert('anomalies', { record, place, tenant: 1, start_ms, end_ms, score }),
    );
    insert('vectors', { record, vector });
    insert('signatures', { tenant: 1, record, bits: signsOf(vector) });
    insert('words', { rowid: record, metric: wordsOf(metric), text: wordsOf(text) });
  });
  database.close();
}

/** One bit a component, whether it is positive. */
function signsOf(vector: Float32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(vector.length / 8));
  vector.forEach((x, i) => {
    if (x > 0) bits[i >> 3] |= 1 << (i & 7);
  });
  return bits;
}
