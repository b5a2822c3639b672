import { describe, expect, test } from '@jest/globals';
import type { RecordFilter, SeriesRecord } from '../vector-store.ts';
import { named, sampleAnomaly, uuidOf, withoutVector } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** Going through all records page by page, and deleting whatever passes a filter. */
export function describeWalk(subject: ContractSubject): void {
  const many = (count: number, given: Parameters<typeof named>[1] = {}) =>
    Array.from({ length: count }, (_, i) => named(`r${i}`, given));

  const walk = async (tenant: string, limit: number, filter?: RecordFilter): Promise<SeriesRecord[]> => {
    const records: SeriesRecord[] = [];
    for (;;) {
      const page = await subject.store.list(tenant, { limit, filter, afterId: records.at(-1)?.id });
      if (page.length === 0) return records;
      expect(page.length).toBeLessThanOrEqual(limit);
      records.push(...page);
    }
  };
  /** By id, as what `list` gives is in an order of the store's own. */
  const keyed = (records: readonly SeriesRecord[]) => new Map(records.map((record) => [record.id, record]));

  describe('a walk', () => {
    test('comes to every record once, as it was stored, in one order whatever the size of the pages', async () => {
      const records = many(25, { watch: 'nodes', anomalies: [sampleAnomaly(1, 2, Infinity)] });
      const tenant = await subject.tenantWith(...records);
      const walked = await walk(tenant, 7);
      expect(walked).toHaveLength(25);
      for (const record of records) expect(keyed(walked).get(record.id)).toEqual(withoutVector(record));
      for (const limit of [1, 25, 1000]) expect(await walk(tenant, limit)).toEqual(walked);
    });

    test('comes once to what stays, while others store, replace and delete', async () => {
      const records = many(40);
      const tenant = await subject.tenantWith(...records);
      const order = (await walk(tenant, 100)).map(({ id }) => id);
      const deleted = new Set<string>();
      const walked: string[] = [];
      for (let round = 0; ; round++) {
        const page = await subject.store.list(tenant, { limit: 6, afterId: walked.at(-1) });
        if (page.length === 0) break;
        walked.push(...page.map(({ id }) => id));
        // The one that the next page starts after, and one that is still to come.
        const gone = [walked[walked.length - 1], order[order.length - 1 - round]];
        await subject.store.delete(tenant, gone);
        for (const id of gone) deleted.add(id);
        await subject.store.upsert(
          tenant,
          records.filter(({ id }) => !deleted.has(id)).map((record) => ({ ...record, text: `${round}` })),
        );
        await subject.store.upsert(tenant, [named(`new ${round}`)]);
      }
      const old = new Set(order);
      const stayed = order.filter((id) => !deleted.has(id));
      expect(walked.filter((id) => old.has(id) && !deleted.has(id))).toEqual(stayed);
      expect(new Set(walked).size).toBe(walked.length);
    });

    test('keeps to its tenant and to its filter', async () => {
      const records = many(30).map((record, i) => ({ ...record, tags: i % 3 === 0 ? ['third'] : [] }));
      const tenant = await subject.tenantWith(...records);
      await subject.tenantWith(...many(30, { tags: ['third'], description: 'of another' }));
      const walked = await walk(tenant, 4, { tags: ['third'] });
      expect(walked.map(({ description }) => description).sort()).toEqual(
        records
          .filter(({ tags }) => tags.length > 0)
          .map(({ description }) => description)
          .sort(),
      );
      const matchers = [{ name: '__name__', operator: '=~' as const, value: 'u.' }];
      expect(await walk(tenant, 20, { matchers })).toHaveLength(30);
      expect(await walk(tenant, 20, { metrics: [] })).toEqual([]);
      expect(await walk(await subject.tenantWith(), 20)).toEqual([]);
    });
  });

  describe('deleting what passes a filter', () => {
    test('leaves nothing of it behind, and everything else and every other tenant alone', async () => {
      const records = [
        named('old', { watch: 'nodes', endMs: 2000, text: 'rusty', anomalies: [sampleAnomaly(1, 2, 3)] }),
        named('fresh', { watch: 'nodes', endMs: 3000 }),
        named('old, of another watch', { watch: 'pods', endMs: 2000 }),
        named('old, by hand', { endMs: 2000 }),
      ];
      const tenant = await subject.tenantWith(...records);
      const other = await subject.tenantWith(...records);
      const expired = { watch: 'nodes', endedBeforeMs: 3000 };
      expect(await subject.store.deleteMatching(tenant, expired)).toBe(1);
      expect(await subject.store.deleteMatching(tenant, expired)).toBe(0);
      expect(await subject.find(tenant)).toEqual(['fresh', 'old, by hand', 'old, of another watch']);
      expect(await subject.store.get(tenant, [uuidOf('old')])).toEqual([]);
      expect(await subject.store.search(tenant, { text: 'rusty', topK: 10 })).toEqual([]);
      expect(await subject.store.strangest(tenant, 10)).toEqual([]);
      expect(await subject.store.stats(tenant)).toMatchObject({ records: 3, anomalies: 0 });
      expect(await subject.find(other)).toHaveLength(4);
    });

    test('takes any condition, and as many records as pass', async () => {
      const tenant = await subject.tenantWith(...many(1000, { tags: ['much'] }));
      await subject.store.upsert(tenant, [
        ...Array.from({ length: 200 }, (_, i) => named(`more ${i}`, { tags: ['much'] })),
        named('kept', { labels: { job: 'kept' } }),
      ]);
      const matchers = [{ name: 'job', operator: '!~' as const, value: '.+' }];
      expect(await subject.store.deleteMatching(tenant, { tags: ['none'], matchers })).toBe(0);
      expect(await subject.store.deleteMatching(tenant, { metrics: [] })).toBe(0);
      expect(await subject.store.deleteMatching(tenant, { tags: ['much'], matchers })).toBe(1200);
      expect(await subject.find(tenant)).toEqual(['kept']);
      expect(await subject.store.deleteMatching(await subject.tenantWith(), { matchers })).toBe(0);
    });

    test('is refused without a condition', async () => {
      const tenant = await subject.tenantWith(named('a'));
      const empty: RecordFilter[] = [{}, { tags: [] }, { matchers: [], tags: [] }, { watch: undefined }];
      for (const filter of empty) {
        const error: unknown = await subject.store
          .deleteMatching(tenant, filter)
          .catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(RangeError);
        expect(error).toHaveProperty('message', expect.stringMatching(/^filter/));
      }
      expect(await subject.store.count(tenant)).toBe(1);
    });
  });
}
