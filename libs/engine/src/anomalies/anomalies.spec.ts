import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { openSqliteStore, type AnomalyListRequest, type VectorStore } from '@metrics-ai/vector-store';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import { Ingest } from '../ingest/ingest.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { Search } from '../search/search.ts';
import { seriesId } from '../series-id.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { Anomalies } from './anomalies.ts';

const nowMs = Date.UTC(2026, 0, 15);
const HOUR_MS = 3_600_000;
const labelsOf = (service: string) => ({ __name__: 'cpu_usage', service });
const agoMs = (hours: number) => nowMs - hours * HOUR_MS;

const anomalyAt = (hoursAgo: number, score: number, type: Anomaly['type'] = 'spike'): Anomaly => ({
  type,
  startMs: agoMs(hoursAgo),
  endMs: agoMs(hoursAgo - 1),
  detectedMs: NaN,
  peakMs: agoMs(hoursAgo),
  isOngoing: false,
  value: 9,
  expected: 1,
  lower: 0,
  upper: 2,
  score,
  confidence: 1,
  detectors: ['test'],
  signals: [{ name: 'test', share: 1 }],
  onceInMs: NaN,
  reason: 'It is strange.',
});

const ANOMALIES: Readonly<Record<string, readonly Anomaly[]>> = {
  'early-strong': [anomalyAt(200, 9)],
  both: [anomalyAt(100, 5), anomalyAt(50, 4, 'drop')],
  'late-weak': [anomalyAt(20, 1.5)],
  calm: [],
};

describe('The anomalies of what was ingested', () => {
  const embedder = builtinEmbedder();
  let store: VectorStore;
  let anomalies: Anomalies;

  beforeAll(async () => {
    store = await openSqliteStore({ path: ':memory:', embedder });
    const timestamps = Float64Array.from({ length: 336 }, (_, i) => agoMs(335 - i));
    const values = timestamps.map((_, i) => Math.sin(i / 3));
    const prometheus = new FakePrometheus(
      Object.keys(ANOMALIES).map((service) => ({ labels: labelsOf(service), timestamps, values })),
    );
    const limits = { maxSeries: 10, maxAnalyzedSeries: 10, maxPoints: 11_000 };
    await new Ingest({
      prometheus,
      store,
      embedder,
      limits,
      nowMs: () => nowMs,
      // What is found in them is not the matter here.
      characterizer: {
        ...characterizeHere(),
        characterize: async (series, options) =>
          (await characterizeHere().characterize(series, options)).map((analysis) => ({
            ...analysis,
            anomalies: ANOMALIES[analysis.labels['service']],
          })),
      },
    }).run('default', {
      source: { kind: 'metric', metricName: 'cpu_usage' },
      range: { stepMs: HOUR_MS },
    });
    anomalies = new Anomalies(store);
  });
  afterAll(() => store.close());

  const list = async (given: Partial<AnomalyListRequest> = {}) =>
    (await anomalies.list('default', { order: 'time', limit: 10, ...given })).anomalies.map(
      ({ record, anomaly }) => `${record.labels['service']} ${(nowMs - anomaly.startMs) / HOUR_MS}`,
    );

  it('are listed by time and by score, in pages', async () => {
    expect(await list()).toEqual(['late-weak 20', 'both 50', 'both 100', 'early-strong 200']);
    expect(await list({ order: 'score' })).toEqual([
      'early-strong 200',
      'both 100',
      'both 50',
      'late-weak 20',
    ]);
    const first = await anomalies.list('default', { order: 'time', limit: 3 });
    expect(await list({ after: first.next })).toEqual(['early-strong 200']);
    expect(await list({ filter: { anomalyTypes: ['drop'] } })).toEqual(['both 50']);
    expect(await anomalies.list('other', { order: 'time', limit: 10 })).toEqual({ anomalies: [] });
  });

  it('are found again by series and start', async () => {
    const [{ id, record, anomaly }] = (await anomalies.list('default', { order: 'score', limit: 1 }))
      .anomalies;
    expect(id).toBe(`${seriesId('default', labelsOf('early-strong'))}.${agoMs(200)}`);
    expect(await anomalies.get('default', id)).toEqual({ id, record, anomaly });
    expect(await anomalies.get('other', id)).toBeUndefined();
    const none = [
      `${record.id}.${agoMs(201)}`,
      `${record.id}.`,
      record.id,
      'x.1',
      '',
      `${id}0`,
      `${id}.1`,
      '.5',
    ];
    for (const each of none) expect(await anomalies.get('default', each)).toBeUndefined();
  });

  it('are refused with the name of what is wrong', async () => {
    const refusalOf = async (given: Partial<AnomalyListRequest>) => {
      const error: unknown = await list(given).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidRequestError);
      const { field, message } = error as InvalidRequestError;
      return `${field} ${message}`;
    };
    expect(await refusalOf({ after: 'x' })).toBe('after must be the cursor of the page before');
    const matchers = [{ name: 'a', operator: '=~' as const, value: '(' }];
    expect(await refusalOf({ filter: { matchers } })).toMatch(
      /^match the regular expression "\(" is invalid/,
    );
  });

  it('give an order to the hits of a search, which are the same in every order', async () => {
    const search = new Search({ store, embedder, nowMs: () => nowMs });
    const hits = async (given: Partial<Parameters<Search['run']>[1]>) =>
      (await search.run('default', { query: 'cpu usage', topK: 4, ...given })).hits.map(
        (hit) => hit.kind === 'series' && hit.record.labels['service'],
      );
    const byScore = ['early-strong', 'both', 'late-weak', 'calm'];
    expect(await hits({ sort: 'score' })).toEqual(byScore);
    expect(await hits({ sort: 'time' })).toEqual(['late-weak', 'both', 'early-strong', 'calm']);
    const relevant = await hits({});
    expect(relevant.toSorted()).toEqual(byScore.toSorted());
    expect(await hits({ sort: 'relevance' })).toEqual(relevant);
    // Of its anomalies, those that pass.
    const filter = { anomalyToMs: agoMs(60) };
    expect(await hits({ sort: 'time', filter })).toEqual(['both', 'early-strong']);
    const two = await hits({ topK: 2 });
    expect((await hits({ topK: 2, sort: 'score' })).toSorted()).toEqual(two.toSorted());
  });
});
