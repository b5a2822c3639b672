import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  answersGarbage,
  answersStatus,
  findBinary,
  findFreePort,
  findPrometheus,
  neverAnswers,
  onPath,
  startFaultyProxy,
  startProgram,
  startPrometheus,
  type Fault,
  type FaultyProxy,
  type Program,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type ApiProcess } from '../testing/api-process.ts';
import { startExporter, type Exporter } from '../testing/exporter.ts';

jest.setTimeout(120_000);

const nodeExporter = findBinary('prometheus-node-exporter') ?? findBinary('node_exporter');

const QUEUE = [
  '# HELP shop_queue_depth Orders that wait to be packed.',
  '# TYPE shop_queue_depth gauge',
  'shop_queue_depth{queue="express"} 3',
  'shop_queue_depth{queue="parcel"} 12',
];
const LATENCY = [
  '# HELP shop_latency_seconds How long customers wait.',
  '# TYPE shop_latency_seconds histogram',
  'shop_latency_seconds_bucket{le="0.1"} 5',
  'shop_latency_seconds_bucket{le="+Inf"} 9',
  'shop_latency_seconds_sum 4',
  'shop_latency_seconds_count 9',
];

(findPrometheus() === undefined ? describe.skip : describe)(
  'The catalogue of a real Prometheus (skipped where it is not installed)',
  () => {
    let exporter: Exporter;
    let node: Program | undefined;
    let prometheus: PrometheusServer;
    let proxy: FaultyProxy;
    const started: ApiProcess[] = [];

    beforeAll(async () => {
      exporter = await startExporter([...QUEUE, ...LATENCY]);
      const scrapeConfigs = [{ job_name: 'shop', static_configs: [{ targets: [exporter.target] }] }];
      if (nodeExporter !== undefined) {
        const target = `127.0.0.1:${await findFreePort()}`;
        node = await startProgram({
          name: 'The node exporter',
          command: nodeExporter,
          args: [`--web.listen-address=${target}`],
          readyUrl: `http://${target}/metrics`,
        });
        scrapeConfigs.push({ job_name: 'node', static_configs: [{ targets: [target] }] });
      }
      prometheus = await startPrometheus({ scrapeInterval: '1s', scrapeConfigs });
      proxy = await startFaultyProxy(prometheus.url);
      await until(
        async () => (await scraped('shop_queue_depth')) && (await scraped('shop_latency_seconds_sum')),
      );
      if (node !== undefined) await until(() => scraped('node_load1'));
    });
    afterEach(async () => {
      await proxy.setFault(undefined);
      exporter.expose([...QUEUE, ...LATENCY]);
      for (const api of started.splice(0)) await api.stop();
    });
    afterAll(async () => {
      await proxy.stop();
      await prometheus.stop();
      await node?.stop();
      exporter.stop();
    });

    const scraped = async (metric: string): Promise<boolean> => {
      const answer = await fetch(`${prometheus.url}/api/v1/query?query=${metric}`);
      return (await answer.text()).includes('__name__');
    };
    const start = async (environment: Record<string, string> = {}): Promise<ApiProcess> => {
      const api = await startApi({ PROMETHEUS_URL: proxy.url, PROMETHEUS_TIMEOUT: '5s', ...environment });
      started.push(api);
      return api;
    };
    /** Every page of the catalogue. */
    const walk = async (
      api: ApiProcess,
      headers: Record<string, string> = {},
      limit = 40,
    ): Promise<any[]> => {
      const metrics: any[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const cursor = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
        const path = `/metrics/catalogue?limit=${limit}${cursor}`;
        const { body } = await api.request('GET', path, undefined, headers);
        metrics.push(...body.metrics);
        next = body.next;
      }
      return metrics;
    };
    const find = async (api: ApiProcess, name: string): Promise<any> =>
      (await walk(api)).find(({ metric }) => metric === name);
    const refresh = (api: ApiProcess, headers: Record<string, string> = {}) =>
      api.request('POST', '/metrics/catalogue/refresh', undefined, headers);

    it('is filled in the background at the start of an API without a worker, with what nobody ingested', async () => {
      const api = await start();
      const isFilled = async () =>
        (await api.request('GET', '/metrics/catalogue')).body.refreshed_at !== null;
      await until(isFilled);
      const { body } = await api.request('GET', '/metrics/catalogue?limit=500');
      expect(Date.now() - Date.parse(body.refreshed_at)).toBeLessThan(60_000);
      const metrics = await walk(api);
      expect(metrics).toEqual(body.metrics);
      expect(new Set(metrics.map(({ metric }) => metric)).size).toBe(body.total);
      expect(metrics.find(({ metric }) => metric === 'shop_queue_depth')).toEqual({
        metric: 'shop_queue_depth',
        type: 'gauge',
        help: 'Orders that wait to be packed.',
        unit: '',
        labels: { instance: [exporter.target], job: ['shop'], queue: ['express', 'parcel'] },
        series: 2,
        profiled: false,
        seen_at: expect.any(String),
      });
      expect(metrics.find(({ metric }) => metric === 'shop_latency_seconds')).toMatchObject({
        type: 'histogram',
        help: 'How long customers wait.',
        unit: 'seconds',
        labels: { le: ['+Inf', '0.1'] },
        series: 4,
      });
      expect(metrics.some(({ metric }) => /_bucket$/.test(metric))).toBe(false);
      // A metric that Prometheus makes itself has no metadata.
      expect(metrics.find(({ metric }) => metric === 'up')).toMatchObject({ type: 'unknown', help: '' });
    });

    (nodeExporter === undefined ? it.skip : it)(
      'knows the hundreds of metrics of a node exporter (skipped where it is not installed)',
      async () => {
        const api = await start({ CATALOGUE_EVERY: 'off' });
        const { body } = await refresh(api);
        expect(body.metrics).toBeGreaterThan(200);
        expect(body).toMatchObject({ added: body.metrics, left_out: { count: 0 }, failed: [] });
        expect(await find(api, 'node_load1')).toMatchObject({ type: 'gauge', help: '1m load average.' });
        const again = (await refresh(api)).body;
        expect(again).toMatchObject({ added: 0, removed: 0, metrics: body.metrics });
        expect(again.changed).toBeLessThan(body.metrics / 4);
      },
    );

    it('says what of it has been profiled', async () => {
      const api = await start({ CATALOGUE_EVERY: 'off' });
      await refresh(api);
      await sleep(3_000);
      const ingest = await api.request('POST', '/metrics/ingest', {
        metric_name: 'shop_queue_depth',
        start_time: new Date(Date.now() - 60_000).toISOString(),
        step: '1s',
      });
      expect(ingest.body).toMatchObject({ series: 2 });
      expect(await find(api, 'shop_queue_depth')).toMatchObject({ profiled: true });
      expect(await find(api, 'shop_latency_seconds')).toMatchObject({ profiled: false });
    });

    it('has a new metric after a refresh, and forgets one that is gone for as long as CATALOGUE_KEEP says', async () => {
      const api = await start({ CATALOGUE_EVERY: 'off', CATALOGUE_KEEP: '10s' });
      await refresh(api);
      exporter.expose([...LATENCY, '# TYPE shop_refunds_total counter', 'shop_refunds_total 1']);
      await until(async () => (await scraped('shop_refunds_total')) && !(await scraped('shop_queue_depth')));
      expect((await refresh(api)).body).toMatchObject({ added: 1, removed: 0 });
      expect(await find(api, 'shop_refunds_total')).toMatchObject({ type: 'counter', series: 1 });
      expect(await find(api, 'shop_queue_depth')).toMatchObject({ series: 0 });
      await until(async () => {
        await refresh(api);
        return (await find(api, 'shop_queue_depth')) === undefined;
      }, 40_000);
      expect(await find(api, 'shop_latency_seconds')).toMatchObject({ series: 4 });
    });

    const faults: [string, Fault, number][] = [
      ['is down', 'down', 502],
      ['never answers', neverAnswers, 504],
      ['answers garbage to the count', onPath('/api/v1/query', answersGarbage), 502],
      ['fails at the metadata', onPath('/api/v1/metadata', answersStatus(500)), 502],
      ['fails at the labels, at the end', onPath('/api/v1/series', answersStatus(503)), 502],
    ];
    it.each(faults)('stays as it was when Prometheus %s', async (_, fault, status) => {
      const api = await start({ CATALOGUE_EVERY: 'off', PROMETHEUS_TIMEOUT: '1s' });
      await refresh(api);
      const before = await walk(api);
      // So that there is something to be read in each of the requests.
      exporter.expose([...LATENCY, 'shop_new_thing 1', 'shop_queue_depth{queue="third"} 1']);
      await until(() => scraped('shop_new_thing'));
      await proxy.setFault(fault);
      const failed = await refresh(api);
      expect(failed.status).toBe(status);
      expect(failed.body.detail).toMatch(/Prometheus/);
      expect(await walk(api)).toEqual(before);
      await proxy.setFault(undefined);
      expect((await refresh(api)).body).toMatchObject({ failed: [] });
      expect(await find(api, 'shop_new_thing')).toMatchObject({ type: 'unknown' });
    });

    it('is one for each tenant, made when that tenant first asks for it', async () => {
      const api = await start({ CATALOGUE_EVERY: 'off' });
      const ops = { 'X-Scope-OrgID': 'ops' };
      const first = await api.request('GET', '/metrics/catalogue', undefined, ops);
      expect(first.body).toMatchObject({ refreshed_at: null, total: 0, metrics: [] });
      await until(async () => (await walk(api, ops)).length > 0);
      const other = { 'X-Scope-OrgID': 'other' };
      expect((await api.request('GET', '/metrics/catalogue', undefined, other)).body.metrics).toEqual([]);
    });

    it('says what is wrong with a request', async () => {
      const api = await start({ CATALOGUE_EVERY: 'off' });
      for (const [parameters, field] of [
        ['limit=0', 'limit'],
        ['limit=501', 'limit'],
        ['cursor=a%00b', 'cursor'],
        ['offset=3', 'offset'],
      ]) {
        const { status, body } = await api.request('GET', `/metrics/catalogue?${parameters}`);
        expect([status, body.errors?.[0].field]).toEqual([400, field]);
      }
    });
  },
);

async function until(isSo: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms`);
    await sleep(200);
  }
}
