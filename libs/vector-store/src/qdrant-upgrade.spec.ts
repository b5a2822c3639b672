import { afterEach, expect, test } from '@jest/globals';
import { COLLECTION_SCHEMA } from './qdrant-collection.ts';
import { openQdrantStore } from './qdrant-store.ts';
import { openApiRequestChecker } from './testing/openapi-requests.ts';
import type { StandInPoint } from './testing/qdrant-stand-in-filter.ts';
import {
  type StandIn,
  type StandInOptions,
  type StandInRequest,
  startQdrantStandIn,
} from './testing/qdrant-stand-in.ts';
import { EMBEDDER, sampleAnomaly, sampleMetric, sampleRecord, vectorAt } from './testing/sample-records.ts';

const { QDRANT_OPENAPI } = process.env;
const checkRequest = QDRANT_OPENAPI === undefined ? () => undefined : openApiRequestChecker(QDRANT_OPENAPI);

/** By their API description, where that is given (QDRANT_OPENAPI). */
const invalid: string[] = [];
const standIns: StandIn[] = [];
const start = async (options: StandInOptions = {}) => {
  const standIn = await startQdrantStandIn({
    ...options,
    intercept: (request) => {
      const wrong = checkRequest(request);
      if (wrong !== undefined) invalid.push(wrong);
      return options.intercept?.(request);
    },
  });
  standIns.push(standIn);
  return standIn;
};
afterEach(async () => {
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  expect(invalid).toEqual([]);
});

test('a collection of a release that knew no watches gets their index, and its records were ingested by hand', async () => {
  const { url, collections } = await start();
  const old = await openQdrantStore({ url, embedder: EMBEDDER });
  await old.upsert('t', [sampleRecord('a', { endMs: 5 })]);
  const collection = collections.get('metrics_ai');
  delete collection?.indexes['watch'];
  for (const { payload } of collection?.points.values() ?? []) {
    expect(payload).not.toHaveProperty('watch');
    const { watch, ...older } = JSON.parse(payload['record'] as string) as { watch: unknown };
    expect(watch).toBe('');
    payload['record'] = JSON.stringify(older);
  }
  const store = await openQdrantStore({ url, embedder: EMBEDDER });
  expect(collection?.indexes).toHaveProperty('watch');
  expect(await store.list('t', { limit: 10, filter: { watch: '' } })).toMatchObject([{ watch: '' }]);
  expect(await store.count('t', { watch: 'nodes' })).toBe(0);
  expect(await store.deleteMatching('t', { watch: '', endedBeforeMs: 6 })).toBe(1);
  await Promise.all([old.close(), store.close()]);
});

test('a collection of a release that knew no types of anomalies is told them, once, and loses nothing stored meanwhile', async () => {
  const walks: StandInRequest[] = [];
  const { url, collections } = await start({
    intercept: (request) => {
      if (JSON.stringify(request.body ?? '').includes('is_empty')) walks.push(request);
      const isWritten = request.path.endsWith('/points/batch');
      if (isWritten) for (const point of replaced) Object.assign(point.payload, byOldRelease);
      return undefined;
    },
  });
  // Between the reading and the writing of its anomalies, by a process that still runs the older release.
  const replaced: StandInPoint[] = [];
  const byOldRelease = { ingested_at_ms: 5, anomalies: [{ start_ms: 9 }] };
  const old = await openQdrantStore({ url, embedder: EMBEDDER });
  const drop = { ...sampleAnomaly(1, 2, 3), type: 'drop' as const };
  const records = Array.from({ length: 150 }, (_, i) =>
    sampleRecord(`r${i}`, { anomalies: i % 3 === 0 ? [] : [drop, sampleAnomaly(3, 4, 1 / 3)] }),
  );
  await old.upsert('t', records);
  const collection = collections.get('metrics_ai');
  for (const { payload } of collection?.points.values() ?? []) {
    for (const anomaly of payload['anomalies'] as { type?: string }[]) delete anomaly.type;
  }
  delete collection?.indexes['anomalies[].type'];
  Object.assign(collection?.metadata ?? {}, { schema: 1 });
  const points = [...(collection?.points.values() ?? [])];
  replaced.push(...points.filter(({ payload }) => payload['anomaly_count'] === 2).slice(0, 1));
  expect(await old.count('t', { anomalyTypes: ['drop'] })).toBe(0);
  const [one, two] = await Promise.all([1, 2].map(() => openQdrantStore({ url, embedder: EMBEDDER })));
  expect(collection?.metadata['schema']).toBe(COLLECTION_SCHEMA);
  expect(collection?.indexes).toHaveProperty(['anomalies[].type']);
  expect(replaced).toMatchObject([{ payload: byOldRelease }]);
  expect(await one.count('t', { anomalyTypes: ['drop'] })).toBe(99);
  expect((await two.listAnomalies('t', { order: 'score', limit: 1000 })).anomalies).toHaveLength(198);
  walks.length = 0;
  await (await openQdrantStore({ url, embedder: EMBEDDER })).close();
  expect(walks).toEqual([]);
  await Promise.all([old.close(), one.close(), two.close()]);
});

test('a collection of a release that split words otherwise has them split anew, and takes metrics', async () => {
  const { url, collections } = await start();
  const old = await openQdrantStore({ url, embedder: EMBEDDER });
  const records = Array.from({ length: 120 }, (_, i) =>
    sampleRecord(`r${i}`, { text: i === 77 ? 'MySQL' : 'Postgres', vector: vectorAt(i) }),
  );
  await old.upsert('t', records);
  const collection = collections.get('metrics_ai');
  const before = structuredClone([...(collection?.points.values() ?? [])]);
  for (const { vectors } of collection?.points.values() ?? []) {
    vectors.set('words', { indices: [1, 2], values: [1, 1] });
  }
  Object.assign(collection?.metadata ?? {}, { schema: 2 });
  expect(await old.search('t', { text: 'mysql', topK: 5 })).toEqual([]);
  const store = await openQdrantStore({ url, embedder: EMBEDDER });
  expect(collection?.metadata['schema']).toBe(COLLECTION_SCHEMA);
  expect([...(collection?.points.values() ?? [])]).toEqual(before);
  const [hit] = await store.search('t', { text: 'mysql', vector: vectorAt(77), topK: 5 });
  expect(hit).toMatchObject({ record: { id: records[77].id }, denseRank: 1, keywordRank: 1 });
  await store.putMetrics('t', [sampleMetric('up')]);
  expect(await store.listMetrics('t', { limit: 5 })).toHaveLength(1);
  await Promise.all([old.close(), store.close()]);
});
