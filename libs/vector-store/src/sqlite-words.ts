import type { DatabaseSync } from 'node:sqlite';
import { splitWords } from '@metrics-ai/lexicon';
import { number, string } from './json-shape.ts';
import { decodeRecord } from './record-json.ts';

/** A tenant's word as it stands in the `words` table: no query can reach another tenant's. */
export const indexedWord = (tenant: number, word: string): string => `${tenant}x${word}`;

/** Writes the words of a record, which must have none yet, for keyword search. */
export function addWords(
  database: DatabaseSync,
  tenant: number,
  record: number | bigint,
  { metric, text }: { readonly metric: string; readonly text: string },
): void {
  const wordsOf = (words: string) =>
    splitWords(words)
      .map((word) => indexedWord(tenant, word))
      .join(' ');
  database
    .prepare('INSERT INTO words (rowid, metric, text) VALUES (?, ?, ?)')
    .run(record, wordsOf(metric), wordsOf(text));
}

/** Writes the words of all records anew into an empty `words` table. */
export function refillWords(database: DatabaseSync): void {
  const all = database.prepare('SELECT record, tenant, metric, body FROM records JOIN bodies USING (record)');
  for (const row of all.iterate()) {
    addWords(database, number(row['tenant'], 'tenant'), number(row['record'], 'record'), {
      metric: string(row['metric'], 'metric'),
      text: decodeRecord(string(row['body'], 'body')).text,
    });
  }
}
