import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import type { Series } from '@metrics-ai/timeseries';
import { openSqliteStore, type VectorStore } from '@metrics-ai/vector-store';
import { characterizePool } from '../characterizer/characterize-pool.ts';
import { anomalyId } from '../anomalies/anomaly-id.ts';
import { Ingest } from '../ingest/ingest.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { seriesId } from '../series-id.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { Similar, type SimilarRequest } from './similar.ts';

const STEP_MS = 300_000;
const SAMPLES = 2_016;
const startMs = Date.UTC(2026, 0, 1);
const nowMs = startMs + (SAMPLES - 1) * STEP_MS;
const limits = { maxSeries: 1_000, maxAnalyzedSeries: 10, maxPoints: 11_000 };

function noise(seed: number): () => number {
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return () => random() + random() + random() + random() - 2;
}

const incident = (x: number): number =>
  x < 0.2 ? 0 : Math.exp(-(x - 0.2) * 6) + (x > 0.6 && x < 0.7 ? 0.5 : 0);

/** Noise, with the incident at each of the samples given, at a height. */
function series(labels: Record<string, string>, incidents: Record<number, number>, length = 150): Series {
  const next = noise(Object.values(labels).join().length * 7_919 + Object.keys(incidents).length);
  const values = Float64Array.from({ length: SAMPLES }, () => 100 + next());
  for (const [at, height] of Object.entries(incidents)) {
    for (let i = 0; i < length; i++) values[Number(at) + i] += height * incident(i / length);
  }
  return { labels, timestamps: values.map((_, i) => startMs + i * STEP_MS), values };
}

const atSample = (i: number): number => startMs + i * STEP_MS;

const stored = [
  series({ __name__: 'latency', pod: 'a' }, { 300: 40 }),
  series({ __name__: 'latency', pod: 'bb' }, { 1_200: 15, 700: 14 }, 160),
  series({ __name__: 'queue', pod: 'ccc' }, { 1_500: 900 }, 140),
  series({ __name__: 'quiet', pod: 'dddd' }, {}),
  { ...series({ __name__: 'flat' }, {}), values: new Float64Array(SAMPLES).fill(3) },
];

describe('Similar', () => {
  const embedder = builtinEmbedder();
  const twin = stored[0].values.map((value) => 5 + 3 * value);
  const all = [...stored, { ...stored[0], labels: { __name__: 'twin' }, values: twin }];
  let store: VectorStore;
  let records: Awaited<ReturnType<typeof read>>;

  beforeAll(async () => {
    store = await openSqliteStore({ path: ':memory:', embedder });
    await ingest('default', all, STEP_MS);
    records = await read();
  }, 60_000);
  afterAll(() => store.close());

  async function ingest(tenant: string, from: readonly Series[], stepMs: number): Promise<void> {
    const prometheus = new FakePrometheus(from);
    const source = { kind: 'match', match: '{__name__=~".+"}' } as const;
    const run = new Ingest({ prometheus, store, embedder, limits, nowMs: () => nowMs });
    await run.run(tenant, { source, range: { startMs, endMs: nowMs, stepMs } });
  }

  /** What was ingested, as it can be stored again without being ingested again. */
  async function read() {
    const found = await store.list('default', { limit: 100 });
    const ids = found.map(({ id }) => id);
    const sketches = await store.readSketches('default', ids);
    const vectors = await embedder.embedDocuments(found.map(({ text }) => text));
    return found.map((record, i) => ({ ...record, sketch: sketches[i].sketch, vector: vectors[i] }));
  }

  const recordsOf = (...metrics: string[]) => records.filter(({ metric }) => metrics.includes(metric));

  const similarOf = (prometheus = new FakePrometheus([])) =>
    new Similar({ store, prometheus, maxPoints: limits.maxPoints, nowMs: () => nowMs });

  const asked = (given: Partial<SimilarRequest> = {}): SimilarRequest => ({
    series: { kind: 'metric', metricName: 'latency', labels: { pod: 'a' } },
    startMs: atSample(300),
    endMs: atSample(449),
    topK: 10,
    minSimilarity: 0.8,
    perSeries: 1,
    ...given,
  });

  it('finds the same incident in other series, at other times, scales and lengths', async () => {
    const { hits, window, searched, withoutSketch, tooCoarse } = await similarOf().run('default', asked());
    expect([searched, withoutSketch, tooCoarse]).toEqual([6, 0, 0]);
    expect(window).toMatchObject({ metric: 'latency', startMs: atSample(300), stepMs: STEP_MS });
    expect(hits.map(({ record }) => record.metric).sort()).toEqual(['latency', 'queue', 'twin']);
    const queue = hits.find(({ record }) => record.metric === 'queue');
    expect(Math.abs((queue?.match.startMs ?? 0) - atSample(1_500))).toBeLessThan(5 * STEP_MS);
    expect(queue?.match.stretch).toBeCloseTo(140 / 150, 1);
    expect(queue?.match.similarity).toBeGreaterThan(0.98);
    for (const { anomalies, match } of hits) {
      for (const anomaly of anomalies) {
        expect(anomaly.endMs >= match.startMs && anomaly.startMs <= match.endMs).toBe(true);
      }
    }
    expect(queue?.anomalies.length).toBeGreaterThan(0);
  });

  it('gives several matches of a series when asked, and never the window itself', async () => {
    const { hits } = await similarOf().run('default', asked({ perSeries: 3 }));
    const starts = hits.map(({ record, match }) => [
      record.labels['pod'],
      Math.round((match.startMs - startMs) / STEP_MS / 100),
    ]);
    expect(starts).toEqual(
      expect.arrayContaining([
        ['bb', 12],
        ['bb', 7],
        ['ccc', 15],
      ]),
    );
    expect(starts.filter(([pod]) => pod === 'a')).toEqual([]);
  });

  it('looks in the series, and the time, that the filter lets pass', async () => {
    const found = async (filter: SimilarRequest['filter']) =>
      (await similarOf().run('default', asked({ filter, perSeries: 3 }))).hits.map(
        ({ record }) => record.labels['pod'],
      );
    expect(await found({ metrics: ['queue'] })).toEqual(['ccc']);
    expect(await found({ windowFromMs: atSample(1_000), windowToMs: atSample(1_400) })).toEqual(['bb']);
    expect(await found({ metrics: [] })).toEqual([]);
  });

  it('takes the window of an anomaly', async () => {
    const id = seriesId('default', { __name__: 'latency', pod: 'a' });
    const [record] = await store.get('default', [id]);
    const anomaly = anomalyId(id, record.anomalies[0]);
    const { hits, window } = await similarOf().run(
      'default',
      asked({ series: undefined, startMs: undefined, endMs: undefined, anomaly }),
    );
    expect(window.startMs).toBeLessThan(record.anomalies[0].startMs);
    expect(hits[0].record.metric).toBe('twin');
  });

  it('takes a whole series, by its id', async () => {
    const id = seriesId('default', { __name__: 'latency', pod: 'a' });
    const whole = asked({ series: { kind: 'record', id }, startMs: undefined, endMs: undefined });
    const { hits } = await similarOf().run('default', whole);
    expect(hits[0].record.metric).toBe('twin');
    expect(hits[0].match).toMatchObject({ startMs, endMs: nowMs });
    expect(hits[0].match.correlation).toBeGreaterThan(0.999);
  });

  it('takes a series that was never ingested, from Prometheus', async () => {
    const [newcomer] = [series({ __name__: 'newcomer' }, { 100: 7 })];
    const request = asked({
      series: { kind: 'metric', metricName: 'newcomer' },
      startMs: atSample(100),
      endMs: atSample(249),
    });
    const { hits, window } = await similarOf(new FakePrometheus([newcomer])).run('default', request);
    expect(window.id).toBeUndefined();
    expect(hits.length).toBeGreaterThanOrEqual(3);
  });

  it('searches what was stored since, and forgets what was deleted or replaced', async () => {
    const similar = similarOf();
    const found = async () =>
      (await similar.run('moving', asked())).hits.map(({ record }) => record.metric).sort();
    await store.upsert('moving', recordsOf('latency'));
    expect(await found()).toEqual(['latency']);
    const [queue] = recordsOf('queue');
    await store.upsert('moving', [queue]);
    expect(await found()).toEqual(['latency', 'queue']);
    const [other] = recordsOf('latency').filter(({ labels }) => labels['pod'] === 'bb');
    await store.delete('moving', [other.id]);
    expect(await found()).toEqual(['queue']);
    await store.upsert('moving', [{ ...queue, sketch: recordsOf('quiet')[0].sketch }]);
    expect(await found()).toEqual([]);
  });

  it('gives the same when no sketch fits into memory, and on worker threads', async () => {
    const expected = (await similarOf().run('default', asked())).hits;
    const parts = { store, prometheus: new FakePrometheus([]), maxPoints: 11_000, nowMs: () => nowMs };
    expect((await new Similar({ ...parts, cacheBytes: 0 }).run('default', asked())).hits).toEqual(expected);
    const characterizer = characterizePool({ threads: 2 });
    try {
      expect((await new Similar({ ...parts, characterizer }).run('default', asked())).hits).toEqual(expected);
    } finally {
      await characterizer.close();
    }
  }, 60_000);

  it('keeps tenants apart', async () => {
    await store.upsert(
      'lonely',
      recordsOf('latency').filter(({ labels }) => labels['pod'] === 'a'),
    );
    expect(await similarOf().run('lonely', asked())).toMatchObject({ hits: [], searched: 1 });
  });

  it('says how many records have no sketch yet, or too long steps', async () => {
    const [queue] = recordsOf('queue').map((record) => ({ ...record, sketch: undefined }));
    await store.upsert('mixed', [...recordsOf('latency', 'quiet'), queue]);
    await ingest('mixed', [{ ...stored[1], labels: { __name__: 'slow' } }], 12 * STEP_MS);
    const short = asked({ startMs: atSample(326), endMs: atSample(335), minSimilarity: 0.99 });
    const report = await similarOf().run('mixed', short);
    expect(report).toMatchObject({ searched: 3, withoutSketch: 1, tooCoarse: 1 });
  });

  it.each([
    [
      'a flat series',
      { series: { kind: 'metric', metricName: 'flat' } as const },
      'there is no shape to look for: the window is flat',
    ],
    [
      'noise',
      { series: { kind: 'metric', metricName: 'quiet' } as const },
      'there is no shape to look for: the window is nothing but noise',
    ],
    [
      'a few samples',
      { endMs: atSample(302) },
      'there is no shape to look for: the window has 3 samples, at least 6 are needed',
    ],
    ['no time at all', { endMs: atSample(300) }, 'must be after the start'],
    [
      'a series that there is not',
      { series: { kind: 'record', id: seriesId('x', {}) } as const },
      'there is no ingested series',
    ],
    [
      'one of many',
      { series: { kind: 'metric', metricName: 'latency' } as const },
      'names 2 ingested series',
    ],
    ['an anomaly that there is not', { anomaly: 'nothing' }, 'there is no anomaly nothing'],
  ])('refuses %s', async (_, given, message) => {
    const running = similarOf().run('default', asked(given));
    await expect(running).rejects.toThrow(message);
    await expect(running).rejects.toBeInstanceOf(InvalidRequestError);
  });
});
