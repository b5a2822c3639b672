/**
 * A process that writes to an SQLite store, for tests of several processes and of sudden ends:
 *   node --conditions=source store-writer.ts FILE NAME BATCHES
 * Batch n replaces the records of one of five groups, wholly, by their version n; after each, its number is written
 * to standard output.
 */
import { openSqliteStore } from '../sqlite-store.ts';
import { EMBEDDER, randomVector, sampleAnomaly, sampleRecord, seededRandom } from './sample-records.ts';

export const GROUPS = 5;
export const GROUP_RECORDS = 20;

/** The records of batch n: their tag says the group, their unit the version. */
export function batchOf(name: string, n: number) {
  const random = seededRandom(n);
  return Array.from({ length: GROUP_RECORDS }, (_, i) =>
    sampleRecord(`${name} ${n % GROUPS} ${i}`, {
      text: `version${'abcdefghij'[n % 10]} of ${name}`,
      unit: String(n),
      tags: [`${name}-${n % GROUPS}`],
      labels: { version: String(n) },
      anomalies: [sampleAnomaly(n, n, n)],
      vector: randomVector(random),
    }),
  );
}

if (process.argv[1] === import.meta.filename) {
  const [path, name, batches] = process.argv.slice(2);
  const store = await openSqliteStore({ path, embedder: EMBEDDER });
  for (let n = 0; n < Number(batches); n++) {
    await store.upsert('tenant', batchOf(name, n));
    process.stdout.write(`${n}\n`);
    await store.search('tenant', { text: name, vector: batchOf(name, n)[0].vector, topK: 5 });
  }
  await store.close();
}
