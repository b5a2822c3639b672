import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { PrometheusError } from '@metrics-ai/prometheus-client';
import { checkPromql } from '@metrics-ai/promql';
import { openSqliteStore, type VectorStore } from '@metrics-ai/vector-store';
import { FakeMetricsSource, refuses } from '../testing/fake-metrics-source.ts';
import { Catalogue } from './catalogue.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const gauge = (help: string) => [{ type: 'gauge', help, unit: '' }];

const embedder = builtinEmbedder();

describe('Catalogue', () => {
  let prometheus: FakeMetricsSource;
  let store: VectorStore;
  /** Names that were written, in order; those with a vector have a `*`. */
  let written: string[];
  let catalogue: Catalogue;
  let nowMs: number;

  const start = (maxMetrics = 100): Catalogue =>
    new Catalogue({
      prometheus,
      store,
      embedder,
      options: { keepMs: DAY, maxMetrics },
      nowMs: () => nowMs,
    });
  const entries = (tenant = 'default') => store.listMetrics(tenant, { limit: 1_000 });
  const names = async (tenant?: string) => (await entries(tenant)).map(({ metric }) => metric);

  beforeEach(async () => {
    nowMs = Date.UTC(2026, 0, 15);
    prometheus = new FakeMetricsSource();
    prometheus.live = [
      { __name__: 'queue_depth', job: 'shop', queue: 'orders', instance: 'a:80' },
      { __name__: 'queue_depth', job: 'shop', queue: 'mails', instance: 'a:80' },
      { __name__: 'latency_seconds_bucket', job: 'shop', le: '0.1' },
      { __name__: 'latency_seconds_bucket', job: 'shop', le: '+Inf' },
      { __name__: 'latency_seconds_sum', job: 'shop' },
      { __name__: 'latency_seconds_count', job: 'shop' },
    ];
    prometheus.metadataByName = {
      queue_depth: gauge('Things that wait.'),
      latency_seconds: [{ type: 'histogram', help: 'How long it took.', unit: '' }],
      declared_only: gauge('No series has this name.'),
    };
    store = await openSqliteStore({ path: ':memory:', embedder });
    const put = store.putMetrics.bind(store);
    written = [];
    store.putMetrics = (tenant, given) => {
      written.push(...given.map(({ metric, vector }) => metric + (vector === undefined ? '' : '*')));
      return put(tenant, given);
    };
    catalogue = start();
  });
  afterEach(async () => {
    await catalogue.close();
    await store.close();
  });

  it('knows of each metric its type, help, unit, labels, and how many series it has', async () => {
    expect(await catalogue.refresh('default')).toMatchObject({
      metrics: 2,
      added: 2,
      changed: 0,
      removed: 0,
    });
    expect(await entries()).toEqual([
      {
        metric: 'latency_seconds',
        type: 'histogram',
        help: 'How long it took.',
        unit: 'seconds',
        labels: { job: ['shop'], le: ['+Inf', '0.1'] },
        series: 4,
        text: 'latency_seconds. How long it took.. job shop. seconds',
        seenAtMs: nowMs,
      },
      {
        metric: 'queue_depth',
        type: 'gauge',
        help: 'Things that wait.',
        unit: '',
        labels: { instance: ['a:80'], job: ['shop'], queue: ['mails', 'orders'] },
        series: 2,
        text: 'queue_depth. Things that wait.. job shop. queue mails orders',
        seenAtMs: nowMs,
      },
    ]);
  });

  it('asks few questions, whatever the number of metrics, and fewer when nothing changed', async () => {
    prometheus.live = Array.from({ length: 450 }, (_, i) => ({ __name__: `metric_${i}`, job: 'shop' }));
    const large = start(10_000);
    await large.refresh('default');
    expect(prometheus.asked.length).toBeLessThan(10);
    prometheus.asked.length = 0;
    await large.refresh('default');
    expect(prometheus.asked.sort()).toEqual(['labelValues', 'metadata', 'query', 'query']);
  });

  it('embeds what is new or reads otherwise, and writes little of what did not change', async () => {
    await catalogue.refresh('default');
    expect(written).toEqual(['latency_seconds*', 'queue_depth*']);
    prometheus.live = [...prometheus.live, { __name__: 'queue_depth', job: 'shop', queue: 'bills' }];
    written.length = 0;
    nowMs += 300_000;
    expect(await catalogue.refresh('default')).toMatchObject({ added: 0, changed: 2 });
    expect(written).toEqual(['queue_depth*', 'latency_seconds']);
    written.length = 0;
    nowMs += 300_000;
    await catalogue.refresh('default');
    expect(written).toEqual(['latency_seconds']);
  });

  it('forgets a metric a day after its last sample, and not when it is away for an hour', async () => {
    await catalogue.refresh('default');
    const [first, second, ...rest] = prometheus.live;
    prometheus.live = rest;
    prometheus.dormant = [first, second];
    nowMs += HOUR;
    expect(await catalogue.refresh('default')).toMatchObject({ removed: 0, metrics: 2 });
    expect((await entries())[1]).toMatchObject({ metric: 'queue_depth', series: 0 });
    prometheus.dormant = [];
    prometheus.remembered = ['queue_depth'];
    for (let hour = 0; hour < 23; hour++) {
      nowMs += HOUR;
      expect(await catalogue.refresh('default')).toMatchObject({ removed: 0, metrics: 1 });
    }
    nowMs += 2 * HOUR;
    expect(await catalogue.refresh('default')).toMatchObject({ removed: 1, metrics: 1 });
    expect(await names()).toEqual(['latency_seconds']);
  });

  it('embeds what it would only have renewed when another process has deleted it meanwhile', async () => {
    await catalogue.refresh('default');
    const list = store.listMetrics.bind(store);
    store.listMetrics = async (tenant, request) => {
      const entries = await list(tenant, request);
      await store.deleteMetrics(tenant, { seenBeforeMs: nowMs });
      return entries;
    };
    nowMs += DAY;
    expect(await catalogue.refresh('default')).toMatchObject({ added: 0, changed: 2 });
    store.listMetrics = list;
    expect(await names()).toEqual(['latency_seconds', 'queue_depth']);
  });

  it('keeps what is there for as long as it is there', async () => {
    for (let hour = 0; hour < 50; hour++) {
      await catalogue.refresh('default');
      expect(await names()).toEqual(['latency_seconds', 'queue_depth']);
      nowMs += HOUR;
    }
  });

  it.each(['labelValues', 'metadata', 'query', 'series'] as const)(
    'stays as it was when %s fails, wherever a refresh is',
    async (method) => {
      await catalogue.refresh('default');
      const before = await entries();
      prometheus.live = [...prometheus.live.slice(2), { __name__: 'new_metric', job: 'shop' }];
      prometheus.fail = (asked) => {
        if (asked === method) throw new PrometheusError('unreachable', 'connection refused');
      };
      await expect(catalogue.refresh('default')).rejects.toThrow('connection refused');
      expect(await entries()).toEqual(before);
      prometheus.fail = () => undefined;
      await catalogue.refresh('default');
      expect(await names()).toContain('new_metric');
    },
  );

  it('stays as it was when the embedder fails halfway', async () => {
    prometheus.live = Array.from({ length: 250 }, (_, i) => ({ __name__: `metric_${i}`, job: 'shop' }));
    let batches = 0;
    const failing = new Catalogue({
      prometheus,
      store,
      embedder: {
        embedDocuments: (texts) =>
          ++batches > 1 ? Promise.reject(new Error('no such model')) : embedder.embedDocuments(texts),
      },
      options: { keepMs: DAY, maxMetrics: 1_000 },
      nowMs: () => nowMs,
    });
    await expect(failing.refresh('default')).rejects.toThrow('no such model');
    expect([batches, await names()]).toEqual([2, []]);
  });

  it('counts in pieces where all at once is too much, and asks of a large metric for names and values', async () => {
    prometheus.fail = (method, about) => {
      if (method === 'query' && about.includes('__name__!=""')) throw refuses('too many series');
      if (method === 'series') throw refuses('too many series');
    };
    const { failed } = await catalogue.refresh('default');
    expect(failed).toEqual([]);
    expect((await entries()).map(({ series, labels }) => [series, labels])).toEqual([
      [4, { job: ['shop'], le: ['+Inf', '0.1'] }],
      [2, { instance: ['a:80'], job: ['shop'], queue: ['mails', 'orders'] }],
    ]);
  });

  it('leaves out a metric whose labels it cannot read, and says why', async () => {
    prometheus.fail = (method, about) => {
      if (method !== 'metadata' && about.includes('latency')) throw refuses('forbidden metric');
    };
    expect(await catalogue.refresh('default')).toMatchObject({
      metrics: 1,
      failed: [{ metric: 'latency_seconds', reason: 'forbidden metric' }],
    });
  });

  it('does without metadata where the server has none', async () => {
    prometheus.fail = (method) => {
      if (method === 'metadata') throw new PrometheusError('not-found', 'no such path');
    };
    await catalogue.refresh('default');
    expect((await entries()).map(({ metric, type }) => `${metric} ${type}`)).toEqual([
      'latency_seconds histogram',
      'queue_depth unknown',
    ]);
  });

  it('has a place for so many metrics, first for those with series, and names the others', async () => {
    prometheus.dormant = [{ __name__: 'a_dormant', job: 'shop' }];
    expect(await start(2).refresh('default')).toMatchObject({ metrics: 2, leftOut: ['a_dormant'] });
    expect(await names()).toEqual(['latency_seconds', 'queue_depth']);
  });

  it('keeps tenants apart, and reads Prometheus once for those who are refreshed together', async () => {
    await Promise.all([catalogue.refresh('a'), catalogue.refresh('b'), catalogue.refresh('b')]);
    expect(prometheus.asked.filter((method) => method === 'metadata')).toHaveLength(1);
    expect(await names('a')).toEqual(await names('b'));
    expect(await names('c')).toEqual([]);
  });

  it('loads the names that PromQL may use, those of a histogram by their parts', async () => {
    await catalogue.refresh('default');
    const metrics = await catalogue.load('default');
    expect([...metrics.names()].sort()).toEqual([
      'latency_seconds',
      'latency_seconds_bucket',
      'latency_seconds_count',
      'latency_seconds_sum',
      'queue_depth',
    ]);
    expect(metrics.find('latency_seconds_bucket')).toMatchObject({
      type: 'counter',
      labels: { job: ['shop'], le: ['+Inf', '0.1'] },
    });
    expect(metrics.find('latency_seconds_sum')).toMatchObject({ unit: 'seconds', labels: { job: ['shop'] } });
    expect(metrics.find('latency_seconds')?.type).toBe('histogram');
    expect(metrics.find('declared_only')).toBeUndefined();
    expect(metrics.refreshedAtMs).toBe(nowMs);
    const faultsOf = (promql: string) =>
      checkPromql(promql, { catalogue: metrics }).findings.map(({ code }) => code);
    const p99 = 'histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m])))';
    expect(faultsOf(p99)).toEqual([]);
    expect(faultsOf('max by (queue) (queue_depth)')).toEqual([]);
    expect(faultsOf('queue_dept')).toEqual(['unknown-metric']);
    expect(faultsOf('queue_depth{que="orders"}')).toEqual(['unknown-label']);
  });

  it('reads an empty catalogue when somebody asks, and tells whoever waits what came of it', async () => {
    expect((await catalogue.load('ops')).size).toBe(0);
    expect((await catalogue.load('ops', { wait: true })).size).toBe(2);
    expect(catalogue.tenantsAsking()).toEqual(['ops']);
    prometheus.fail = () => {
      throw new PrometheusError('timeout', 'too slow');
    };
    await expect(catalogue.load('other', { wait: true })).rejects.toThrow('too slow');
    expect((await catalogue.load('other')).size).toBe(0);
  });

  it('refreshes a stale catalogue in the background when somebody asks', async () => {
    await catalogue.refresh('default');
    prometheus.live = [...prometheus.live, { __name__: 'new_metric', job: 'shop' }];
    nowMs += 2 * HOUR;
    expect((await catalogue.load('default', { wait: true })).size).toBe(2);
    await catalogue.refresh('default');
    expect((await catalogue.load('default')).size).toBe(3);
  });

  it('makes no catalogues for any number of tenants that nobody knows', async () => {
    for (let i = 0; i < 30; i++) await catalogue.load(`tenant-${i}`, { wait: true });
    expect(catalogue.tenantsAsking()).toHaveLength(20);
    expect(await names('tenant-19')).toHaveLength(2);
    expect(await names('tenant-20')).toEqual([]);
  });

  it('tells of each refresh once, however many wanted it, and not of one that is broken off', async () => {
    const told: string[] = [];
    const telling = new Catalogue({
      prometheus,
      store,
      embedder,
      options: { keepMs: DAY, maxMetrics: 100 },
      nowMs: () => nowMs,
      onRefreshed: (tenant, { report, error }) => told.push(`${tenant} ${report?.metrics ?? String(error)}`),
    });
    await Promise.all([telling.refresh('a'), telling.load('a'), telling.load('a', { wait: true })]);
    prometheus.fail = () => {
      throw new PrometheusError('unreachable', 'it is away');
    };
    await expect(telling.refresh('a')).rejects.toThrow('it is away');
    const broken = telling.refresh('a');
    await Promise.all([expect(broken).rejects.toThrow(), telling.close()]);
    expect(told).toEqual(['a 2', 'a PrometheusError: it is away']);
  });

  it('sees within a minute what another process wrote', async () => {
    await catalogue.refresh('default');
    expect((await catalogue.load('default')).size).toBe(2);
    prometheus.live = [...prometheus.live, { __name__: 'new_metric', job: 'shop' }];
    await start().refresh('default');
    expect((await catalogue.load('default')).size).toBe(2);
    nowMs += 61_000;
    expect((await catalogue.load('default')).size).toBe(3);
  });

  it('lists what it knows by pages, and which of it was ingested', async () => {
    await catalogue.refresh('default');
    const first = await catalogue.list('default', { limit: 1 });
    expect(first).toMatchObject({
      metrics: [{ metric: 'latency_seconds', profiledSeries: 0 }],
      next: 'latency_seconds',
    });
    const second = await catalogue.list('default', { limit: 1, after: first.next });
    expect(second.metrics.map(({ metric }) => metric)).toEqual(['queue_depth']);
    expect(second.next).toBeUndefined();
    expect(await catalogue.list('default', { limit: 1, after: 'queue_depth' })).toEqual({ metrics: [] });
    expect(await catalogue.list('nobody', { limit: 1 })).toEqual({ metrics: [] });
  });
});
