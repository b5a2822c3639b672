import { describe, expect, test } from '@jest/globals';
import type { SearchHit, SearchRequest } from '../vector-store.ts';
import { named, randomVector, seededRandom, vectorAt } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** What a search gives of a ranking: pages, so many of each metric, other words, similarities; and facets. */
export function describePages(subject: ContractSubject): void {
  const nameOf = ({ record }: SearchHit) => record.description;
  const find = async (tenant: string, request: SearchRequest) =>
    (await subject.store.search(tenant, request)).map(nameOf);

  describe('pages of a search', () => {
    test('of the same candidates are those of one ranking, and end with it', async () => {
      const random = seededRandom(3);
      const records = Array.from({ length: 90 }, (_, i) =>
        named(`r${i}`, {
          vector: randomVector(random),
          text: i % 3 === 0 ? 'needle '.repeat(1 + i) : 'straw',
        }),
      );
      const tenant = await subject.tenantWith(...records);
      const query = { vector: randomVector(random), text: 'needle', candidates: 60 };
      const whole = await find(tenant, { ...query, topK: 60 });
      expect(new Set(whole).size).toBe(60);
      for (const perMetric of [undefined, 1000]) {
        const pages: string[] = [];
        for (let offset = 0; offset < 60; offset += 13) {
          const page = await find(tenant, { ...query, perMetric, topK: Math.min(13, 60 - offset), offset });
          pages.push(...page);
        }
        expect(pages).toEqual(whole);
      }
      expect(await find(tenant, { vector: query.vector, topK: 50, offset: 85 })).toHaveLength(5);
      expect(await find(tenant, { vector: query.vector, topK: 50, offset: 90 })).toEqual([]);
    });

    test('beyond the thousandth are refused, and so are fewer candidates than are wanted', async () => {
      const tenant = await subject.tenantWith(named('a'));
      const search = (given: object) => subject.store.search(tenant, { text: 'a', topK: 10, ...given });
      for (const offset of [-1, 0.5, 991, NaN]) await expect(search({ offset })).rejects.toThrow(/^offset/);
      await expect(search({ offset: 5, candidates: 14 })).rejects.toThrow(/^candidates/);
      await expect(search({ candidates: 2001 })).rejects.toThrow(/^candidates/);
      await expect(search({ perMetric: 0 })).rejects.toThrow(/^perMetric/);
      await expect(search({ alternatives: 'a' })).rejects.toThrow(/^alternatives/);
      expect(await search({ offset: 990, candidates: 2000 })).toEqual([]);
    });
  });

  describe('so many of each metric', () => {
    const crowd = Array.from({ length: 2000 }, (_, i) =>
      named(`crowd ${i}`, {
        metric: 'crowd',
        text: 'needle '.repeat(i === 0 ? 3 : 2),
        vector: vectorAt(i / 1000),
      }),
    );
    const others = ['a', 'b', 'c'].map((name, i) =>
      named(name, { metric: name, text: `needle ${'straw '.repeat(i)}`, vector: vectorAt(20 + i) }),
    );

    test('leave room for those that a metric with very many series would crowd out', async () => {
      const tenant = await subject.tenantWith(...crowd.slice(0, 1000));
      await subject.store.upsert(tenant, [...crowd.slice(1000).slice(0, 997), ...others]);
      const query = { vector: vectorAt(0), text: 'needle', topK: 10 };
      expect(await find(tenant, query)).not.toContain('a');
      for (const sides of [query, { ...query, text: undefined }, { ...query, vector: undefined }]) {
        const one = await find(tenant, { ...sides, perMetric: 1 });
        expect(one[0]).toMatch(/^crowd/);
        expect(one.slice(1)).toEqual(['a', 'b', 'c']);
        const two = await find(tenant, { ...sides, perMetric: 2 });
        expect(two.filter((name) => name.startsWith('crowd'))).toHaveLength(2);
        expect(two).toHaveLength(5);
      }
      const page = await find(tenant, { ...query, perMetric: 1, topK: 2, offset: 1 });
      expect(page).toEqual(['a', 'b']);
      const [, second] = await subject.store.search(tenant, { ...query, perMetric: 1 });
      expect(second).toMatchObject({ denseRank: 2, keywordRank: 2 });
      expect(second.similarity).toBeCloseTo(Math.cos((20 * Math.PI) / 180), 5);
    }, 60_000);

    test('are the best of each, in the order of all', async () => {
      const random = seededRandom(17);
      const records = Array.from({ length: 120 }, (_, i) =>
        named(`r${i}`, { metric: `m${i % 7}`, vector: randomVector(random) }),
      );
      const tenant = await subject.tenantWith(...records);
      const vector = randomVector(random);
      const all = await subject.store.search(tenant, { vector, topK: 120 });
      const counts: Record<string, number> = {};
      const expected = all.filter(
        ({ record }) => (counts[record.metric] = (counts[record.metric] ?? 0) + 1) <= 3,
      );
      expect(await find(tenant, { vector, topK: 120, perMetric: 3 })).toEqual(expected.map(nameOf));
    });

    test('pass the filter', async () => {
      const tenant = await subject.tenantWith(
        named('a', { metric: 'm', vector: vectorAt(0) }),
        named('b', { metric: 'm', vector: vectorAt(5), tags: ['x'] }),
        named('c', { metric: 'n', vector: vectorAt(9) }),
      );
      const request = { vector: vectorAt(0), topK: 5, perMetric: 1 };
      expect(await find(tenant, request)).toEqual(['a', 'c']);
      expect(await find(tenant, { ...request, filter: { tags: ['x'] } })).toEqual(['b']);
    });
  });

  describe('other words', () => {
    test('find what the text’s do not, and count less', async () => {
      const filler = Array.from({ length: 30 }, (_, i) => named(`filler ${i}`, { text: 'something else' }));
      const tenant = await subject.tenantWith(
        ...filler,
        named('said', { text: 'processor load' }),
        named('meant', { text: 'chip load' }),
        named('both', { text: 'processor chip load' }),
      );
      const alternatives = ['chips', 'core'];
      expect(await find(tenant, { text: 'processor', topK: 9 })).toEqual(['said', 'both']);
      const found = await find(tenant, { text: 'processor', alternatives, topK: 9 });
      expect(found).toEqual(['both', 'said', 'meant']);
      expect(await find(tenant, { text: '', alternatives, topK: 9 })).toEqual(['meant', 'both']);
      expect(await find(tenant, { text: 'chip', alternatives: ['chip', 'the'], topK: 9 })).toEqual([
        'meant',
        'both',
      ]);
    });
  });

  describe('similarity', () => {
    test('is the cosine, for what only words found too, and absent without a vector', async () => {
      const records = Array.from({ length: 60 }, (_, i) => named(`r${i}`, { vector: vectorAt(i) }));
      const word = named('word', { text: 'needle', vector: vectorAt(150) });
      const tenant = await subject.tenantWith(...records, word);
      const vector = vectorAt(0).map((x) => 3 * x);
      const hits = await subject.store.search(tenant, { vector, text: 'needle', topK: 20, candidates: 20 });
      const ofWord = hits.find((hit) => nameOf(hit) === 'word');
      expect(ofWord?.denseRank).toBeUndefined();
      expect(ofWord?.similarity).toBeCloseTo(Math.cos((150 * Math.PI) / 180), 5);
      const second = hits.find((hit) => hit.denseRank === 2);
      expect(second?.similarity).toBeCloseTo(Math.cos(Math.PI / 180), 5);
      const [none] = await subject.store.search(tenant, { text: 'needle', topK: 1 });
      expect(none).not.toHaveProperty('similarity');
      const nowhere = new Float32Array(vector.length);
      const [zero] = await subject.store.search(tenant, { vector: nowhere, text: 'needle', topK: 1 });
      expect(zero.similarity).toBe(0);
    });
  });

  describe('facets', () => {
    test('count the values of metrics, tags and labels among the records that pass, most first', async () => {
      const of = (job: string, metric: string, ...tags: string[]) => ({ labels: { job }, metric, tags });
      const tenant = await subject.tenantWith(
        named('a', of('api', 'm', 'rising', 'daily')),
        named('b', of('api', 'n', 'rising')),
        named('c', of('web', 'n')),
        named('d', { metric: 'n', labels: { zone: 'a=b' } }),
      );
      const fields = ['label:job', 'tag', 'metric', 'label:zone', 'label:nowhere'] as const;
      const facets = await subject.store.facets(tenant, fields);
      expect(facets.map(({ field }) => field)).toEqual(fields);
      const pairs = facets.map(({ values }) => values.map(({ value, records }) => [value, records]));
      expect(pairs).toEqual([
        [
          ['api', 2],
          ['web', 1],
        ],
        [
          ['rising', 2],
          ['daily', 1],
        ],
        [
          ['n', 3],
          ['m', 1],
        ],
        [['a=b', 1]],
        [],
      ]);
      const [ofRising] = await subject.store.facets(tenant, ['metric'], { tags: ['rising'] });
      expect(ofRising.values).toEqual([
        { value: 'm', records: 1 },
        { value: 'n', records: 1 },
      ]);
      const matchers = [{ name: 'job', operator: '=~' as const, value: 'w.*' }];
      expect(await subject.store.facets(tenant, ['tag', 'label:job'], { matchers })).toEqual([
        { field: 'tag', values: [] },
        { field: 'label:job', values: [{ value: 'web', records: 1 }] },
      ]);
      expect(await subject.store.facets(await subject.tenantWith(), ['tag'])).toEqual([
        { field: 'tag', values: [] },
      ]);
      expect(await subject.store.facets(tenant, [])).toEqual([]);
      for (const field of ['tags', 'label:', 'job']) {
        await expect(subject.store.facets(tenant, [field as 'tag'])).rejects.toThrow(/^fields\[0\]/);
      }
    });
  });
}
