import { describe, expect, test } from '@jest/globals';
import type { RecordFilter } from '../vector-store.ts';
import { named, sampleAnomaly, sampleRecord, uuidOf, vectorAt, withoutVector } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** Storing, getting, replacing and deleting, and that tenants are apart. */
export function describeRecords(subject: ContractSubject): void {
  describe('records', () => {
    test('come back as they were, NaN and the infinities within the profile and anomalies included', async () => {
      const record = sampleRecord('round trip', {
        labels: { job: 'a"b\\c', path: 'line\nbreak', city: 'Zürich 東京 🚀', empty: '', __proto__x: 'y' },
        tags: ['rising', 'ünïcode'],
        unit: 'bytes',
        anomalies: [{ ...sampleAnomaly(1, 2, Infinity), lower: -Infinity, upper: NaN, reason: 'NaN' }],
      });
      const profile = { ...record.profile, startMs: -0, staleSeconds: Infinity, stepMs: 1e20 };
      const tenant = await subject.tenantWith({ ...record, profile });
      const [read] = await subject.store.get(tenant, [record.id]);
      expect(read).toEqual(withoutVector({ ...record, profile }));
      expect(Object.is(read.profile.startMs, -0)).toBe(true);
      expect(read.profile.statistics.mean).toBeNaN();
    });

    test('may have texts of 100 kB', async () => {
      const text = 'größe of the übergroß metric "quoted" \u0001 🚀 '.repeat(2500);
      const record = sampleRecord('long', { text });
      const tenant = await subject.tenantWith(record);
      expect((await subject.store.get(tenant, [record.id]))[0].text).toBe(text);
      expect(await subject.store.search(tenant, { text: 'übergroß', topK: 1 })).toHaveLength(1);
    });

    test('are got in the order of the ids, leaving out those that are not there', async () => {
      const tenant = await subject.tenantWith(named('a'), named('b'), named('c'));
      const records = await subject.store.get(tenant, [uuidOf('c'), uuidOf('missing'), uuidOf('a')]);
      expect(records.map((record) => record.description)).toEqual(['c', 'a']);
      expect(await subject.store.get(tenant, [])).toEqual([]);
    });

    test('stored again change nothing', async () => {
      const records = [named('a', { tags: ['x'] }), named('b', { anomalies: [sampleAnomaly(1, 2, 3)] })];
      const tenant = await subject.tenantWith(...records);
      const before = await subject.store.stats(tenant);
      await subject.store.upsert(tenant, records);
      const after = await subject.store.stats(tenant);
      expect({ ...after, sizeBytes: 0 }).toEqual({ ...before, sizeBytes: 0 });
      expect(await subject.find(tenant)).toEqual(['a', 'b']);
    });

    test('replaced leave no old vector, word, label, tag, metric or anomaly behind', async () => {
      const tenant = await subject.tenantWith(
        named('a', {
          metric: 'old_metric',
          text: 'ancient',
          labels: { job: 'old' },
          tags: ['old'],
          anomalies: [sampleAnomaly(10, 20, 9)],
          vector: vectorAt(0),
        }),
        named('b', { vector: vectorAt(10) }),
      );
      await subject.store.upsert(tenant, [
        named('a', { metric: 'new_metric', text: 'modern', labels: { job: 'new' }, vector: vectorAt(90) }),
      ]);
      expect(await subject.store.search(tenant, { text: 'ancient old', topK: 10 })).toEqual([]);
      const nearest = await subject.store.search(tenant, { vector: vectorAt(0), topK: 10 });
      expect(nearest.map((hit) => hit.record.description)).toEqual(['b', 'a']);
      const old: RecordFilter[] = [
        { metrics: ['old_metric'] },
        { tags: ['old'] },
        { matchers: [{ name: 'job', operator: '=', value: 'old' }] },
        { minAnomalyScore: 1 },
      ];
      for (const filter of old) expect(await subject.find(tenant, filter)).toEqual([]);
      expect(await subject.store.strangest(tenant, 10)).toEqual([]);
      expect((await subject.store.stats(tenant)).byMetric.map(({ metric }) => metric).sort()).toEqual([
        'new_metric',
        'up',
      ]);
    });

    test('of one id in one batch are one record: the last', async () => {
      const tenant = await subject.tenantWith(named('a', { text: 'first' }), named('a', { text: 'second' }));
      expect(await subject.store.count(tenant)).toBe(1);
      expect((await subject.store.get(tenant, [uuidOf('a')]))[0].text).toBe('second');
    });

    test('deleted are gone from everywhere, and counted once', async () => {
      const tenant = await subject.tenantWith(
        named('a', { anomalies: [sampleAnomaly(1, 2, 3)] }),
        named('b'),
      );
      expect(await subject.store.delete(tenant, [uuidOf('a'), uuidOf('a'), uuidOf('missing')])).toBe(1);
      expect(await subject.store.delete(tenant, [uuidOf('a')])).toBe(0);
      expect(await subject.store.delete(tenant, [])).toBe(0);
      expect(await subject.find(tenant)).toEqual(['b']);
      expect(await subject.store.search(tenant, { text: 'a', topK: 10 })).toEqual([]);
      expect(await subject.store.strangest(tenant, 10)).toEqual([]);
      expect(await subject.store.stats(tenant)).toMatchObject({ records: 1, anomalies: 0 });
    });
  });

  describe('tenants', () => {
    test('never see, replace or delete what belongs to another', async () => {
      const text = 'the same words for everyone';
      const mine = named('shared id', { text, anomalies: [sampleAnomaly(1, 2, 3)], description: 'mine' });
      const one = await subject.tenantWith(mine);
      const other = await subject.tenantWith({ ...mine, description: 'theirs' });
      const nobody = await subject.tenantWith();
      const descriptions = async (tenant: string) => [
        (await subject.store.get(tenant, [mine.id])).map((record) => record.description),
        (await subject.store.search(tenant, { vector: mine.vector, text, topK: 10 })).map(
          (hit) => hit.record.description,
        ),
        (await subject.store.strangest(tenant, 10)).map((record) => record.description),
        await subject.store.count(tenant),
        (await subject.store.stats(tenant)).records,
        (await subject.store.stats(tenant)).anomalies,
      ];
      expect(await descriptions(one)).toEqual([['mine'], ['mine'], ['mine'], 1, 1, 1]);
      expect(await descriptions(other)).toEqual([['theirs'], ['theirs'], ['theirs'], 1, 1, 1]);
      expect(await descriptions(nobody)).toEqual([[], [], [], 0, 0, 0]);
      expect(await subject.store.delete(nobody, [mine.id])).toBe(0);
      expect(await subject.store.delete(other, [mine.id])).toBe(1);
      expect(await descriptions(one)).toEqual([['mine'], ['mine'], ['mine'], 1, 1, 1]);
    });

    test('have names that are taken literally', async () => {
      const names = ["o'brien", 'a b', 'ü', 'x"; DROP TABLE records; --', '%', '*', '1', '01'];
      for (const tenant of names)
        await subject.store.upsert(tenant, [named(`of ${tenant}`, { text: 'word' })]);
      for (const tenant of names) {
        expect(await subject.find(tenant)).toEqual([`of ${tenant}`]);
        expect(await subject.store.search(tenant, { text: 'word', topK: 10 })).toHaveLength(1);
      }
    });
  });
}
