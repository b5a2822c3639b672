import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  findBinary,
  METRICS_SERVERS,
  type MetricsServer,
  type MetricsServerKind,
} from '@metrics-ai/prometheus-client/testing';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type ApiAnswer, type ApiProcess } from './testing/api-process.ts';
import { behavingShop } from './testing/behaving-shop.ts';
import { startShopServer } from './testing/shop-world.ts';

jest.setTimeout(60_000);

const promtool = findBinary('promtool');

for (const kind of METRICS_SERVERS) {
  const describeInstalled = kind.isInstalled ? describe : describe.skip;
  describeInstalled(`The API on a real ${kind.name} (skipped where it is not installed)`, () =>
    describeApi(kind),
  );
}

function describeApi(kind: MetricsServerKind): void {
  let server: MetricsServer;
  let api: ApiProcess;

  beforeAll(async () => {
    server = await startShopServer(kind);
    api = await startApi({ PROMETHEUS_URL: server.url });
  });

  afterAll(async () => {
    await api.stop();
    await server.stop();
  });

  const post = (path: string, body: unknown, headers?: Record<string, string>): Promise<ApiAnswer> =>
    api.request('POST', path, body, headers);

  describe('tells about itself', () => {
    it('says what it is and where to go', async () => {
      const { status, body } = await api.request('GET', '/');
      expect(status).toBe(200);
      expect(body).toMatchObject({ name: 'Prometheus Metrics AI Engine', links: { explorer: '/docs' } });
    });

    it('reports the health of each component with version and latency', async () => {
      const { status, body } = await api.request('GET', '/health');
      expect(status).toBe(200);
      expect(body.status).toBe('ok');
      expect(body.components.prometheus).toMatchObject({
        status: 'up',
        // VictoriaMetrics 1.79 does not say which version it is.
        ...(kind.name === 'Prometheus' && { version: expect.stringMatching(/^\d+\.\d+/) }),
      });
      expect(body.components.vector_store.latency_ms).toBeGreaterThanOrEqual(0);
      expect(body.components.language_model).toMatchObject({ status: 'off', latency_ms: null });
    });

    it('answers the probes', async () => {
      expect((await api.request('GET', '/-/healthy')).status).toBe(200);
      expect((await api.request('GET', '/-/ready')).status).toBe(200);
    });

    (promtool === undefined ? it.skip : it)(
      'exposes metrics that promtool accepts, under the exact content type (skipped where it is not installed)',
      async () => {
        const { headers, body } = await api.request('GET', '/metrics');
        expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
        expect(body).toMatch(/^metrics_ai_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
        execFileSync('promtool', ['check', 'metrics'], { input: body, stdio: ['pipe', 'pipe', 'pipe'] });
      },
    );

    it('serves the Swagger explorer with its assets, and the description', async () => {
      const page = await api.request('GET', '/docs');
      expect(page.status).toBe(200);
      const assets = [...String(page.body).matchAll(/(?:src|href)="(\.\/docs\/[^"]+)"/g)].map(([, path]) =>
        path.slice(1),
      );
      expect(assets.length).toBeGreaterThan(2);
      for (const path of assets) expect((await api.request('GET', path)).status).toBe(200);
      expect((await api.request('GET', '/docs-json')).body.openapi).toMatch(/^3\./);
    });
  });

  describe('POST /metrics/ingest', () => {
    it('ingests a metric by name and labels', async () => {
      const { status, body } = await post('/metrics/ingest', {
        metric_name: 'cpu_usage',
        labels: { service: 'payment' },
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ series: 1, step: '5m', skipped: [], failed: [] });
      expect(body.points).toBeGreaterThan(4_000);
      expect(body.anomalies).toBeGreaterThan(0);
    });

    it('ingests by selector: counters as rates, a histogram as its quantiles and rate', async () => {
      const { body } = await post('/metrics/ingest', { match: '{job="shop"}' });
      // 2 cpu, 2 memory, 1 counter, 1 queue, 3 quantiles and 1 rate of the histogram.
      expect(body).toMatchObject({ series: 10, skipped: [], failed: [] });
      const stats = (await api.request('GET', '/metrics/stats')).body;
      expect(
        Object.fromEntries(
          stats.by_metric.map((row: { metric: string; records: number }) => [row.metric, row.records]),
        ),
      ).toEqual({
        cpu_usage: 2,
        memory_usage: 2,
        http_requests_total: 1,
        http_request_duration_seconds: 3,
        http_request_duration_seconds_count: 1,
        queue_depth: 1,
      });
      const short = (await api.request('GET', '/metrics/stats?limit=1')).body;
      expect(short.by_metric).toEqual(stats.by_metric.slice(0, 1));
      expect(short.anomalies.strangest).toEqual(stats.anomalies.strangest.slice(0, 1));
      expect((await api.request('GET', '/metrics/stats?limit=0')).body.errors?.[0].field).toBe('limit');
    });

    it('ingests a histogram by its family name', async () => {
      const { body } = await post('/metrics/ingest', { metric_name: 'http_request_duration_seconds' });
      expect(body.series).toBe(4);
    });

    it('ingests any expression under its own name', async () => {
      const query = 'sum by (service) (rate(http_requests_total[5m]))';
      const headers = { 'X-Scope-OrgID': 'expressions' };
      expect((await post('/metrics/ingest', { query }, headers)).body.series).toBe(1);
      const [hit] = (await post('/metrics/query', { query: 'requests' }, headers)).body.hits;
      expect(hit).toMatchObject({ metric: query, labels: { service: 'payment' }, promql: query });
    });

    it('replaces a record instead of adding one when a series is ingested again', async () => {
      const before = (await api.request('GET', '/metrics/stats')).body.records;
      await post('/metrics/ingest', { match: '{job="shop"}' });
      expect((await api.request('GET', '/metrics/stats')).body.records).toBe(before);
    });

    it('answers a range without samples with zero series and a warning', async () => {
      const { status, body } = await post('/metrics/ingest', {
        metric_name: 'cpu_usage',
        labels: { service: 'payment' },
        start_time: '2020-10-21T00:00:00Z',
        end_time: '2020-10-22T00:00:00Z',
        step: '5m',
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ series: 0, points: 0, step: '5m' });
      expect(body.warnings).toHaveLength(1);
    });

    it('reads what is only minutes old at a step that is fine enough for it', async () => {
      const endMs = Date.now();
      const timestamps = Float64Array.from({ length: 40 }, (_, i) => endMs - (39 - i) * 15_000);
      const labels = { __name__: 'young', job: 'new' };
      const values = timestamps.map((_, i) => i % 7);
      await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write([{ labels, timestamps, values }]);
      await server.flush();
      const { body } = await post('/metrics/ingest', { metric_name: 'young' }, { 'X-Scope-OrgID': 'young' });
      expect(body).toMatchObject({ series: 1, skipped: [], step: '15s' });
      expect(body.points).toBeGreaterThan(35);
    });

    it('reads at the step that was asked for', async () => {
      const { body } = await post('/metrics/ingest', { metric_name: 'queue_depth', step: '1h' });
      expect(body).toMatchObject({ series: 1, step: '1h' });
      expect(body.points).toBeGreaterThan(14 * 24 - 3);
      expect(body.points).toBeLessThan(14 * 24 + 2);
    });

    it('goes on in the background when asked, and shows its progress', async () => {
      const { status, headers, body } = await post('/metrics/ingest', {
        match: '{job="shop"}',
        background: true,
      });
      expect(status).toBe(202);
      expect(headers.get('location')).toBe(`/jobs/${body.id}`);
      let job = body;
      for (let i = 0; i < 200 && (job.state === 'queued' || job.state === 'running'); i++) {
        await sleep(50);
        job = (await api.request('GET', `/jobs/${body.id}`)).body;
      }
      expect(job).toMatchObject({
        state: 'succeeded',
        progress: { series_done: 10, series_total: 10 },
        result: { series: 10 },
      });
      expect((await api.request('GET', '/jobs')).body.jobs[0].id).toBe(body.id);
    });

    it('stops a background job, and hides it from other tenants', async () => {
      const { body } = await post('/metrics/ingest', { match: '{job="shop"}', background: true });
      const other = { 'X-Scope-OrgID': 'other' };
      expect((await api.request('GET', `/jobs/${body.id}`, undefined, other)).status).toBe(404);
      expect((await api.request('DELETE', `/jobs/${body.id}`, undefined, other)).status).toBe(404);
      expect((await api.request('DELETE', `/jobs/${body.id}`)).body.state).toBe('stopped');
      expect((await api.request('DELETE', '/jobs/none')).status).toBe(404);
    });
  });

  describe('POST /metrics/query', () => {
    it('finds the series that is meant, with everything that is known of it', async () => {
      const { status, body } = await post('/metrics/query', { query: 'high CPU usage patterns', top_k: 10 });
      expect(status).toBe(200);
      expect(body.hits.length).toBeGreaterThan(1);
      const [hit] = body.hits;
      expect(hit.metric).toBe('cpu_usage');
      expect(hit.score).toBeGreaterThan(0);
      expect(hit.score).toBeLessThanOrEqual(1);
      expect(hit).toMatchObject({
        labels: { __name__: 'cpu_usage', job: 'shop' },
        description: expect.stringContaining('CPU'),
        window: { step_seconds: 300 },
        profile: { statistics: { mean: expect.any(Number) }, seasonality: [{ kind: 'daily' }] },
      });
      expect(hit.tags).toContain('daily-pattern');
    });

    it('gives PromQL that shows exactly the hit', async () => {
      const asked = { query: 'latency p99 of payment', top_k: 3, profiled_only: true };
      const { hits } = (await post('/metrics/query', asked)).body;
      expect(hits).toHaveLength(3);
      for (const { promql } of hits) {
        const answer = await fetch(`${server.url}/api/v1/query?query=${encodeURIComponent(promql)}`);
        const { data } = (await answer.json()) as { data: { result: unknown[] } };
        expect(data.result).toHaveLength(1);
      }
    });

    it('filters by metric, labels, selector, tags and anomaly score', async () => {
      const metricsFor = async (filters: unknown): Promise<string[]> =>
        (await post('/metrics/query', { query: 'usage', top_k: 50, filters })).body.hits.map(
          ({ labels }: { labels: Record<string, string> }) => `${labels.__name__}/${labels.service}`,
        );
      expect(new Set(await metricsFor({ metric_names: ['memory_usage'] }))).toEqual(
        new Set(['memory_usage/payment', 'memory_usage/checkout']),
      );
      expect(await metricsFor({ metric_names: ['cpu_usage'], labels: { service: 'checkout' } })).toEqual([
        'cpu_usage/checkout',
      ]);
      expect(new Set(await metricsFor({ match: '{__name__=~"cpu_.*",service!="checkout"}' }))).toEqual(
        new Set(['cpu_usage/payment']),
      );
      expect(await metricsFor({ tags: ['rising'], labels: { service: 'payment' } })).toContain(
        'memory_usage/payment',
      );
      expect(await metricsFor({ tags: ['rising'] })).not.toContain('cpu_usage/checkout');
      expect(await metricsFor({ min_anomaly_score: 1, metric_names: ['cpu_usage'] })).toContain(
        'cpu_usage/payment',
      );
      expect(await metricsFor({ end_time: '2020-01-01T00:00:00Z' })).toEqual([]);
    });

    it('never shows one tenant the records of another', async () => {
      const { body } = await post('/metrics/query', { query: 'cpu usage' }, { 'X-Scope-OrgID': 'stranger' });
      expect(body.hits.filter(({ profiled }: { profiled: boolean }) => profiled)).toEqual([]);
      expect(body).toMatchObject({ passing: 0 });
      const stats = (await api.request('GET', '/metrics/stats', undefined, { 'X-Scope-OrgID': 'stranger' }))
        .body;
      expect(stats).toMatchObject({
        tenant: 'stranger',
        records: 0,
        last_ingest: null,
        anomalies: { total: 0, strangest: [] },
      });
    });
  });

  describe('POST /metrics/query, of a shop where much goes on', () => {
    const headers = { 'X-Scope-OrgID': 'behaviour' };
    const ask = async (query: string, given: object = {}) => {
      const { status, body } = await post('/metrics/query', { query, ...given }, headers);
      expect(status).toBe(200);
      return body;
    };
    const namesOf = ({ hits }: { hits: { metric: string; labels: Record<string, string> }[] }): string[] =>
      hits.map(({ metric, labels }) => `${metric}/${labels.service ?? labels.device}`);

    beforeAll(async () => {
      const series = behavingShop(Date.now());
      await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(series);
      await server.flush();
      const { body } = await post('/metrics/ingest', { match: '{job="behaving-shop"}' }, headers);
      expect(body).toMatchObject({ series: series.length, failed: [] });
    });

    it('only prefers what may be meant as a word: high CPU usage patterns', async () => {
      const body = await ask('high CPU usage patterns');
      expect(namesOf(body).slice(0, 2)).toEqual(['cpu_usage_ratio/checkout', 'cpu_usage_ratio/cart']);
      expect(body.interpreted_as).toMatchObject({
        text: 'high CPU usage',
        tags: [],
        preferred: [
          { tag: 'high-now', words: 'high' },
          { tag: 'near-limit', words: 'high' },
        ],
        relaxed: [],
      });
    });

    it('finds services whose memory climbs and never comes down, and says why', async () => {
      const body = await ask('services whose memory climbs and never comes down');
      expect(namesOf(body)).toEqual(['memory_usage_bytes/cart']);
      expect(body.interpreted_as).toMatchObject({
        text: 'memory',
        tags: [
          { tag: 'rising', words: 'climbs' },
          { tag: 'rising', words: 'and never comes down' },
        ],
      });
      expect(body.hits[0]).toMatchObject({ profiled: true, why: { tags: ['rising'] } });
      expect(body.hits[0].why.words).toContainEqual({
        asked: 'memory',
        met: 'memory',
        field: 'name',
        is_synonym: false,
      });
    });

    it('finds what dropped to zero last night, by when it happened', async () => {
      const body = await ask('what dropped to zero last night');
      expect(namesOf(body)).toEqual(['requests_per_second/payment']);
      const { time_range: time, relaxed } = body.interpreted_as;
      expect(time.words).toBe('last night');
      expect(relaxed).toEqual([]);
      const [{ anomalies, why }] = body.hits;
      expect(anomalies.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(why.anomalies));
      const found = anomalies.find(({ id }: { id: string }) => id === why.anomalies[0]);
      expect(Date.parse(found.start)).toBeGreaterThanOrEqual(Date.parse(time.start));
      expect(Date.parse(found.start)).toBeLessThanOrEqual(Date.parse(time.end));
    });

    it('finds spiky latency in checkout, and disks almost full', async () => {
      expect(namesOf(await ask('spiky latency in checkout'))).toEqual(['latency_seconds/checkout']);
      expect(namesOf(await ask('disks almost full'))).toEqual(['filesystem_used_ratio/sda1']);
    });

    it('relaxes what nothing fulfils that was meant, and says so', async () => {
      const body = await ask('CPU usage that keeps growing');
      expect(namesOf(body).slice(0, 2).sort()).toEqual(['cpu_usage_ratio/cart', 'cpu_usage_ratio/checkout']);
      expect(body.interpreted_as.relaxed).toEqual([
        { condition: 'behaviour', words: ['that keeps growing'] },
      ]);
    });

    it('can be corrected: by filters, or by taking the words as they are', async () => {
      const corrected = await ask('memory that climbs', { filters: { tags: ['near-limit'] } });
      expect(namesOf(corrected)).toEqual(['filesystem_used_ratio/sda1']);
      const literal = await ask('memory that climbs', { interpret: false, profiled_only: true });
      expect(literal.interpreted_as).toMatchObject({ text: 'memory that climbs', tags: [], relaxed: [] });
      expect(namesOf(literal)).toContain('memory_usage_bytes/checkout');
    });

    it('gives pages, one hit a metric, and counts of labels and tags', async () => {
      const given = { profiled_only: true, facets: ['service', 'tag'] };
      const whole = await ask('usage', { ...given, top_k: 6 });
      const pages = [
        await ask('usage', { ...given, top_k: 3 }),
        await ask('usage', { ...given, top_k: 3, offset: 3 }),
      ];
      expect(pages.flatMap(namesOf)).toEqual(namesOf(whole));
      expect(whole).toMatchObject({ total: whole.passing, passing: 10 });
      expect(whole.facets[0]).toEqual({
        field: 'service',
        values: [
          { value: 'cart', series: 4 },
          { value: 'checkout', series: 3 },
          { value: 'payment', series: 1 },
        ],
      });
      const grouped = await ask('usage', { group_by: 'metric', profiled_only: true });
      expect(grouped.groups).toHaveLength(5);
      expect(grouped.groups[0]).toEqual({ metric: grouped.hits[0].metric, series: 2 });
      expect((await post('/metrics/query', { query: 'cpu', offset: 201 }, headers)).status).toBe(400);
      expect((await ask('cpu', { offset: 199, top_k: 100 })).hits.length).toBeLessThanOrEqual(1);
    });
  });

  describe('POST /metrics/analyze', () => {
    it('answers just what was asked for', async () => {
      const { status, body } = await post('/metrics/analyze', {
        metric_name: 'memory_usage',
        time_range: '2w',
        analysis_types: ['trend', 'anomaly'],
      });
      expect(status).toBe(200);
      expect(body.series).toHaveLength(2);
      const payment = body.series.find(
        ({ labels }: { labels: Record<string, string> }) => labels.service === 'payment',
      );
      expect(payment.trend).toMatchObject({ direction: 'rising' });
      // 30 kB a minute.
      expect(payment.trend.slope_per_hour).toBeGreaterThan(1.7e6);
      expect(payment.trend.slope_per_hour).toBeLessThan(1.9e6);
      expect(payment.anomalies).toBeInstanceOf(Array);
      expect(payment.statistics).toBeUndefined();
      expect(payment.insight).toBeUndefined();
    });

    it('answers everything by default, and explains the spike in words', async () => {
      const { body } = await post('/metrics/analyze', {
        metric_name: 'cpu_usage',
        labels: { service: 'payment' },
      });
      const [series] = body.series;
      expect(series.statistics.max).toBeCloseTo(0.97, 5);
      expect(series.seasonality[0]).toMatchObject({ kind: 'daily' });
      const spike = series.anomalies.find(({ value }: { value: number }) => value === 0.97);
      expect(spike).toMatchObject({ reason: expect.stringMatching(/^cpu usage .* 0\.97 at /i) });
      expect(Date.now() - Date.parse(spike.start)).toBeLessThan(6.5 * 3_600_000);
      expect(series.insight).toMatchObject({ written_by: 'narrator', summary: expect.any(String) });
    });

    it('finds anomalies in the way that it is told', async () => {
      const detectorsOf = async (detection: object): Promise<unknown> => {
        const request = { metric_name: 'cpu_usage', labels: { service: 'payment' }, detection };
        const { status, body } = await post('/metrics/analyze', request);
        expect(status).toBe(200);
        return [
          ...new Set(body.series[0].anomalies.flatMap((each: { detectors: string[] }) => each.detectors)),
        ];
      };
      expect(await detectorsOf({})).toEqual(['engine']);
      expect(await detectorsOf({ detector: 'z-score' })).toEqual(['z-score']);
      expect(await detectorsOf({ min_deviation: { absolute: 5 } })).toEqual([]);
    });

    it('remembers nothing', async () => {
      const headers = { 'X-Scope-OrgID': 'analysis-only' };
      await post('/metrics/analyze', { metric_name: 'cpu_usage' }, headers);
      expect((await api.request('GET', '/metrics/stats', undefined, headers)).body.records).toBe(0);
    });
  });
}
