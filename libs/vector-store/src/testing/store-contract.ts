import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EmbedderIdentity, RecordFilter, StoredRecord, VectorStore } from '../vector-store.ts';
import { describeAnomalies } from './contract-anomalies.ts';
import { describeEmbedders } from './contract-embedders.ts';
import { describeFilters } from './contract-filters.ts';
import { describeMetrics } from './contract-metrics.ts';
import { describePages } from './contract-pages.ts';
import { describeRecords } from './contract-records.ts';
import { describeSearch } from './contract-search.ts';
import { describeSketches } from './contract-sketches.ts';
import { describeWalk } from './contract-walk.ts';
import { DIMENSIONS, EMBEDDER, named, sampleAnomaly, uuidOf, vectorAt } from './sample-records.ts';

export interface OpenOptions {
  readonly embedder?: EmbedderIdentity;
  readonly allowEmbedderMismatch?: boolean;
}

/** Opens the same place again each time it is called. */
export type OpenPlace = (options?: OpenOptions) => Promise<VectorStore>;

/** One store that many tests share, each with tenants of its own. */
export interface ContractSubject {
  readonly store: VectorStore;
  /** A new tenant that has just these records. */
  tenantWith(...records: StoredRecord[]): Promise<string>;
  /** The descriptions of all records that pass, as search and count agree. */
  find(tenant: string, filter?: RecordFilter): Promise<string[]>;
}

/**
 * What every VectorStore must do. Tests about embedders and closing get a place of their own.
 * @param newPlace gives an empty place, and what opens it
 */
export function describeStoreContract(name: string, newPlace: () => Promise<OpenPlace>): void {
  describe(`${name}: the contract of every store`, () => {
    let opened: VectorStore | undefined;
    let tenants = 0;
    const subject: ContractSubject = {
      get store() {
        if (!opened) throw new Error('The store is not open yet.');
        return opened;
      },
      async tenantWith(...records) {
        const tenant = `tenant-${++tenants}`;
        if (records.length > 0) await subject.store.upsert(tenant, records);
        return tenant;
      },
      async find(tenant, filter) {
        const hits = await subject.store.search(tenant, { vector: vectorAt(0), topK: 1000, filter });
        expect(await subject.store.count(tenant, filter)).toBe(hits.length);
        return hits.map((hit) => hit.record.description).sort();
      },
    };
    beforeAll(async () => {
      opened = await (await newPlace())();
    });
    afterAll(() => opened?.close());

    describeRecords(subject);
    describeFilters(subject);
    describeSearch(subject);
    describeWalk(subject);
    describeAnomalies(subject);
    describePages(subject);
    describeSketches(subject);
    describeMetrics(subject, newPlace);
    describeEmbedders(newPlace);

    test('stats count records, anomalies and metrics', async () => {
      const tenant = await subject.tenantWith(
        named('a', { metric: 'b_metric', anomalies: [sampleAnomaly(1, 2, 3), sampleAnomaly(4, 5, 6)] }),
        named('b', { metric: 'b_metric', ingestedAtMs: 1_700_000_000_123 }),
        named('c', { metric: 'a_metric', anomalies: [sampleAnomaly(1, 2, 3)] }),
        named('d', { metric: 'c_metric' }),
      );
      const stats = await subject.store.stats(tenant);
      expect(stats).toMatchObject({ records: 4, anomalies: 3, lastIngestAtMs: 1_700_000_000_123 });
      expect(stats.byMetric).toEqual([
        { metric: 'b_metric', records: 2 },
        { metric: 'a_metric', records: 1 },
        { metric: 'c_metric', records: 1 },
      ]);
      expect(stats.sizeBytes > 0 || Number.isNaN(stats.sizeBytes)).toBe(true);
      const empty = await subject.store.stats(await subject.tenantWith());
      expect(empty).toMatchObject({ records: 0, anomalies: 0, byMetric: [], lastIngestAtMs: NaN });
    });

    test('calls made at the same time do not disturb each other', async () => {
      const tenant = await subject.tenantWith();
      const writes = Array.from({ length: 20 }, (_, i) =>
        subject.store.upsert(
          tenant,
          Array.from({ length: 5 }, (__, j) => named(`${i}/${j}`, { text: `word${i}` })),
        ),
      );
      const reads = Array.from({ length: 20 }, () =>
        subject.store.search(tenant, { vector: vectorAt(0), text: 'word', topK: 100 }),
      );
      await Promise.all([...writes, ...reads]);
      expect(await subject.store.count(tenant)).toBe(100);
      const ids = Array.from({ length: 100 }, (_, i) => uuidOf(`${Math.floor(i / 5)}/${i % 5}`));
      const deleted = await Promise.all(ids.map((id) => subject.store.delete(tenant, [id])));
      expect(deleted).toEqual(ids.map(() => 1));
    });

    test('mistakes of the caller are TypeErrors and RangeErrors that name the argument', async () => {
      const tenant = await subject.tenantWith();
      const vector = vectorAt(0);
      const good = named('good');
      const many = <T>(value: T) => Array<T>(1001).fill(value);
      const search = (given: object) => () => subject.store.search(tenant, { vector, topK: 1, ...given });
      const matcher = (given: object) =>
        search({ filter: { matchers: [{ name: 'a', operator: '=', value: 'b', ...given }] } });
      const list = (given: object) => () =>
        subject.store.listAnomalies(tenant, { order: 'time', limit: 1, ...given });
      const anomalous = named('x', { anomalies: [sampleAnomaly(1, 2, 3), sampleAnomaly(3, 4, 5)] });
      const byTime = await subject.store.listAnomalies(await subject.tenantWith(anomalous), {
        order: 'time',
        limit: 1,
      });
      const cases: [() => Promise<unknown>, new (message: string) => Error, RegExp][] = [
        [() => subject.store.count(''), RangeError, /^tenant/],
        [() => subject.store.upsert('', [good]), RangeError, /^tenant/],
        [() => subject.store.get('\ud800', []), RangeError, /^tenant/],
        [() => subject.store.get('x'.repeat(300), []), RangeError, /^tenant/],
        [() => subject.store.get(tenant, many(good.id)), RangeError, /^ids/],
        [() => subject.store.delete(tenant, many(good.id)), RangeError, /^ids/],
        [() => subject.store.get(tenant, ['']), RangeError, /^ids\[0\]/],
        [() => subject.store.upsert(tenant, many(good)), RangeError, /^records/],
        [() => subject.store.upsert(tenant, [good, { ...good, id: '' }]), RangeError, /^records\[1\]\.id/],
        [
          () => subject.store.upsert(tenant, [{ ...good, vector: new Float32Array(3) }]),
          RangeError,
          /vector/,
        ],
        [
          () => subject.store.upsert(tenant, [{ ...good, vector: vector.map(() => NaN) }]),
          RangeError,
          /vector.*finite/,
        ],
        [
          () => subject.store.upsert(tenant, [{ ...good, vector: vector.map(() => 1) }]),
          RangeError,
          /unit length/,
        ],
        [() => subject.store.upsert(tenant, [{ ...good, text: 'x'.repeat(1_000_001) }]), RangeError, /text/],
        [search({ vector: new Float32Array(DIMENSIONS + 1) }), RangeError, /^vector/],
        [search({ vector: Float32Array.from(vector).fill(Infinity) }), RangeError, /^vector/],
        [search({ vector: [...vector] }), TypeError, /^vector/],
        [search({ vector: undefined }), TypeError, /vector.*text/],
        [search({ topK: 0 }), RangeError, /^topK/],
        [search({ topK: 1001 }), RangeError, /^topK/],
        [search({ topK: 1.5 }), RangeError, /^topK/],
        [search({ text: 'x'.repeat(10_001) }), RangeError, /^text/],
        [search({ filter: { windowFromMs: NaN } }), RangeError, /windowFromMs/],
        [search({ filter: { minAnomalyScore: Infinity } }), RangeError, /minAnomalyScore/],
        [search({ filter: { windowFromMs: 2, windowToMs: 1 } }), RangeError, /windowToMs/],
        [search({ filter: { metrics: many('m') } }), RangeError, /metrics/],
        [matcher({ operator: '=~', value: '(' }), RangeError, /"\("/],
        [matcher({ operator: '=~', value: '(?=look)ahead' }), RangeError, /look/],
        [matcher({ operator: '>' }), RangeError, /operator/],
        [matcher({ name: '' }), RangeError, /name/],
        [() => subject.store.upsert(tenant, [{ ...good, watch: '\ud800' }]), RangeError, /watch/],
        [search({ filter: { watch: 'x'.repeat(300) } }), RangeError, /filter\.watch/],
        [search({ filter: { watch: null } }), TypeError, /filter\.watch/],
        [search({ filter: { endedBeforeMs: NaN } }), RangeError, /endedBeforeMs/],
        [() => subject.store.strangest(tenant, 0), RangeError, /^limit/],
        [() => subject.store.list(tenant, { limit: 0 }), RangeError, /^limit/],
        [list({ limit: 0 }), RangeError, /^limit/],
        [list({ limit: 1001 }), RangeError, /^limit/],
        [list({ order: 'size' }), RangeError, /^order/],
        [list({ after: 'nonsense' }), RangeError, /^after/],
        [list({ after: 'x'.repeat(10_000) }), RangeError, /^after/],
        [list({ after: 5 }), TypeError, /^after/],
        [list({ after: byTime.next, order: 'score' }), RangeError, /^after.*score.*time/],
        [list({ filter: { anomalyTypes: ['spikey'] } }), RangeError, /anomalyTypes.*spike, drop/],
        [search({ filter: { anomalyTypes: 'spike' } }), TypeError, /anomalyTypes/],
        [() => subject.store.listAnomalies('', { order: 'time', limit: 1 }), RangeError, /^tenant/],
        [() => subject.store.list(tenant, { limit: 1001 }), RangeError, /^limit/],
        [() => subject.store.list(tenant, { limit: 1, afterId: '' }), RangeError, /^afterId/],
        [() => subject.store.list('', { limit: 1 }), RangeError, /^tenant/],
        [() => subject.store.deleteMatching('', { watch: 'a' }), RangeError, /^tenant/],
        [() => subject.store.deleteMatching(tenant, { watch: '\0' }), RangeError, /filter\.watch/],
        [
          () => subject.store.reindex({ identity: '', dimensions: 3 }, () => Promise.resolve([])),
          RangeError,
          /identity/,
        ],
      ];
      for (const [call, type, message] of cases) {
        const error: unknown = await call().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(type);
        expect(error).toHaveProperty('message', expect.stringMatching(message));
      }
      expect(await subject.store.count(tenant)).toBe(0);
    });

    test('check says what answers', async () => {
      expect((await subject.store.check()).version).toMatch(/\d+\.\d+/);
    });

    test('after closing, every call rejects as closed, and closing again does nothing', async () => {
      const closed = await (await newPlace())();
      await closed.close();
      await closed.close();
      const calls = [
        closed.upsert('t', [named('a')]),
        closed.delete('t', [uuidOf('a')]),
        closed.deleteMatching('t', { watch: 'a' }),
        closed.get('t', [uuidOf('a')]),
        closed.list('t', { limit: 1 }),
        closed.search('t', { text: '', topK: 1 }),
        closed.strangest('t', 1),
        closed.listAnomalies('t', { order: 'time', limit: 1 }),
        closed.count('t'),
        closed.facets('t', ['tag']),
        closed.putMetrics('t', []),
        closed.deleteMetrics('t', { seenBeforeMs: 1 }),
        closed.listMetrics('t', { limit: 1 }),
        closed.searchMetrics('t', { text: '', topK: 1 }),
        closed.stats('t'),
        closed.check(),
        closed.reindex(EMBEDDER, () => Promise.resolve([])),
      ];
      for (const call of calls)
        await expect(call).rejects.toMatchObject({ name: 'VectorStoreError', kind: 'closed' });
    });
  });
}
