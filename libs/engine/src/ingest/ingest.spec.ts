import { afterEach, describe, expect, it } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import type { Series } from '@metrics-ai/timeseries';
import { openSqliteStore, type VectorStore } from '@metrics-ai/vector-store';
import { Search } from '../search/search.ts';
import { seriesId } from '../series-id.ts';
import { readStats } from '../stats/stats.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { Ingest } from './ingest.ts';

const nowMs = Date.UTC(2026, 0, 15);
const HOUR_MS = 3_600_000;
const limits = { maxSeries: 1_000, maxAnalyzedSeries: 10, maxPoints: 11_000 };

function hourly(
  labels: Record<string, string>,
  hours = 336,
  valueAt = (i: number) => Math.sin(i / 3),
): Series {
  const timestamps = Float64Array.from({ length: hours }, (_, i) => nowMs - (hours - 1 - i) * HOUR_MS);
  return { labels, timestamps, values: Float64Array.from(timestamps, (_, i) => valueAt(i)) };
}

describe('Ingest', () => {
  let store: VectorStore;
  const embedder = builtinEmbedder();
  afterEach(() => store.close());

  const ingestOf = async (prometheus: FakePrometheus): Promise<Ingest> => {
    store = await openSqliteStore({ path: ':memory:', embedder });
    return new Ingest({ prometheus, store, embedder, limits, nowMs: () => nowMs });
  };
  const allOf = (metricName: string) => ({
    source: { kind: 'metric', metricName } as const,
    range: { stepMs: HOUR_MS },
  });

  it('turns series into records that can be found', async () => {
    const labels = { __name__: 'cpu_usage', service: 'payment' };
    const ingest = await ingestOf(new FakePrometheus([hourly(labels), hourly({ __name__: 'memory_usage' })]));
    const report = await ingest.run('default', allOf('cpu_usage'));
    expect(report).toMatchObject({
      series: 1,
      points: 336,
      skipped: [],
      failed: [],
      warnings: ['slow disk'],
    });
    const search = new Search({ store, embedder, nowMs: () => nowMs });
    const [hit] = (await search.run('default', { query: 'cpu of payment', topK: 5 })).hits;
    expect(hit.kind === 'series' && hit.record).toMatchObject({
      id: seriesId('default', labels),
      metric: 'cpu_usage',
      labels,
      promql: 'cpu_usage{service="payment"}',
      endMs: nowMs,
      stepMs: HOUR_MS,
      ingestedAtMs: nowMs,
      watch: '',
    });
  });

  it('takes a series whose labels are longer than any text', async () => {
    const labels = { __name__: 'statements', job: 'db', query: 'select '.repeat(200_000) };
    const ingest = await ingestOf(new FakePrometheus([hourly(labels), hourly({ __name__: 'cpu_usage' })]));
    expect(await ingest.run('default', allOf('statements'))).toMatchObject({ series: 1, failed: [] });
    const search = new Search({ store, embedder, nowMs: () => nowMs });
    const [hit] = (await search.run('default', { query: 'statements of db', topK: 1 })).hits;
    expect(hit.kind === 'series' && hit.record.labels).toEqual(labels);
  });

  it('replaces the record of a series that it ingests again', async () => {
    const ingest = await ingestOf(new FakePrometheus([hourly({ __name__: 'cpu_usage' })]));
    await ingest.run('default', allOf('cpu_usage'));
    await ingest.run('default', allOf('cpu_usage'));
    expect(await readStats('default', { store, embedder })).toMatchObject({
      records: 1,
      lastIngestAtMs: nowMs,
    });
  });

  it('keeps tenants apart', async () => {
    const ingest = await ingestOf(new FakePrometheus([hourly({ __name__: 'cpu_usage' })]));
    await ingest.run('a', allOf('cpu_usage'));
    expect((await readStats('a', { store, embedder })).records).toBe(1);
    expect((await readStats('b', { store, embedder })).records).toBe(0);
  });

  it('reads many series in queries of fifty, and says how far it is', async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      hourly({ __name__: 'cpu_usage', pod: `pod-${i}` }, 24),
    );
    const prometheus = new FakePrometheus(many);
    const ingest = await ingestOf(prometheus);
    const progress: number[] = [];
    const report = await ingest.run('default', allOf('cpu_usage'), {
      onProgress: ({ seriesDone, seriesTotal }) => progress.push(seriesDone / seriesTotal),
    });
    expect(report.series).toBe(120);
    expect(prometheus.asked).toHaveLength(3);
    expect(progress).toEqual([0, 50 / 120, 100 / 120, 1]);
  });

  it('reads fewer at a time where each has many samples', async () => {
    const many = Array.from({ length: 30 }, (_, i) => hourly({ __name__: 'cpu_usage', pod: `pod-${i}` }, 24));
    const prometheus = new FakePrometheus(many);
    const ingest = await ingestOf(prometheus);
    // Two weeks at two minutes: 24 series of 10,081 samples each are just below 250,000.
    const source = { kind: 'metric', metricName: 'cpu_usage' } as const;
    const report = await ingest.run('default', { source, range: { stepMs: 120_000 } });
    expect(report.series).toBe(30);
    expect(prometheus.asked.map((promql) => promql.split('|').length)).toEqual([24, 6]);
  });

  it('stores what it could read, and names what failed', async () => {
    const prometheus = new FakePrometheus([
      hourly({ __name__: 'cpu_usage', job: 'a' }),
      hourly({ __name__: 'memory_usage', job: 'a' }),
    ]);
    prometheus.failing = 'memory_usage';
    const ingest = await ingestOf(prometheus);
    const report = await ingest.run('default', {
      source: { kind: 'match', match: '{job="a"}' },
      range: { stepMs: HOUR_MS },
    });
    expect(report).toMatchObject({
      series: 1,
      failed: [{ query: 'memory_usage{job="a"}', reason: 'disk is on fire' }],
    });
  });

  it('refuses an expression that gives more series than it may, and stores none of them', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => hourly({ __name__: 'x', pod: `pod-${i}` }, 3));
    const ingest = await ingestOf(new FakePrometheus(many));
    const source = { kind: 'query', query: 'abs(x{})' } as const;
    const running = ingest.run('default', { source, range: { stepMs: HOUR_MS } });
    await expect(running).rejects.toThrow(/gives 1001 series or more, at most 1000 are allowed/);
    expect(await store.count('default')).toBe(0);
  });

  it('rejects when everything failed', async () => {
    const prometheus = new FakePrometheus([hourly({ __name__: 'cpu_usage' })]);
    prometheus.failing = 'cpu_usage';
    const ingest = await ingestOf(prometheus);
    await expect(ingest.run('default', allOf('cpu_usage'))).rejects.toThrow('disk is on fire');
  });

  it('skips a series of too few samples, and says why', async () => {
    const ingest = await ingestOf(new FakePrometheus([hourly({ __name__: 'cpu_usage', pod: 'new' }, 2)]));
    const report = await ingest.run('default', allOf('cpu_usage'));
    expect(report).toMatchObject({
      series: 0,
      skipped: [
        {
          series: 'cpu_usage{pod="new"}',
          reason: '2 usable samples in this time, at least 3 are needed: a shorter step may have more',
        },
      ],
    });
  });

  it('warns when nothing matches', async () => {
    const ingest = await ingestOf(new FakePrometheus([]));
    const report = await ingest.run('default', allOf('cpu_usage'));
    expect(report).toMatchObject({ series: 0, warnings: ['no series match cpu_usage in this time'] });
  });

  it('stops when it is told to, and keeps what it has stored', async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      hourly({ __name__: 'cpu_usage', pod: `pod-${i}` }, 24),
    );
    const ingest = await ingestOf(new FakePrometheus(many));
    const abort = new AbortController();
    const running = ingest.run('default', allOf('cpu_usage'), {
      signal: abort.signal,
      onProgress: ({ seriesDone }) => {
        if (seriesDone === 50) abort.abort();
      },
    });
    await expect(running).rejects.toThrow(/abort/i);
    expect((await readStats('default', { store, embedder })).records).toBe(50);
  });

  it('gives results of an expression the expression as their name', async () => {
    const ingest = await ingestOf(new FakePrometheus([hourly({ __name__: 'x', job: 'a' })]));
    const query = 'sum by (job) (rate(x{job="a"}[5m]))';
    await ingest.run('default', { source: { kind: 'query', query }, range: { stepMs: HOUR_MS } });
    expect((await readStats('default', { store, embedder })).byMetric).toEqual([
      { metric: query, records: 1 },
    ]);
  });
});
