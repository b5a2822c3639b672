import type { DatabaseSync } from 'node:sqlite';
import { number, string } from './json-shape.ts';
import { type ItemWords, splitItem } from './keyword-weights.ts';
import { itemText } from './shelf-item.ts';

/** A tenant's word as it stands in the `words` table: no query can reach another tenant's. */
export const indexedWord = (tenant: number, word: string): string => `${tenant}x${word}`;

/** Writes the words of a record, which must have none yet, for keyword search. */
export function addWords(
  database: DatabaseSync,
  tenant: number,
  record: number | bigint,
  { inMetric, inText }: ItemWords,
): void {
  const indexed = (words: readonly string[]) => words.map((word) => indexedWord(tenant, word)).join(' ');
  database
    .prepare('INSERT INTO words (rowid, metric, text) VALUES (?, ?, ?)')
    .run(record, indexed(inMetric), indexed(inText));
}

/** Writes the words of all records anew into an empty `words` table. */
export function refillWords(database: DatabaseSync): void {
  for (const { tenant, record, words } of wordsOfAll(database)) addWords(database, tenant, record, words);
}

/** Counts the words of all records. */
export function recountWords(database: DatabaseSync): void {
  const update = database.prepare('UPDATE records SET length = ? WHERE record = ?');
  for (const { record, words } of wordsOfAll(database)) update.run(words.count, record);
}

function* wordsOfAll(database: DatabaseSync) {
  const all = database.prepare('SELECT record, tenant, metric, body FROM records JOIN bodies USING (record)');
  for (const row of all.iterate()) {
    yield {
      tenant: number(row['tenant'], 'tenant'),
      record: number(row['record'], 'record'),
      words: splitItem({
        metric: string(row['metric'], 'metric'),
        text: itemText(string(row['body'], 'body')),
      }),
    };
  }
}
