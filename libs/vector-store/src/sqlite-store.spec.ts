import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type QueryWord, queryWords, queryWordVector, recordWordVector } from './keyword-weights.ts';
import { SCHEMA_VERSION } from './sqlite-schema.ts';
import { openSqliteStore } from './sqlite-store.ts';
import {
  EMBEDDER,
  randomVector,
  sampleRecord,
  seededRandom,
  unitVector,
  vectorAt,
} from './testing/sample-records.ts';
import { describeStoreContract } from './testing/store-contract.ts';
import { GROUP_RECORDS, GROUPS } from './testing/store-writer.ts';
import type { StoredRecord } from './vector-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, String(++files), 'store.db');
const open = (path: string) => openSqliteStore({ path, embedder: EMBEDDER });

describeStoreContract('sqlite', () => {
  const path = newPath();
  return Promise.resolve((options) => openSqliteStore({ path, embedder: EMBEDDER, ...options }));
});

describe('the file', () => {
  test('is for its owner only, and so are its companions', async () => {
    const path = newPath();
    const store = await open(path);
    await store.upsert('t', [sampleRecord('a')]);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.close();
  });

  test('of a newer release is refused', async () => {
    const path = newPath();
    await (await open(path)).close();
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    await expect(open(path)).rejects.toMatchObject({ kind: 'incompatible', message: /newer release/ });
  });

  test('of another program is refused and left alone', async () => {
    const path = join(folder, 'foreign.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE records (theirs)');
    await expect(open(path)).rejects.toMatchObject({ kind: 'incompatible' });
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'records' }]);
    database.close();
  });

  test('that is no database is called corrupt, and one that cannot be opened unreachable', async () => {
    const path = join(folder, 'text.db');
    writeFileSync(path, 'no database '.repeat(1000));
    await expect(open(path)).rejects.toMatchObject({ name: 'VectorStoreError', kind: 'corrupt' });
    await expect(open(folder)).rejects.toMatchObject({ name: 'VectorStoreError', kind: 'unreachable' });
  });

  test('that others keep locked makes calls busy after the time allowed, without blocking the thread', async () => {
    const path = newPath();
    const store = await openSqliteStore({ path, embedder: EMBEDDER, busyTimeoutMs: 200 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const failure: unknown = await store.upsert('t', [sampleRecord('a')]).catch((error: unknown) => error);
    clearInterval(timer);
    expect(failure).toMatchObject({ name: 'VectorStoreError', kind: 'busy' });
    expect(ticks).toBeGreaterThan(5);
    expect(await store.count('t')).toBe(0);
    const waiting = store.upsert('t', [sampleRecord('a')]);
    other.exec('ROLLBACK');
    await waiting;
    expect(await store.count('t')).toBe(1);
    other.close();
    await store.close();
  });

  test('may be memory', async () => {
    const store = await open(':memory:');
    await store.upsert('t', [sampleRecord('a')]);
    expect(await store.search('t', { vector: vectorAt(0), topK: 1 })).toHaveLength(1);
    await store.close();
  });

  test('must be named, and the time allowed be a number', async () => {
    await expect(open('')).rejects.toThrow(/^path/);
    const options = { path: ':memory:', embedder: EMBEDDER, busyTimeoutMs: NaN };
    await expect(openSqliteStore(options)).rejects.toThrow(/^busyTimeoutMs/);
    await expect(
      openSqliteStore({ path: ':memory:', embedder: { identity: '', dimensions: 1 } }),
    ).rejects.toThrow(/^embedder.identity/);
  });
});

/** The ids of the records that score best, by scoring every one as Qdrant does. */
function bestByWords(records: readonly StoredRecord[], words: readonly QueryWord[], limit: number): string[] {
  const query = queryWordVector(words);
  const vectors = records.map(({ metric, text }) => {
    const { indices, values } = recordWordVector(metric, text);
    return new Map(indices.map((index, i) => [index, values[i]]));
  });
  const idf = query.indices.map((index) => {
    const having = vectors.filter((vector) => vector.has(index)).length;
    return Math.log(1 + (records.length - having + 0.5) / (having + 0.5));
  });
  return vectors
    .map((vector, i) => ({
      id: records[i].id,
      score: query.indices.reduce(
        (sum, index, k) => sum + query.values[k] * idf[k] * (vector.get(index) ?? 0),
        0,
      ),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

describe('beyond the size for exact search', () => {
  const RECORDS = 12_000;
  /** Words, and in which share of the records they are. */
  const SHARES = { red: 0.4, green: 0.43, blue: 0.3, ant: 0.25, bat: 0.25, cat: 0.25, dog: 0.25, fox: 0.25 };
  const random = seededRandom(3);
  const centres = Array.from({ length: 60 }, () => randomVector(random, 128));
  const near = (i: number) => unitVector(centres[i % 60].map((x) => x + (random() - 0.5) / 15));
  const records = Array.from({ length: RECORDS }, (_, i) =>
    sampleRecord(`r${i}`, {
      vector: near(i),
      tags: [...(i % 20 > 0 ? ['most'] : []), ...(i % 10 === 0 ? ['few'] : [])],
      text: Object.entries({ ...SHARES, scarce: 0.01 })
        .map(([word, share]) => (random() < share ? `${word} `.repeat(1 + 4 * random() ** 3) : ''))
        .concat('filler '.repeat(20 * random()))
        .join(''),
    }),
  );

  test('the nearest are found as by comparing all, and word scores are those of scoring all', async () => {
    const path = newPath();
    const store = await openSqliteStore({ path, embedder: { identity: 'large', dimensions: 128 } });
    for (let i = 0; i < RECORDS; i += 1000) await store.upsert('t', records.slice(i, i + 1000));
    // Words of what was deleted must not count.
    await store.delete(
      't',
      records.slice(11_000).map(({ id }) => id),
    );
    const left = records.slice(0, 11_000);
    let found = 0;
    for (let i = 0; i < 30; i++) {
      const vector = near(i);
      const filter = [undefined, { tags: ['most'] }, { tags: ['few'] }][i % 3];
      const nearest = left
        .filter(({ tags }) => filter?.tags.every((tag) => tags.includes(tag)) ?? true)
        .map(({ id, vector: x }) => ({
          id,
          similarity: x.reduce((sum, value, k) => sum + value * vector[k], 0),
        }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 10);
      const hits = await store.search('t', { vector, topK: 10, filter });
      expect(hits).toHaveLength(10);
      const ids = new Set(hits.map((hit) => hit.record.id));
      found += nearest.filter(({ id }) => ids.has(id)).length;
    }
    expect(found / 300).toBeGreaterThanOrEqual(0.99);

    for (const text of [
      'red',
      'red green',
      'blue green red',
      'scarce red',
      'scarce blue green',
      'filler red',
      'ant bat cat dog fox',
    ]) {
      const hits = await store.search('t', { text, alternatives: ['fox', 'red'], topK: 20 });
      expect(hits.map((hit) => hit.record.id)).toEqual(
        bestByWords(left, queryWords(text, ['fox', 'red']), 20),
      );
    }
    await store.close();
  }, 60_000);
});

test('many calls at once let everything else have its turn between any two of them', async () => {
  const store = await open(newPath());
  let turns = 0;
  let isOver = false;
  const countTurns = () => {
    turns++;
    if (!isOver) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  await Promise.all(Array.from({ length: 20 }, () => store.count('tenant')));
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(19);
  await store.close();
});

describe('several processes', () => {
  const startWriter = (
    path: string,
    name: string,
    batches: number,
  ): ChildProcess & { acknowledged: number } => {
    const script = join(import.meta.dirname, 'testing', 'store-writer.ts');
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--no-warnings', script, path, name, String(batches)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const writer = Object.assign(child, { acknowledged: -1 });
    child.stdout.on('data', (data: Buffer) => {
      const lines = data.toString().trim().split('\n');
      writer.acknowledged = Number(lines.at(-1));
    });
    return writer;
  };

  const columnOf = (database: DatabaseSync, sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0]);

  test('lose nothing and hinder no one when they write and search at once', async () => {
    const path = newPath();
    const writers = ['one', 'two'].map((name) => startWriter(path, name, 40));
    const codes = await Promise.all(
      writers.map(async (writer) => (await once(writer, 'close'))[0] as number),
    );
    expect(codes).toEqual([0, 0]);
    const store = await open(path);
    expect(await store.count('tenant')).toBe(2 * GROUPS * GROUP_RECORDS);
    for (const name of ['one', 'two']) {
      for (let n = 35; n < 40; n++) {
        const matchers = [{ name: 'version', operator: '=' as const, value: String(n) }];
        const filter = { tags: [`${name}-${n % GROUPS}`], matchers };
        expect(await store.count('tenant', filter)).toBe(GROUP_RECORDS);
      }
    }
    await store.close();
  }, 120_000);

  test('killed in the middle of writing leave every acknowledged batch whole, and no batch half', async () => {
    const path = newPath();
    await (await open(path)).close();
    const random = seededRandom(5);
    for (let round = 0; round < 20; round++) {
      const name = `round-${round}`;
      const writer = startWriter(path, name, 1e9);
      const closed = once(writer, 'close');
      await once(writer.stdout ?? writer, 'data');
      await sleep(random() * 60);
      writer.kill('SIGKILL');
      await closed;

      const store = await open(path);
      const versions: number[] = [];
      for (let group = 0; group < GROUPS; group++) {
        const filter = { tags: [`${name}-${group}`] };
        const hits = await store.search('tenant', { vector: vectorAt(0), topK: 100, filter });
        const units = [...new Set(hits.map((hit) => Number(hit.record.unit)))];
        if (hits.length === 0) continue;
        expect(hits).toHaveLength(GROUP_RECORDS);
        expect(units).toHaveLength(1);
        expect(await store.search('tenant', { text: name, topK: 100, filter })).toHaveLength(GROUP_RECORDS);
        const { anomalies } = await store.listAnomalies('tenant', { order: 'time', limit: 100, filter });
        expect(anomalies.map(({ anomaly }) => anomaly.startMs)).toEqual(hits.map(() => units[0]));
        versions.push(units[0]);
      }
      expect(Math.max(...versions)).toBeGreaterThanOrEqual(writer.acknowledged);
      await store.close();

      const database = new DatabaseSync(path);
      expect(columnOf(database, 'PRAGMA integrity_check')).toEqual(['ok']);
      database.exec("INSERT INTO words (words) VALUES ('integrity-check')");
      const numbers = columnOf(database, 'SELECT record FROM records ORDER BY record');
      for (const table of ['bodies', 'vectors', 'signatures', 'labels', 'tags', 'anomalies']) {
        expect(columnOf(database, `SELECT DISTINCT record FROM ${table} ORDER BY record`)).toEqual(numbers);
      }
      expect(columnOf(database, 'SELECT rowid FROM words ORDER BY rowid')).toEqual(numbers);
      database.close();
    }
  }, 300_000);
});
