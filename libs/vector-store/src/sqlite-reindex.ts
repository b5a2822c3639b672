import type { DatabaseSync } from 'node:sqlite';
import { checkEmbeddings } from './check-arguments.ts';
import { isSameEmbedder } from './embedder-mismatch.ts';
import { number, string } from './json-shape.ts';
import { itemText } from './shelf-item.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { readEmbedder, replaceVectorTables, writeEmbedder } from './sqlite-schema.ts';
import { signatureOf } from './signature.ts';
import type { EmbedderIdentity, VectorStore } from './vector-store.ts';
import { VectorStoreError } from './vector-store-error.ts';

/** Texts embedded at once, and written in one transaction. */
const BATCH_RECORDS = 64;

/**
 * Embeds every record into the `next_…` tables and, when none is missing there, puts them in the place of the old
 * ones and the embedder's name with them, in one transaction. Until then the old vectors stay in use, also for
 * writers: what they replace is a new record, which is embedded in its turn. An interrupted run is taken up again
 * when it was for the same embedder.
 */
export async function reindexSqlite(
  file: SqliteFile,
  embedder: EmbedderIdentity,
  embed: Parameters<VectorStore['reindex']>[1],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  await file.transact('write', (database) => {
    const underWay = readEmbedder(database, 'next_embedder');
    if (underWay && isSameEmbedder(underWay, embedder)) return;
    database.exec('DELETE FROM next_vectors; DELETE FROM next_signatures;');
    writeEmbedder(database, 'next_embedder', embedder);
  });
  for (let after = 0; ;) {
    const batch = await file.transact('read', (database) => readMissing(database, after));
    if (batch.length > 0) {
      const texts = batch.map(({ text }) => text);
      const vectors = await embed(texts);
      checkEmbeddings(vectors, texts, embedder.dimensions);
      const isOurs = await file.transact('write', (database) => {
        if (!isUnderWay(database, embedder)) return false;
        batch.forEach((record, i) => putNextVector(database, record, vectors[i]));
        return true;
      });
      if (!isOurs) return assertFinished(file, embedder);
      onProgress(...(await file.transact('read', countProgress)));
      after = batch[batch.length - 1].record;
    } else if (after > 0) {
      after = 0;
    } else if (await file.transact('write', (database) => finish(database, embedder))) {
      return assertFinished(file, embedder);
    }
  }
}

interface MissingRecord {
  readonly tenant: number;
  readonly record: number;
  readonly text: string;
}

/** The next records after this number that have no new vector. */
function readMissing(database: DatabaseSync, after: number): MissingRecord[] {
  return database
    .prepare(
      `SELECT tenant, record, body FROM records JOIN bodies USING (record)
       WHERE record > ? AND NOT EXISTS (SELECT 1 FROM next_vectors n WHERE n.record = records.record)
       ORDER BY record LIMIT ?`,
    )
    .all(after, BATCH_RECORDS)
    .map((row) => ({
      tenant: number(row['tenant'], 'tenant'),
      record: number(row['record'], 'record'),
      text: itemText(string(row['body'], 'body')),
    }));
}

function putNextVector(
  database: DatabaseSync,
  { tenant, record }: MissingRecord,
  vector: Float32Array,
): void {
  const exists = database.prepare('SELECT 1 FROM records WHERE record = ?').get(record);
  if (!exists) return;
  database.prepare('INSERT OR REPLACE INTO next_vectors VALUES (?, ?)').run(record, vector);
  database
    .prepare('INSERT OR REPLACE INTO next_signatures VALUES (?, ?, ?)')
    .run(tenant, record, signatureOf(vector));
}

const isUnderWay = (database: DatabaseSync, embedder: EmbedderIdentity): boolean => {
  const underWay = readEmbedder(database, 'next_embedder');
  return underWay !== undefined && isSameEmbedder(underWay, embedder);
};

/** Puts the new vectors in place. @returns false when records have come since */
function finish(database: DatabaseSync, embedder: EmbedderIdentity): boolean {
  if (!isUnderWay(database, embedder)) return true;
  if (readMissing(database, 0).length > 0) return false;
  replaceVectorTables(database);
  writeEmbedder(database, 'embedder', embedder);
  database.exec("DELETE FROM settings WHERE name = 'next_embedder'");
  return true;
}

function countProgress(database: DatabaseSync): [done: number, total: number] {
  const count = (table: string) =>
    number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'], 'n');
  return [count('next_vectors'), count('records')];
}

/** Another process may have finished the same reindex, which is as good, or begun one for another embedder. */
async function assertFinished(file: SqliteFile, embedder: EmbedderIdentity): Promise<void> {
  const stored = await file.transact('read', (database) => readEmbedder(database, 'embedder'));
  if (stored && isSameEmbedder(stored, embedder)) return;
  throw new VectorStoreError('busy', 'Another reindex, for another embedder, has taken over.');
}
