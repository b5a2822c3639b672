import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { findPrometheus, METRICS_SERVERS, type MetricsServer } from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';
import { startQdrantStandIn } from '@metrics-ai/vector-store/testing';
import { startApi, type ApiAnswer, type ApiProcess } from '../testing/api-process.ts';

jest.setTimeout(60_000);

const STEP_MS = 60_000;
const HOUR_MS = 60 * STEP_MS;
const HOURS = 48;
const endMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const startMs = endMs - HOURS * HOUR_MS;

/** A jump that decays, and a second one on its way down, over so many minutes. */
const incident = (minute: number, length: number): number => {
  const x = minute / length;
  return x < 0 || x >= 1 ? 0 : Math.exp(-6 * x) + (x > 0.5 && x < 0.6 ? 0.4 : 0);
};

/** A service that is calm, but for the incidents: hour that each begins, height, minutes. */
function service(metric: string, name: string, level: number, incidents: [number, number, number][]): Series {
  const length = (endMs - startMs) / STEP_MS + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => startMs + i * STEP_MS);
  const values = timestamps.map((_, i) =>
    incidents.reduce(
      (value, [hour, height, minutes]) => value + height * incident(i - 60 * hour, minutes),
      level + 0.01 * level * Math.sin(i * i),
    ),
  );
  return { labels: { __name__: metric, job: 'similar', service: name }, timestamps, values };
}

const SERIES = [
  service('latency_seconds', 'cart', 0.2, [[10, 1, 180]]),
  service('latency_seconds', 'payment', 0.5, [[30, 4, 190]]),
  service('queue_depth', 'mail', 100, [
    [20, 9_000, 170],
    [40, 5_000, 180],
  ]),
  service('queue_depth', 'search', 100, []),
  service('sawtooth', 'none', 7, []),
];

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('POST /metrics/similar (skipped where prometheus is not installed)', () => {
  let prometheus: MetricsServer;

  beforeAll(async () => {
    prometheus = await METRICS_SERVERS[0].start();
    await new RemoteWriter({ url: `${prometheus.url}/api/v1/write` }).write(SERIES);
  });

  afterAll(() => prometheus.stop());

  for (const kind of ['sqlite', 'qdrant'] as const) {
    describe(kind === 'qdrant' ? 'in Qdrant (a stand-in)' : 'in SQLite', () => describeOn(kind));
  }

  function describeOn(kind: 'sqlite' | 'qdrant'): void {
    const started: { stop(): Promise<void> }[] = [];
    let api: ApiProcess;

    beforeAll(async () => {
      const environment: Record<string, string> = { PROMETHEUS_URL: prometheus.url };
      if (kind === 'qdrant') {
        const qdrant = await startQdrantStandIn();
        started.push({ stop: () => qdrant.close() });
        Object.assign(environment, { STORE: 'qdrant', QDRANT_URL: qdrant.url });
      }
      api = await startApi(environment);
      started.push(api);
      const body = {
        match: '{job="similar"}',
        start_time: startMs / 1000,
        end_time: endMs / 1000,
        step: '1m',
      };
      const { status, body: report } = await api.request('POST', '/metrics/ingest', body);
      expect([status, report.series]).toEqual([200, SERIES.length]);
    });

    afterAll(async () => {
      for (const each of started.reverse()) await each.stop();
    });

    const atHour = (hour: number): number => startMs / 1000 + 3_600 * hour;
    const ofCart = { metric_name: 'latency_seconds', labels: { service: 'cart' } };
    const window = { series: ofCart, start_time: atHour(9.5), end_time: atHour(13) };
    const similar = (body: object, headers?: Record<string, string>): Promise<ApiAnswer> =>
      api.request('POST', '/metrics/similar', body, headers);
    const servicesOf = ({ body }: ApiAnswer): string[] =>
      body.hits.map(({ series }: { series: { labels: Record<string, string> } }) => series.labels['service']);

    it('finds what looked like this incident, at other scales, times and lengths', async () => {
      const answer = await similar({ ...window, pictures: true });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        window: { series: { metric: 'latency_seconds' }, step_seconds: 60, samples: 211 },
        searched: SERIES.length,
        not_searched: { ingest_again: 0, too_coarse: 0 },
      });
      expect(servicesOf(answer).sort()).toEqual(['mail', 'payment']);
      const payment = answer.body.hits.find(
        (hit: { series: { metric: string } }) => hit.series.metric === 'latency_seconds',
      );
      expect(payment.similarity).toBeGreaterThan(0.97);
      expect(Math.abs(Date.parse(payment.start) / 1000 - atHour(29.5))).toBeLessThan(900);
      expect(payment.scale).toBeCloseTo(4, 0);
      expect(payment.stretch).toBeCloseTo(190 / 180, 1);
      expect(payment.anomalies.length).toBeGreaterThan(0);
      const [anomaly] = payment.anomalies;
      expect((await api.request('GET', `/anomalies/${anomaly.id}`)).body.start).toBe(anomaly.start);
      expect(payment.picture).toMatch(/^<svg .*<\/svg>\n$/s);
    });

    it('takes an anomaly, several matches of a series, and filters', async () => {
      const { body } = await api.request('GET', '/anomalies?match=%7Bservice%3D%22mail%22%7D&limit=1');
      const ofAnomaly = await similar({ anomaly: body.anomalies[0].id });
      expect(ofAnomaly.status).toBe(200);
      expect(ofAnomaly.body.window.series.labels.service).toBe('mail');
      expect(servicesOf(await similar({ ...window, per_series: 3 })).sort()).toEqual([
        'mail',
        'mail',
        'payment',
      ]);
      expect(servicesOf(await similar({ ...window, filters: { labels: { service: 'payment' } } }))).toEqual([
        'payment',
      ]);
      const inTime = { start_time: atHour(38), end_time: atHour(48) };
      expect(servicesOf(await similar({ ...window, filters: inTime }))).toEqual(['mail']);
    });

    it('takes what any query gives, ingested or not', async () => {
      const query = 'latency_seconds{service="cart"} * 1000';
      const answer = await similar({ ...window, series: { query } });
      expect(answer.body.window.series.id).toBeNull();
      expect(servicesOf(answer)).toEqual(expect.arrayContaining(['cart', 'payment']));
    });

    it.each([
      ['nothing to look for', {}, 'series', 'give either series or anomaly'],
      ['a series that is not named', { series: {} }, 'series.id', 'give exactly one of'],
      [
        'one of many',
        { series: { metric_name: 'latency_seconds' } },
        'series.metric_name',
        'names 2 ingested series',
      ],
      ['a selector that is none', { series: { match: 'nothing{' } }, 'series.match', ''],
      [
        'a few samples',
        { ...window, end_time: atHour(9.55) },
        'series',
        'there is no shape to look for: the window has',
      ],
      ['an anomaly that there is not', { anomaly: 'none' }, 'anomaly', 'there is no anomaly none'],
      ['no hits', { ...window, top_k: 0 }, 'top_k', ''],
    ])('refuses %s', async (_, given, field, message) => {
      const { status, body } = await similar(given);
      expect(status).toBe(400);
      expect(body.errors).toEqual(
        expect.arrayContaining([{ field, message: expect.stringContaining(message) }]),
      );
    });

    it('never sees series of another tenant', async () => {
      const { status } = await similar({ series: ofCart }, { 'X-Scope-OrgID': 'other' });
      const { body } = await similar(
        { series: { query: 'latency_seconds{service="cart"}' } },
        { 'X-Scope-OrgID': 'other' },
      );
      expect([status, body.hits, body.searched]).toEqual([200, [], 0]);
    });
  }
});
