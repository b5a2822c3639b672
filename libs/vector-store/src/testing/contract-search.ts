import { describe, expect, test } from '@jest/globals';
import type { RecordFilter, StoredRecord } from '../vector-store.ts';
import { named, randomVector, sampleAnomaly, seededRandom, vectorAt } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** Rankings: by vector, by words, fused, and by anomalies. */
export function describeSearch(subject: ContractSubject): void {
  describe('search', () => {
    test('finds nothing in an empty store, and all there is when topK is larger', async () => {
      const empty = await subject.tenantWith();
      expect(await subject.store.search(empty, { vector: vectorAt(0), text: 'x', topK: 5 })).toEqual([]);
      const tenant = await subject.tenantWith(named('a'), named('b'));
      expect(await subject.store.search(tenant, { vector: vectorAt(0), topK: 1000 })).toHaveLength(2);
    });

    test('by vector gives the nearest first', async () => {
      const random = seededRandom(7);
      const records = Array.from({ length: 200 }, (_, i) => named(`r${i}`, { vector: randomVector(random) }));
      const tenant = await subject.tenantWith(...records);
      const vector = randomVector(random);
      const similarity = (record: StoredRecord) =>
        record.vector.reduce((sum, x, i) => sum + x * vector[i], 0);
      const expected = [...records].sort((a, b) => similarity(b) - similarity(a)).slice(0, 20);
      const hits = await subject.store.search(tenant, { vector, topK: 20 });
      expect(hits.map((hit) => hit.record.id)).toEqual(expected.map((record) => record.id));
      expect(hits.map((hit) => hit.denseRank)).toEqual(expected.map((_, i) => i + 1));
      expect(hits[0].score).toBeCloseTo(1, 6);
      expect(hits.every((hit) => hit.keywordRank === undefined)).toBe(true);
    });

    test('by words gives rare words, repeated words and the words of the name their weight', async () => {
      const filler = Array.from({ length: 30 }, (_, i) =>
        named(`filler ${i}`, { metric: 'filler', text: 'seconds of something ordinary' }),
      );
      const tenant = await subject.tenantWith(
        ...filler,
        named('in name', { metric: 'http_requests_total', text: 'a counter of things served' }),
        named('in text', { metric: 'counter', text: 'things served http requests a counter' }),
        named('half', { metric: 'counter', text: 'things served http a counter of things' }),
        named('rare', { metric: 'gauge', text: 'ordinary kubelet seconds' }),
      );
      const search = async (text: string) =>
        (await subject.store.search(tenant, { text, topK: 5 })).map((hit) => hit.record.description);
      expect(await search('HTTP request')).toEqual(['in name', 'in text', 'half']);
      expect((await search('ordinary kubelets'))[0]).toBe('rare');
      expect(await search('httpRequests')).toEqual(await search('http requests'));
      expect(await search('the of and')).toEqual([]);
      expect(await search('')).toEqual([]);
      expect(await search('nowhere')).toEqual([]);
      const [first] = await subject.store.search(tenant, { text: 'kubelet', topK: 1 });
      expect(first).toMatchObject({ keywordRank: 1 });
      expect(first.score).toBeCloseTo(1, 6);
      expect(first.denseRank).toBeUndefined();
    });

    test('by words ranks the same, however often the records were replaced', async () => {
      // Rare words in ever longer texts among common words ever more often: which goes before which is a close call.
      const records = Array.from({ length: 40 }, (_, i) => [
        named(`filler ${i}`, { metric: 'filler', text: 'seconds of something ordinary' }),
        named(`rare ${i}`, { metric: 'gauge', text: `kubelet${i % 4} ${'word '.repeat(2 * i)}` }),
        named(`common ${i}`, { metric: 'gauge', text: 'ordinary '.repeat(1 + i) }),
      ]).flat();
      const tenant = await subject.tenantWith(...records);
      const search = async () => {
        const hits = await subject.store.search(tenant, { text: 'ordinary kubelet0 kubelet1', topK: 60 });
        return hits.map((hit) => hit.record.description);
      };
      const before = await search();
      expect(before.slice(0, 20).some((name) => name.startsWith('rare'))).toBe(true);
      for (let i = 0; i < 20; i++) await subject.store.upsert(tenant, records);
      expect(await search()).toEqual(before);
    });

    test('by words counts how rare a word is among the tenant’s records, not among everybody’s', async () => {
      const alphas = Array.from({ length: 8 }, (_, i) => named(`alpha ${i}`, { text: 'alpha gamma' }));
      const tenant = await subject.tenantWith(...alphas, named('beta', { text: 'beta gamma' }));
      const betas = Array.from({ length: 200 }, (_, i) => named(`other ${i}`, { text: 'beta gamma' }));
      await subject.tenantWith(...betas);
      const [first] = await subject.store.search(tenant, { text: 'alpha beta', topK: 1 });
      expect(first.record.description).toBe('beta');
    });

    test('takes every text as words, whatever it looks like', async () => {
      const tenant = await subject.tenantWith(named('a', { text: 'alpha beta' }));
      const random = seededRandom(11);
      const parts = [
        '"',
        "'",
        '*',
        '(',
        ')',
        'AND',
        'OR',
        'NOT',
        'NEAR(',
        ':',
        '^',
        '+',
        '-',
        '{',
        '}',
        '\\',
        '\n',
      ];
      const odd = [
        'metric:',
        'words MATCH',
        '🚀',
        'ß',
        '東京',
        '\u0000',
        '\ud800',
        '%',
        ';',
        '--',
        '/*',
        '😀a',
        'İ',
      ];
      const pick = () => [...parts, ...odd][Math.floor(random() * (parts.length + odd.length))];
      for (let round = 0; round < 10; round++) {
        const texts = Array.from({ length: 10 }, () =>
          Array.from({ length: 6 }, pick).join(round % 2 ? ' ' : ''),
        );
        const search = (text: string) => subject.store.search(tenant, { text, topK: 1 });
        expect((await Promise.all(texts.map(search))).flat()).toEqual([]);
        const withWord = await Promise.all(texts.map((text) => search(`${text} alpha ${text}`)));
        expect(withWord.map((hits) => hits.length)).toEqual(texts.map(() => 1));
      }
    }, 60_000);

    test('fuses both sides by reciprocal rank', async () => {
      const tenant = await subject.tenantWith(
        named('both', { text: 'needle', vector: vectorAt(10) }),
        named('near', { text: 'straw', vector: vectorAt(0) }),
        named('word', { text: 'needle needle', vector: vectorAt(90) }),
        named('far', { text: 'straw', vector: vectorAt(180) }),
      );
      const hits = await subject.store.search(tenant, { vector: vectorAt(0), text: 'needle', topK: 10 });
      const byName = Object.fromEntries(hits.map((hit) => [hit.record.description, hit]));
      const fused = (...ranks: number[]) => ranks.reduce((sum, rank) => sum + 61 / (60 + rank) / 2, 0);
      expect(byName['both']).toMatchObject({ denseRank: 2, keywordRank: 2 });
      expect(byName['word']).toMatchObject({ denseRank: 3, keywordRank: 1 });
      expect(byName['near'].keywordRank).toBeUndefined();
      expect(byName['both'].score).toBeCloseTo(fused(2, 2), 5);
      expect(byName['word'].score).toBeCloseTo(fused(3, 1), 5);
      expect(byName['near'].score).toBeCloseTo(fused(1), 5);
      expect(byName['far'].score).toBeCloseTo(fused(4), 5);
      expect(hits.map((hit) => hit.record.description).slice(2)).toEqual(['near', 'far']);
      expect(new Set(hits.map((hit) => hit.record.id)).size).toBe(hits.length);
    });

    test('scores 1 what is first on both sides', async () => {
      const tenant = await subject.tenantWith(
        named('a', { text: 'needle' }),
        named('b', { vector: vectorAt(50) }),
      );
      const [first] = await subject.store.search(tenant, { vector: vectorAt(0), text: 'needle', topK: 1 });
      expect(first.record.description).toBe('a');
      expect(first.score).toBeCloseTo(1, 6);
    });
  });

  describe('strangest', () => {
    test('orders by the highest score that passes, then by id, and leaves calm records out', async () => {
      const tenant = await subject.tenantWith(
        named('past giant', { anomalies: [sampleAnomaly(1, 2, 100), sampleAnomaly(50, 60, 2)] }),
        named('present', { anomalies: [sampleAnomaly(50, 60, 7), sampleAnomaly(55, 60, 3)] }),
        named('endless', { anomalies: [sampleAnomaly(1, 2, Infinity)] }),
        named('unknown', { anomalies: [sampleAnomaly(1, 2, NaN)] }),
        named('calm'),
      );
      const strangest = async (limit: number, filter?: RecordFilter) =>
        (await subject.store.strangest(tenant, limit, filter)).map((record) => record.description);
      expect(await strangest(10)).toEqual(['endless', 'past giant', 'present', 'unknown']);
      expect(await strangest(2)).toEqual(['endless', 'past giant']);
      expect(await strangest(10, { anomalyFromMs: 40 })).toEqual(['present', 'past giant']);
      expect(await strangest(1, { anomalyFromMs: 40 })).toEqual(['present']);
      expect(await strangest(10, { anomalyFromMs: 40, minAnomalyScore: 3 })).toEqual(['present']);
    });

    test('breaks ties by id, over more records than fit one answer', async () => {
      const records = Array.from({ length: 250 }, (_, i) =>
        named(`tie ${i}`, { anomalies: [sampleAnomaly(1, 2, i < 230 ? 5 : 6), sampleAnomaly(8, 9, 5)] }),
      );
      const tenant = await subject.tenantWith(...records);
      const ids = records.map((record) => record.id);
      const byId = (a: string, b: string) => (a < b ? -1 : 1);
      const expected = [...ids.slice(230).sort(byId), ...ids.slice(0, 230).sort(byId)];
      const all = await subject.store.strangest(tenant, 240);
      expect(all.map((record) => record.id)).toEqual(expected.slice(0, 240));
      const later = await subject.store.strangest(tenant, 5, { anomalyFromMs: 5 });
      expect(later.map((record) => record.id)).toEqual([...ids].sort(byId).slice(0, 5));
    });
  });
}
