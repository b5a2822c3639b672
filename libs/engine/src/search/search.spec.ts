import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { openSqliteStore, type VectorStore } from '@metrics-ai/vector-store';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ingest } from '../ingest/ingest.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { behavingSeries, NOW_MS } from '../testing/behaving-series.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import type { SearchHit, SearchReport, SearchRequest } from './search-report.ts';
import { Search } from './search.ts';

// Ten series of two weeks are analysed first: on a busy machine that takes its time.
jest.setTimeout(60_000);

const embedder = builtinEmbedder();
const TENANT = 'shop';

describe('Search', () => {
  let directory: string;
  let store: VectorStore;
  let search: Search;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'search-'));
    store = await openSqliteStore({ path: join(directory, 'store.db'), embedder });
    search = new Search({ store, embedder, nowMs: () => NOW_MS });
    const series = behavingSeries();
    const ingest = new Ingest({
      prometheus: new FakePrometheus(series),
      store,
      embedder,
      limits: { maxSeries: 100, maxAnalyzedSeries: 100, maxPoints: 11_000 },
      nowMs: () => NOW_MS,
    });
    for (const metricName of new Set(series.map(({ labels }) => labels.__name__))) {
      await ingest.run(TENANT, { source: { kind: 'metric', metricName }, range: { stepMs: 300_000 } });
    }
    const text = 'pool_connections. Connections in use of the pool. job shop';
    const [vector] = await embedder.embedDocuments([text]);
    const entry = { type: 'gauge' as const, help: 'Connections in use of the pool.', unit: '', text, vector };
    const known = { series: 3, seenAtMs: NOW_MS, labels: { job: ['shop'] } };
    await store.putMetrics(TENANT, [{ ...entry, ...known, metric: 'pool_connections' }]);
  });

  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const run = (query: string, given: Partial<SearchRequest> = {}): Promise<SearchReport> =>
    search.run(TENANT, { query, topK: 10, ...given });

  /** `metric/service`, or the metric alone of one that was never ingested. */
  const nameOf = (hit: SearchHit): string =>
    hit.kind === 'metric'
      ? hit.entry.metric
      : `${hit.record.metric}/${hit.record.labels['service'] ?? hit.record.labels['device']}`;
  const namesOf = ({ hits }: SearchReport): string[] => hits.map(nameOf);
  const readingOf = ({ interpretation }: SearchReport) => ({
    text: interpretation.text,
    behaviours: interpretation.behaviours.map(({ behaviour, words }) => `${behaviour.name}: ${words}`),
    givenUp: interpretation.givenUp.map(({ words }) => words.join(' … ')),
  });

  it('leaves out what does not behave as asked', async () => {
    const report = await run('services whose memory climbs and never comes down');
    expect(namesOf(report)).toEqual(['memory_usage_bytes/cart']);
    expect(readingOf(report)).toEqual({
      text: 'memory',
      behaviours: ['climbing: climbs', 'climbing: and never comes down'],
      givenUp: [],
    });
    expect(report).toMatchObject({ total: 1, passing: 1 });
    expect(report.hits[0].why).toMatchObject({
      words: [{ asked: 'memory', met: 'memory', field: 'name', isSynonym: false }],
      tags: ['rising'],
    });
  });

  it('finds by behaviour alone, and by when it happened', async () => {
    const report = await run('what dropped to zero last night');
    expect(namesOf(report)).toEqual(['requests_per_second/payment']);
    expect(readingOf(report)).toMatchObject({ text: '', givenUp: [] });
    expect(report.interpretation.time).toMatchObject({
      words: 'last night',
      fromMs: Date.UTC(2026, 1, 16, 20),
    });
    const [{ why }] = report.hits;
    expect(why.tags).toEqual(['dropped-to-zero']);
    expect(why.anomalies[0].startMs).toBeGreaterThan(Date.UTC(2026, 1, 17, 1));
  });

  it('finds what behaves so, of what and of whom', async () => {
    const spiky = await run('spiky latency in checkout');
    expect(namesOf(spiky)).toEqual(['request_latency_seconds/checkout']);
    expect(readingOf(spiky).givenUp).toEqual([]);
    expect(namesOf(await run('disks almost full'))).toEqual(['filesystem_used_ratio/sda1']);
  });

  it('only prefers what is wished for', async () => {
    const report = await run('high CPU usage patterns');
    expect(namesOf(report).slice(0, 2)).toEqual(['cpu_usage_ratio/checkout', 'cpu_usage_ratio/cart']);
    expect(report.interpretation.behaviours).toMatchObject([{ isHint: true, words: 'high' }]);
    expect(report.interpretation.givenUp).toEqual([]);
  });

  it('gives up the time before the behaviour, and says so', async () => {
    const report = await run('requests that dropped to zero yesterday morning');
    expect(namesOf(report)).toEqual(['requests_per_second/payment']);
    expect(readingOf(report).givenUp).toEqual(['yesterday morning']);
  });

  it('gives up a behaviour that nothing shows which was meant, and says so', async () => {
    const report = await run('CPU usage that keeps growing');
    expect(namesOf(report).slice(0, 2).sort()).toEqual(['cpu_usage_ratio/cart', 'cpu_usage_ratio/checkout']);
    expect(readingOf(report).givenUp).toEqual(['that keeps growing']);
  });

  it('gives up one condition at a time, and keeps the others', async () => {
    // Nothing of the shop is noisy since; the requests of one service did drop to zero in that night.
    const report = await run('requests that are noisy and dropped to zero last night');
    expect(namesOf(report)).toEqual(['requests_per_second/payment']);
    expect(readingOf(report).givenUp).toEqual(['noisy']);
    const climbing = await run(
      'memory that climbs and never comes down, is spiky and frozen since yesterday',
    );
    expect(namesOf(climbing)[0]).toBe('memory_usage_bytes/cart');
    expect(climbing.interpretation.givenUp.map(({ words }) => words)).not.toContainEqual([
      'that climbs',
      'and never comes down',
    ]);
  });

  it('holds to what is asked with its time before what else is said of it', async () => {
    const report = await run('what stopped last night and is flat');
    expect(namesOf(report)).toEqual(['requests_per_second/payment']);
    expect(readingOf(report).givenUp).toEqual(['is flat']);
  });

  it('takes for what stopped in a time only what did so then', async () => {
    const report = await run('what dropped to zero this morning between 8 and 10');
    expect(readingOf(report).givenUp).toEqual(['this morning between 8 and 10']);
    expect(report.passing).toBe(1);
  });

  it('insists on so many behaviours at most, however long the question', async () => {
    const words =
      'spiky, noisy, climbing, flat, frozen, gappy, with a sawtooth, periodic, almost full, dropped to zero';
    const { interpretation } = await run(`${`memory ${words}, `.repeat(9)}latency`);
    const insisted = interpretation.behaviours.filter(({ isHint }) => !isHint);
    expect(new Set(insisted.map(({ behaviour }) => behaviour.name)).size).toBe(6);
  });

  it('says which time it does not know', async () => {
    const { interpretation } = await run('memory that climbs since the last deploy');
    expect(interpretation).toMatchObject({ text: 'memory', unknownTime: 'since the last deploy' });
    expect(interpretation.time).toBeUndefined();
  });

  it('holds to a behaviour of what is meant by another word', async () => {
    const report = await run('response time that is spiky');
    expect(namesOf(report)).toEqual(['request_latency_seconds/checkout']);
    expect(readingOf(report).givenUp).toEqual([]);
  });

  it('puts last what does what it was said not to', async () => {
    const report = await run('request latency that is not spiky');
    const spiky = report.hits.find((hit) => nameOf(hit) === 'request_latency_seconds/checkout');
    expect(namesOf(report)[0]).toBe('request_latency_seconds/cart');
    expect(spiky?.score).toBeLessThan(report.hits[0].score);
    expect(spiky?.why.tags).toEqual([]);
    expect(readingOf(report)).toMatchObject({ text: 'request latency', givenUp: [] });
  });

  it('takes the words as they are when asked to', async () => {
    const report = await run('memory climbs', { interpret: false });
    expect(readingOf(report)).toEqual({ text: 'memory climbs', behaviours: [], givenUp: [] });
    expect(namesOf(report)).toEqual(
      expect.arrayContaining(['memory_usage_bytes/cart', 'memory_usage_bytes/checkout']),
    );
  });

  it('lets a filter of the caller take the place of what was read', async () => {
    const report = await run('memory that climbs', { filter: { tags: ['noisy'] } });
    expect(namesOf(report)).not.toContain('memory_usage_bytes/cart');
    const passing = await store.count(TENANT, { tags: ['noisy'] });
    expect(report).toMatchObject({
      passing,
      interpretation: {
        behaviours: [],
        givenUp: [],
        replaced: [{ condition: 'behaviour', words: ['that climbs'] }],
      },
    });
    expect(report.hits.flatMap(({ why }) => why.tags)).toEqual([]);
    const timed = await run('spikes last night', { filter: { windowFromMs: 0 } });
    expect(timed.interpretation).toMatchObject({
      behaviours: [{ words: 'spikes' }],
      replaced: [{ condition: 'time', words: ['last night'] }],
    });
    expect(timed.interpretation.time).toBeUndefined();
  });

  it('never gives up a filter of the caller', async () => {
    const filter = { matchers: [{ name: 'service', operator: '=' as const, value: 'payment' }] };
    expect(namesOf(await run('memory that climbs', { filter }))).toEqual(['requests_per_second/payment']);
    expect((await run('memory that climbs', { filter: { metrics: ['none'] } })).hits).toEqual([]);
  });

  it('finds metrics that were never ingested, where no behaviour is insisted on', async () => {
    const report = await run('connections of the pool');
    expect(nameOf(report.hits[0])).toBe('pool_connections');
    expect(report.hits[0]).toMatchObject({
      kind: 'metric',
      entry: { series: 3 },
      why: { tags: [], anomalies: [] },
    });
    expect(namesOf(await run('connections of the pool', { profiledOnly: true }))).not.toContain(
      'pool_connections',
    );
    const filter = { tags: ['noisy'] };
    expect(namesOf(await run('connections of the pool', { filter }))).not.toContain('pool_connections');
    const spiky = await run('spiky connections of the pool');
    expect(spiky.interpretation.givenUp).toEqual([{ condition: 'behaviour', words: ['spiky'] }]);
    expect(namesOf(spiky)).toContain('pool_connections');
  });

  it('finds them under a time alone, and by words that were taken for one', async () => {
    const text = 'orders_last_hour. Orders. job shop';
    const [vector] = await embedder.embedDocuments([text]);
    const entry = { type: 'gauge' as const, help: 'Orders.', unit: '', text, vector, series: 1 };
    await store.putMetrics(TENANT, [
      { ...entry, metric: 'orders_last_hour', labels: {}, seenAtMs: NOW_MS },
      { ...entry, metric: 'orders_first_hour', labels: {}, seenAtMs: NOW_MS },
    ]);
    const report = await run('orders in the last hour');
    expect(readingOf(report)).toMatchObject({ text: 'orders', givenUp: [] });
    expect(report.interpretation.time?.words).toBe('in the last hour');
    expect(namesOf(report).slice(0, 2)).toEqual(['orders_last_hour', 'orders_first_hour']);
  });

  it('knows that what was meant was never ingested, although something else behaves so', async () => {
    // The best of the series: the word is all that they have in common with the question.
    const report = await run('usage of pool connections that climbs');
    expect(readingOf(report)).toMatchObject({ text: 'usage of pool connections', givenUp: ['that climbs'] });
    expect(nameOf(report.hits[0])).toBe('pool_connections');
  });

  it('gives pages of one ranking', async () => {
    const whole = namesOf(await run('usage', { topK: 6 }));
    const pages = await Promise.all([0, 2, 4].map((offset) => run('usage', { topK: 2, offset })));
    expect(pages.flatMap(namesOf)).toEqual(whole);
    expect(new Set(pages.map(({ total }) => total)).size).toBe(1);
    expect((await run('usage', { offset: 195 })).hits).toEqual([]);
  });

  it('gives one hit of each metric, and how many series it has', async () => {
    const report = await run('usage of cpu and memory', { groupBy: 'metric', topK: 3 });
    const metrics = report.hits.map((hit) => (hit.kind === 'series' ? hit.record.metric : hit.entry.metric));
    expect(new Set(metrics).size).toBe(3);
    expect(report.groups).toEqual(
      metrics.map((metric) => ({ metric, series: metric === 'pool_connections' ? 0 : 2 })),
    );
  });

  it('counts what passes by labels and tags', async () => {
    const { facets } = await run('what dropped to zero last night', { facets: ['label:service', 'tag'] });
    expect(facets).toMatchObject([
      { field: 'label:service', values: [{ value: 'payment', records: 1 }] },
      { field: 'tag', values: expect.arrayContaining([{ value: 'dropped-to-zero', records: 1 }]) },
    ]);
  });

  it('goes by the days of the zone that is named', async () => {
    const { interpretation } = await run('what spiked last night', { timeZone: 'Asia/Tokyo' });
    expect(interpretation.time?.fromMs).toBe(Date.UTC(2026, 1, 16, 11));
  });

  it('says what nothing here is about, and marks what only comes nearest', async () => {
    const report = await run('temperature of the gpu');
    expect(report.hits.length).toBeGreaterThan(0);
    expect(report.hits.every(({ isWeak }) => isWeak)).toBe(true);
    expect(report.interpretation.unmet).toEqual(['temperature', 'gpu']);
    expect(report.message).toBe(
      'Nothing here is about "temperature" or "gpu"; what is listed comes nearest.',
    );
    const half = await run('kafka requests');
    expect(half.interpretation.unmet).toEqual(['kafka']);
    expect(half.message).toBeUndefined();
  });

  it('marks nothing of what is meant, whatever its words', async () => {
    for (const query of ['ram', 'response time that is spiky', 'processor load', 'hard drives almost full']) {
      const { hits, message } = await run(query);
      expect(hits[0].isWeak).toBe(false);
      expect(message).toBeUndefined();
    }
    expect((await run('what dropped to zero last night')).hits[0].isWeak).toBe(false);
  });

  it('takes for a hit nothing that meets only words of behaviour', async () => {
    const text = 'up. Whether the target could be scraped.';
    const [vector] = await embedder.embedDocuments([text]);
    const known = { series: 1, seenAtMs: NOW_MS, labels: {} };
    await store.putMetrics('bare', [
      {
        metric: 'up',
        type: 'gauge',
        help: 'Whether the target could be scraped.',
        unit: '',
        text,
        vector,
        ...known,
      },
    ]);
    const report = await search.run('bare', { query: 'disks that fill up', topK: 5 });
    expect(report.hits).toMatchObject([{ entry: { metric: 'up' }, isWeak: true }]);
    expect(report.message).toBe('Nothing here is about "disks"; what is listed comes nearest.');
  });

  it('answers an empty store with nothing', async () => {
    for (const query of ['cpu', 'what dropped to zero last night', 'spiky latency']) {
      expect(await search.run('nobody', { query, topK: 5 })).toMatchObject({
        hits: [],
        total: 0,
        passing: 0,
      });
    }
  });

  it('refuses what it cannot do, and names it', async () => {
    const refusalOf = async (given: Partial<SearchRequest>) => {
      const error: unknown = await run('cpu', given).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidRequestError);
      return (error as InvalidRequestError).field;
    };
    expect(await refusalOf({ offset: 201 })).toBe('offset');
    expect(await refusalOf({ timeZone: 'Mars/Olympus' })).toBe('timeZone');
    const matchers = [{ name: 'a', operator: '=~' as const, value: '(' }];
    expect(await refusalOf({ filter: { matchers } })).toBe('filters');
  });
});
