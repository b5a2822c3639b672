import { describe, expect, test } from '@jest/globals';
import type { MetricFilter, StoredMetricEntry } from '../metric-entry.ts';
import { EMBEDDER, named, sampleMetric, vectorAt, withoutVector } from './sample-records.ts';
import type { ContractSubject, OpenPlace } from './store-contract.ts';

/** What is known of metrics, beside the records of their series. */
export function describeMetrics(subject: ContractSubject, newPlace: () => Promise<OpenPlace>): void {
  const tenantWith = async (...entries: StoredMetricEntry[]) => {
    const tenant = await subject.tenantWith();
    await subject.store.putMetrics(tenant, entries);
    return tenant;
  };
  const namesOf = async (tenant: string) =>
    (await subject.store.listMetrics(tenant, { limit: 1000 })).map(({ metric }) => metric).sort();

  describe('metrics', () => {
    test('come back as they were put, replaced by name, the last of equal names', async () => {
      const full = sampleMetric('http_request_duration_seconds', {
        type: 'histogram',
        help: 'How long "requests" took.\n',
        unit: 'seconds',
        labels: { job: ['api', 'web'], le: ['0.1', '+Inf'], empty: [] },
        series: 240,
      });
      const bare = sampleMetric('bare', { series: NaN, seenAtMs: 5 });
      const tenant = await tenantWith(bare, sampleMetric('bare'), full);
      await subject.store.putMetrics(tenant, [{ ...full, series: 1 }, full, bare]);
      const listed = await subject.store.listMetrics(tenant, { limit: 10 });
      expect(listed.toSorted((a, b) => (a.metric < b.metric ? -1 : 1))).toEqual(
        [bare, full].map(withoutVector),
      );
      const hits = await subject.store.searchMetrics(tenant, { text: 'took', vector: vectorAt(0), topK: 9 });
      expect(hits.map(({ entry }) => entry)).toContainEqual(withoutVector(full));
    });

    test('keep their vectors where none is given, as long as the text is the same', async () => {
      const tenant = await tenantWith(
        sampleMetric('a', { labels: { job: ['old'], zone: ['z'] }, vector: vectorAt(40) }),
        sampleMetric('b', { vector: vectorAt(90) }),
      );
      const changed = sampleMetric('a', {
        labels: { job: ['new'] },
        series: 7,
        seenAtMs: 9,
        vector: undefined,
      });
      await subject.store.putMetrics(tenant, [changed, sampleMetric('c', { vector: vectorAt(60) })]);
      const search = async (value: string) =>
        subject.store.searchMetrics(tenant, {
          vector: vectorAt(40),
          text: 'a',
          topK: 9,
          filter: { matchers: [{ name: 'job', operator: '=', value }] },
        });
      const [hit] = await search('new');
      expect(hit.entry).toEqual(withoutVector(changed));
      expect(hit.similarity).toBeCloseTo(1, 5);
      expect(await search('old')).toEqual([]);
      await subject.store.putMetrics(tenant, [{ ...changed, seenAtMs: 11 }]);
      expect(await search('new')).toHaveLength(1);
      const before = await subject.store.listMetrics(tenant, { limit: 10 });
      for (const wrong of [{ text: 'another' }, { metric: 'nowhere' }]) {
        const batch = [
          { ...changed, series: 8 },
          { ...changed, ...wrong },
        ];
        await expect(subject.store.putMetrics(tenant, batch)).rejects.toThrow(/^entries.*needs a vector/);
      }
      expect(await subject.store.listMetrics(tenant, { limit: 10 })).toEqual(before);
      expect(await subject.store.deleteMetrics(tenant, { seenBeforeMs: 11 })).toBe(0);
      expect(await subject.store.deleteMetrics(tenant, { seenBeforeMs: 12 })).toBe(1);
    });

    test('are no records, and records are no metrics', async () => {
      const tenant = await subject.tenantWith(named('a', { metric: 'up', text: 'needle' }));
      await subject.store.putMetrics(tenant, [sampleMetric('up', { text: 'needle' }), sampleMetric('down')]);
      const query = { vector: vectorAt(0), text: 'needle', topK: 10 };
      expect(await subject.store.search(tenant, query)).toHaveLength(1);
      expect(await subject.store.searchMetrics(tenant, query)).toHaveLength(2);
      expect(await subject.store.count(tenant)).toBe(1);
      expect(await subject.store.list(tenant, { limit: 10 })).toHaveLength(1);
      expect(await subject.store.get(tenant, ['up', 'down'])).toEqual([]);
      expect(await subject.store.delete(tenant, ['up', 'down'])).toBe(0);
      const { records, byMetric, lastIngestAtMs } = await subject.store.stats(tenant);
      expect({ records, byMetric, lastIngestAtMs }).toEqual({
        records: 1,
        byMetric: [{ metric: 'up', records: 1 }],
        lastIngestAtMs: 2_000_001,
      });
      expect(await subject.store.deleteMatching(tenant, { metrics: ['up'] })).toBe(1);
      expect(await namesOf(tenant)).toEqual(['down', 'up']);
    });

    test('are of one tenant', async () => {
      const [one, two] = [await tenantWith(sampleMetric('a')), await tenantWith(sampleMetric('b'))];
      expect(await namesOf(one)).toEqual(['a']);
      expect(await namesOf(two)).toEqual(['b']);
      expect(await subject.store.deleteMetrics(one, { seenBeforeMs: 1e15 })).toBe(1);
      expect(await namesOf(two)).toEqual(['b']);
      expect(await subject.store.searchMetrics(one, { vector: vectorAt(0), topK: 5 })).toEqual([]);
      expect(await subject.store.listMetrics(await subject.tenantWith(), { limit: 1 })).toEqual([]);
    });

    test('that were not seen since a time are deleted', async () => {
      const tenant = await tenantWith(
        sampleMetric('old', { seenAtMs: 99 }),
        sampleMetric('then', { seenAtMs: 100 }),
        sampleMetric('unknown', { seenAtMs: NaN }),
      );
      expect(await subject.store.deleteMetrics(tenant, { seenBeforeMs: 100 })).toBe(1);
      expect(await subject.store.deleteMetrics(tenant, { seenBeforeMs: 100 })).toBe(0);
      expect(await namesOf(tenant)).toEqual(['then', 'unknown']);
    });

    test('are listed page by page, each once, while others come and go', async () => {
      const metrics = Array.from({ length: 25 }, (_, i) => sampleMetric(`metric_${i}`));
      const tenant = await tenantWith(...metrics);
      const walked: string[] = [];
      for (let afterMetric: string | undefined; ;) {
        const page = await subject.store.listMetrics(tenant, { limit: 4, afterMetric });
        if (page.length === 0) break;
        walked.push(...page.map(({ metric }) => metric));
        afterMetric = walked.at(-1);
        if (walked.length === 8) {
          // Where the page ended.
          await subject.store.putMetrics(tenant, [sampleMetric(walked[7], { seenAtMs: 1 })]);
          expect(await subject.store.deleteMetrics(tenant, { seenBeforeMs: 2 })).toBe(1);
        }
      }
      expect(walked.toSorted()).toEqual(metrics.map(({ metric }) => metric).sort());
    });

    test('are ranked by meaning and by words, the name’s above all', async () => {
      const tenant = await tenantWith(
        sampleMetric('node_disk_io_now', { text: 'operations under way', vector: vectorAt(50) }),
        sampleMetric('io_time', { text: 'disk busy with operations', vector: vectorAt(0) }),
        ...Array.from({ length: 9 }, (_, i) => sampleMetric(`other_${i}`, { vector: vectorAt(90 + i) })),
      );
      const find = async (query: object) =>
        (await subject.store.searchMetrics(tenant, { topK: 2, ...query })).map(({ entry }) => entry.metric);
      expect(await find({ text: 'disk' })).toEqual(['node_disk_io_now', 'io_time']);
      expect(await find({ vector: vectorAt(1) })).toEqual(['io_time', 'node_disk_io_now']);
      expect(await find({ vector: vectorAt(1), text: 'busy disks' })).toEqual([
        'io_time',
        'node_disk_io_now',
      ]);
      expect(await find({ text: 'drive', alternatives: ['disk'], topK: 1 })).toEqual(['node_disk_io_now']);
      expect(await find({ vector: vectorAt(90), offset: 1 })).toEqual(['other_1', 'other_2']);
      const [hit] = await subject.store.searchMetrics(tenant, { vector: vectorAt(50), topK: 1 });
      expect(hit).toMatchObject({ denseRank: 1, score: expect.closeTo(1, 6) });
      expect(hit.similarity).toBeCloseTo(1, 5);
    });

    test('pass a filter of names, of labels that have some fitting value, and of having no records', async () => {
      const tenant = await tenantWith(
        sampleMetric('both', { labels: { job: ['api', 'web'], zone: ['a=b'] } }),
        sampleMetric('web', { labels: { job: ['web'] } }),
        sampleMetric('db', { labels: { job: ['db-1'], zone: ['c'] } }),
        sampleMetric('none'),
      );
      const find = async (filter: MetricFilter) =>
        (await subject.store.searchMetrics(tenant, { vector: vectorAt(0), topK: 1000, filter }))
          .map(({ entry }) => entry.metric)
          .sort();
      const match = (operator: '=' | '!=' | '=~' | '!~', value: string, name = 'job') =>
        find({ matchers: [{ name, operator, value }] });
      expect(await find({})).toEqual(['both', 'db', 'none', 'web']);
      expect(await find({ metrics: ['web', 'none', 'nowhere'] })).toEqual(['none', 'web']);
      expect(await find({ metrics: [] })).toEqual([]);
      expect(await match('=', 'web')).toEqual(['both', 'web']);
      expect(await match('!=', 'web')).toEqual(['both', 'db', 'none']);
      expect(await match('=~', 'db.*|api')).toEqual(['both', 'db']);
      expect(await match('=~', '.*')).toEqual(['both', 'db', 'none', 'web']);
      expect(await match('!~', 'web|db.*')).toEqual(['both', 'none']);
      expect(await match('=', '')).toEqual(['none']);
      expect(await match('!=', '')).toEqual(['both', 'db', 'web']);
      expect(await match('=', 'a=b', 'zone')).toEqual(['both']);
      expect(await match('=', 'absent', 'nowhere')).toEqual([]);
      expect(
        await find({
          matchers: [
            { name: 'job', operator: '=', value: 'web' },
            { name: 'zone', operator: '!=', value: '' },
          ],
        }),
      ).toEqual(['both']);
      expect(await find({ unprofiledOnly: true })).toEqual(['both', 'db', 'none', 'web']);
      await subject.store.upsert(tenant, [named('a', { metric: 'web' }), named('b', { metric: 'none' })]);
      expect(await find({ unprofiledOnly: true })).toEqual(['both', 'db']);
      expect(await find({ unprofiledOnly: true, metrics: ['web', 'db'] })).toEqual(['db']);
      expect(await find({ unprofiledOnly: false })).toEqual(['both', 'db', 'none', 'web']);
    });

    test('are embedded anew with the records', async () => {
      const open = await newPlace();
      const store = await open();
      await store.upsert('t', [named('a', { text: 'series', vector: vectorAt(0) })]);
      await store.putMetrics('t', [
        sampleMetric('near', { text: 'near', vector: vectorAt(80) }),
        sampleMetric('far', { text: 'far', vector: vectorAt(0) }),
      ]);
      const next = { ...EMBEDDER, identity: 'test-embedder-2' };
      const totals: number[] = [];
      const fresh = await open({ embedder: next, allowEmbedderMismatch: true });
      const embed = (texts: readonly string[]) =>
        Promise.resolve(texts.map((text) => vectorAt({ series: 10, near: 20, far: 30 }[text] ?? 90)));
      await fresh.reindex(next, embed, (_, total) => totals.push(total));
      expect(totals.at(-1)).toBe(3);
      const hits = await fresh.searchMetrics('t', { vector: vectorAt(20), topK: 5 });
      expect(hits.map(({ entry }) => entry.metric)).toEqual(['near', 'far']);
      expect(hits[0].similarity).toBeCloseTo(1, 5);
      expect(await fresh.search('t', { vector: vectorAt(10), topK: 5 })).toHaveLength(1);
      await Promise.all([store.close(), fresh.close()]);
    });

    test('of a mistaken caller are refused with the argument’s name', async () => {
      const tenant = await subject.tenantWith();
      const good = sampleMetric('good');
      const put = (given: object) => () => subject.store.putMetrics(tenant, [{ ...good, ...given }]);
      const search = (given: object) => () =>
        subject.store.searchMetrics(tenant, { vector: vectorAt(0), topK: 1, ...given });
      const cases: [() => Promise<unknown>, RegExp][] = [
        [() => subject.store.putMetrics('', [good]), /^tenant/],
        [() => subject.store.putMetrics(tenant, Array(1001).fill(good)), /^entries/],
        [put({ metric: '' }), /^entries\[0\]\.metric/],
        [put({ type: 'guage' }), /^entries\[0\]\.type.*gauge/],
        [put({ help: undefined }), /^entries\[0\]\.help/],
        [put({ labels: { job: 'api' } }), /^entries\[0\]\.labels\.job/],
        [put({ vector: new Float32Array(3) }), /^entries\[0\]\.vector/],
        [search({ topK: 0 }), /^topK/],
        [search({ filter: { matchers: [{ name: 'a', operator: '=~', value: '(' }] } }), /"\("/],
        [search({ filter: { unprofiledOnly: 'yes' } }), /unprofiledOnly/],
        [search({ filter: { metrics: 'up' } }), /metrics/],
        [() => subject.store.listMetrics(tenant, { limit: 0 }), /^limit/],
        [() => subject.store.listMetrics(tenant, { limit: 1, afterMetric: '' }), /^afterMetric/],
        [() => subject.store.deleteMetrics(tenant, { seenBeforeMs: NaN }), /^seenBeforeMs/],
      ];
      for (const [call, message] of cases) await expect(call()).rejects.toThrow(message);
      expect(await namesOf(tenant)).toEqual([]);
    });
  });
}
