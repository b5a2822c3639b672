import type { DatabaseSync } from 'node:sqlite';
import { bytes, number, objectOf, string } from './json-shape.ts';
import { signatureOf } from './signature.ts';
import { recountWords, refillWords } from './sqlite-words.ts';
import type { EmbedderIdentity } from './vector-store.ts';
import { VectorStoreError } from './vector-store-error.ts';

/** `PRAGMA application_id`: marks the file as this project's ("MAIE"). */
const APPLICATION_ID = 0x4d414945;

/**
 * `record` numbers a version of a record: replacing it deletes the old number and takes a new one, so a vector that
 * was made for an old version never meets a new text. Times and scores that are NaN are NULL: no condition on them
 * holds. A metric is a record of its own shelf, whose id is its name. `signatures` are small enough to go through all of
 * them (see `signatureOf`). `next_…` belong to a reindex under way.
 */
const TABLES = `
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
`;

/** Expiry asks for a watch's records that ended before a time. */
const WATCHES = `
  ALTER TABLE records ADD COLUMN watch TEXT NOT NULL DEFAULT '';
  CREATE INDEX records_by_watch ON records (tenant, watch, end_ms);
`;

/**
 * A table without content does not take what was deleted out of the counts that bm25() weighs words by: with every
 * record that is replaced, common words would weigh more.
 */
const WORDS_WITH_CONTENT = `
  DROP TABLE word_counts;
  DROP TABLE words;
  CREATE VIRTUAL TABLE words USING fts5(metric, text, tokenize = 'ascii');
  CREATE VIRTUAL TABLE word_counts USING fts5vocab(words, row);
`;

/** Anomalies are listed by start and by score; the index has all that a filter asks of them. */
const ANOMALY_LISTS = `
  ALTER TABLE anomalies ADD COLUMN type TEXT NOT NULL DEFAULT '';
  UPDATE anomalies SET type = stored.type
    FROM (
      SELECT record, a.key AS place, a.value ->> 'type' AS type FROM bodies, json_each(body, '$.anomalies') a
    ) stored
    WHERE anomalies.record = stored.record AND anomalies.place = stored.place;
  DROP INDEX anomalies_by_score;
  CREATE INDEX anomalies_by_score ON anomalies (tenant, score, start_ms, end_ms, type);
  CREATE INDEX anomalies_by_start ON anomalies (tenant, start_ms, end_ms, score, type);
`;

/**
 * A tenant has a number for each shelf that it has something on: its series, and what is known of its metrics. `length` is
 * how many words a record has, which search holds in memory with the signatures.
 */
const SHELVES = `
  ALTER TABLE tenants RENAME TO tenants_of_series;
  CREATE TABLE tenants (tenant INTEGER PRIMARY KEY, name TEXT NOT NULL, shelf TEXT NOT NULL, UNIQUE (name, shelf));
  INSERT INTO tenants SELECT tenant, name, 'series' FROM tenants_of_series;
  DROP TABLE tenants_of_series;
  ALTER TABLE records ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
`;

/** Records of older releases have no sketch until they are stored again. */
const SKETCHES = 'CREATE TABLE sketches (record INTEGER PRIMARY KEY, sketch BLOB NOT NULL)';

/** Signatures have two bits a component instead of one. What a reindex that was interrupted has made is made again. */
function resignVectors(database: DatabaseSync): void {
  database.exec(
    "DELETE FROM next_vectors; DELETE FROM next_signatures; DELETE FROM settings WHERE name = 'next_embedder'",
  );
  const update = database.prepare('UPDATE signatures SET bits = ? WHERE tenant = ? AND record = ?');
  const all = database.prepare('SELECT tenant, record, vector FROM records JOIN vectors USING (record)');
  for (const row of all.iterate()) {
    const stored = bytes(row['vector'], 'vectors.vector');
    const vector = new Float32Array(stored.slice().buffer);
    update.run(signatureOf(vector), number(row['tenant'], 'tenant'), number(row['record'], 'record'));
  }
}

/** The tables that a reindex fills anew; `prefix` is empty or `next_`. */
const vectorTables = (prefix: string) => `
  CREATE TABLE ${prefix}vectors (record INTEGER PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE ${prefix}signatures (
    tenant INTEGER, record INTEGER, bits BLOB NOT NULL, PRIMARY KEY (tenant, record)
  ) WITHOUT ROWID;
`;

/** What makes the next version out of each: of an empty file version 1, and so on. Released ones never change. */
const MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [
  (database) => database.exec(TABLES + vectorTables('') + vectorTables('next_')),
  (database) => database.exec(WATCHES),
  (database) => {
    database.exec(WORDS_WITH_CONTENT);
    refillWords(database);
  },
  (database) => database.exec(ANOMALY_LISTS),
  (database) => {
    // Names of products have become one word.
    database.exec(SHELVES + WORDS_WITH_CONTENT);
    refillWords(database);
    recountWords(database);
    resignVectors(database);
  },
  (database) => database.exec(SKETCHES),
];

/** `PRAGMA user_version` of files that this code writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings an empty file, or one of an older release, to this version, and refuses one that is not this project's or is
 * newer than this code. To be called within a writer's transaction.
 */
export function prepareSchema(database: DatabaseSync): void {
  const version = readPragma(database, 'user_version');
  const isOurs = readPragma(database, 'application_id') === APPLICATION_ID;
  const isEmpty = version === 0 && database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (!isOurs && !isEmpty) {
    throw new VectorStoreError('incompatible', 'The file is a database of another program.');
  }
  if (version > SCHEMA_VERSION) {
    throw new VectorStoreError(
      'incompatible',
      `The file was written by a newer release (schema ${version}, this one knows ${SCHEMA_VERSION}).`,
    );
  }
  if (version === SCHEMA_VERSION) return;
  for (const migrate of MIGRATIONS.slice(version)) migrate(database);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; PRAGMA application_id = ${APPLICATION_ID}`);
}

/** Puts the finished `next_…` tables in the place of the old ones, and new empty ones in theirs. */
export function replaceVectorTables(database: DatabaseSync): void {
  for (const table of ['vectors', 'signatures']) {
    database.exec(`DROP TABLE ${table}; ALTER TABLE next_${table} RENAME TO ${table};`);
  }
  database.exec(vectorTables('next_'));
}

const embedderShape = objectOf<EmbedderIdentity>({ identity: string, dimensions: number });

/** The embedder that made the vectors (`embedder`), or that a reindex under way makes them with (`next_embedder`). */
export function readEmbedder(
  database: DatabaseSync,
  name: 'embedder' | 'next_embedder',
): EmbedderIdentity | undefined {
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(name);
  return row && embedderShape(JSON.parse(string(row['value'], name)), name);
}

export function writeEmbedder(
  database: DatabaseSync,
  name: 'embedder' | 'next_embedder',
  { identity, dimensions }: EmbedderIdentity,
): void {
  database
    .prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)')
    .run(name, JSON.stringify({ identity, dimensions }));
}

function readPragma(database: DatabaseSync, name: string): number {
  return number(database.prepare(`PRAGMA ${name}`).get()?.[name], name);
}
