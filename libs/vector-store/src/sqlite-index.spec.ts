import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqliteStore } from './sqlite-store.ts';
import { EMBEDDER, named, randomVector, seededRandom, vectorAt } from './testing/sample-records.ts';
import type { StoredRecord, VectorStore } from './vector-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what a store holds in memory follows what others do to the file', () => {
  let ours: VectorStore;
  let theirs: VectorStore;
  let files = 0;
  beforeEach(async () => {
    const path = join(folder, `${++files}.db`);
    [ours, theirs] = [
      await openSqliteStore({ path, embedder: EMBEDDER }),
      await openSqliteStore({ path, embedder: EMBEDDER }),
    ];
  });
  afterEach(async () => {
    await Promise.all([ours.close(), theirs.close()]);
  });

  const put = async (store: VectorStore, records: readonly StoredRecord[]) => {
    for (let i = 0; i < records.length; i += 1000) await store.upsert('t', records.slice(i, i + 1000));
  };
  const names = async (given: object) =>
    (await ours.search('t', { vector: vectorAt(0), topK: 3, ...given })).map(
      ({ record }) => record.description,
    );
  const spread = (count: number, degrees: number, text = 'straw') =>
    Array.from({ length: count }, (_, i) =>
      named(`${degrees}/${i}`, { vector: vectorAt(degrees + i / 1000), text, tags: ['x'] }),
    );

  test('new, replaced and deleted records, few of them', async () => {
    await put(theirs, [named('a', { text: 'needle', vector: vectorAt(10) })]);
    expect(await names({ text: 'needle' })).toEqual(['a']);
    await put(theirs, [
      named('b', { vector: vectorAt(1) }),
      named('a', { text: 'straw', vector: vectorAt(20) }),
    ]);
    expect(await names({})).toEqual(['b', 'a']);
    expect(await names({ vector: undefined, text: 'needle' })).toEqual([]);
    await theirs.delete('t', [named('b').id]);
    expect(await names({})).toEqual(['a']);
    expect(await names({ filter: { matchers: [{ name: 'job', operator: '!=', value: 'x' }] } })).toEqual([
      'a',
    ]);
  });

  test('very many that were nearest and are gone leave their room to those that are there', async () => {
    await put(theirs, [...spread(4000, 0), ...spread(30, 60), ...spread(3000, 90)]);
    expect((await names({}))[0]).toBe('0/0');
    await theirs.deleteMatching('t', { tags: ['x'], metrics: ['up'] });
    await put(theirs, [...spread(30, 60), ...spread(3000, 90)]);
    expect(await names({})).toEqual(['60/0', '60/1', '60/2']);
    await theirs.delete(
      't',
      spread(30, 60).map(({ id }) => id),
    );
    expect(await names({})).toEqual(['90/0', '90/1', '90/2']);
    expect(await names({ filter: { tags: ['x'] } })).toEqual(['90/0', '90/1', '90/2']);
  }, 30_000);

  test('deletions alone, of the nearest of many', async () => {
    await put(theirs, [...spread(2500, 0), ...spread(2500, 120)]);
    expect((await names({}))[0]).toBe('0/0');
    const ids = spread(2500, 0).map(({ id }) => id);
    for (let i = 0; i < ids.length; i += 1000) await theirs.delete('t', ids.slice(i, i + 1000));
    expect(await names({})).toEqual(['120/0', '120/1', '120/2']);
  }, 30_000);

  test('vectors that were made anew', async () => {
    await put(theirs, [...spread(2500, 0), ...spread(3, 60, 'other')]);
    expect((await names({}))[0]).toBe('0/0');
    const turn = (texts: readonly string[]) =>
      Promise.resolve(texts.map((text) => vectorAt(text === 'other' ? 0 : 90)));
    await theirs.reindex(EMBEDDER, turn);
    expect((await names({})).sort()).toEqual(['60/0', '60/1', '60/2']);
  }, 30_000);

  test('searches give what comparing all gives, whatever was written between them', async () => {
    const random = seededRandom(29);
    const there = new Map<string, StoredRecord>();
    for (let round = 0; round < 12; round++) {
      const store = round % 2 ? ours : theirs;
      const written = Array.from({ length: 400 }, () => {
        const i = Math.floor(900 * random());
        return named(`r${i}`, { vector: randomVector(random), metric: `m${i % 9}`, text: `word${i % 7}` });
      });
      await put(store, written);
      for (const record of written) there.set(record.id, record);
      const gone = [...there.keys()].filter(() => random() < 0.1);
      await store.delete('t', gone);
      for (const id of gone) there.delete(id);
      const vector = randomVector(random);
      const similarity = (record: StoredRecord) =>
        record.vector.reduce((sum, x, i) => sum + x * vector[i], 0);
      const expected = [...there.values()].sort((a, b) => similarity(b) - similarity(a)).slice(0, 20);
      const hits = await ours.search('t', { vector, topK: 20 });
      expect(hits.map(({ record }) => record.id)).toEqual(expected.map(({ id }) => id));
      const metrics = ['m1', 'm2'];
      const passing = [...there.values()].filter(({ metric }) => metrics.includes(metric));
      expect(await ours.search('t', { vector, topK: 1000, filter: { metrics } })).toHaveLength(
        passing.length,
      );
    }
  }, 30_000);
});
