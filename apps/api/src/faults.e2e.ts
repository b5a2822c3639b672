import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  answersStatus,
  type Fault,
  findFreePort,
  findPrometheus,
  neverAnswers,
  onPath,
  type PrometheusServer,
  startFaultyProxy,
} from '@metrics-ai/prometheus-client/testing';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApi, type ApiProcess } from './testing/api-process.ts';
import { startShopPrometheus } from './testing/shop-world.ts';

jest.setTimeout(60_000);

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const REINDEX = fileURLToPath(new URL('../dist/reindex.js', import.meta.url));

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('When something fails (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  const started: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    prometheus = await startShopPrometheus();
  });

  afterEach(async () => {
    for (const each of started.splice(0).reverse()) await each.stop();
  });

  afterAll(() => prometheus.stop());

  const startApiOn = async (fault: Fault, environment: Record<string, string> = {}): Promise<ApiProcess> => {
    const proxy = await startFaultyProxy(prometheus.url, fault);
    started.push(proxy);
    const api = await startApi({ PROMETHEUS_URL: proxy.url, ...environment });
    started.push(api);
    return api;
  };

  it('keeps what succeeded when some queries fail, and names those', async () => {
    const api = await startApiOn(({ path, parameters }, response) => {
      if (path !== '/api/v1/query_range' || !/memory_usage/.test(parameters.get('query') ?? '')) return false;
      response.writeHead(422, { 'Content-Type': 'application/json' });
      response.end(
        '{"status":"error","errorType":"execution","error":"query processing would load too many samples"}',
      );
      return true;
    });
    const { status, body } = await api.request('POST', '/metrics/ingest', { match: '{job="shop"}' });
    expect(status).toBe(200);
    expect(body.series).toBe(8);
    expect(body.failed).toEqual([
      { query: expect.stringContaining('memory_usage'), reason: expect.stringContaining('too many samples') },
    ]);
    expect((await api.request('GET', '/metrics/stats')).body.records).toBe(8);
  });

  it('passes on what Prometheus warns of', async () => {
    const api = await startApiOn(({ path }, response) => {
      if (path !== '/api/v1/query_range') return false;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify({
          status: 'success',
          data: { resultType: 'matrix', result: [] },
          warnings: ['remote storage is slow'],
          infos: ['metric might not be a counter'],
        }),
      );
      return true;
    });
    const { body } = await api.request('POST', '/metrics/ingest', { metric_name: 'cpu_usage' });
    expect(body.warnings).toContain('remote storage is slow');
    expect(body.infos).toContain('metric might not be a counter');
  });

  it('answers 502 with the message of a Prometheus that fails, and is not healthy', async () => {
    const api = await startApiOn(answersStatus(500));
    const { status, body } = await api.request('POST', '/metrics/analyze', { metric_name: 'cpu_usage' });
    expect([status, body.title]).toEqual([502, 'Bad Gateway']);
    expect(body.detail).toMatch(/disk is on fire/);
    const health = await api.request('GET', '/health');
    expect(health.status).toBe(503);
    expect(health.body.components.prometheus).toMatchObject({ status: 'down' });
    expect((await api.request('GET', '/-/healthy')).status).toBe(200);
    expect((await api.request('GET', '/-/ready')).status).toBe(200);
  });

  it('answers 504 when Prometheus takes too long', async () => {
    const api = await startApiOn(onPath('/api/v1/query_range', neverAnswers), {
      PROMETHEUS_TIMEOUT: '500ms',
    });
    const { status, body } = await api.request('POST', '/metrics/ingest', { metric_name: 'cpu_usage' });
    expect([status, body.title]).toEqual([504, 'Gateway Timeout']);
  });

  it('answers 502 when there is no Prometheus, and never shows a secret', async () => {
    const api = await startApi({
      PROMETHEUS_URL: `http://127.0.0.1:${await findFreePort()}`,
      PROMETHEUS_USERNAME: 'reader',
      PROMETHEUS_PASSWORD: 'hunter2',
    });
    started.push(api);
    const answer = await api.request('POST', '/metrics/ingest', { metric_name: 'cpu_usage' });
    expect(answer.status).toBe(502);
    const health = await api.request('GET', '/health');
    expect(JSON.stringify([answer.body, health.body])).not.toMatch(/hunter2/);
  });

  it('takes no more work at once than it may, and says when to come back', async () => {
    const api = await startApiOn(onPath('/api/v1/query_range', neverAnswers), {
      MAX_CONCURRENT_REQUESTS: '1',
      PROMETHEUS_TIMEOUT: '1s',
    });
    const analyze = () => api.request('POST', '/metrics/analyze', { metric_name: 'cpu_usage' });
    const statuses = (await Promise.all([analyze(), analyze(), analyze()])).map(({ status, headers }) => [
      status,
      headers.get('retry-after'),
    ]);
    expect(statuses.sort()).toEqual([
      [429, '5'],
      [429, '5'],
      [504, null],
    ]);
  });

  it('ends within ten seconds at SIGTERM while it waits for Prometheus', async () => {
    const api = await startApiOn(({ path }) => path === '/api/v1/query_range');
    const waiting = api
      .request('POST', '/metrics/ingest', { metric_name: 'cpu_usage' })
      .catch(() => 'cut off');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const startedMs = performance.now();
    await api.stop();
    expect(performance.now() - startedMs).toBeLessThan(9_000);
    expect(await waiting).toBe('cut off');
  });

  it('ends cleanly at SIGTERM', async () => {
    const api = await startApi({ PROMETHEUS_URL: prometheus.url });
    started.push(api);
    process.kill(api.pid, 'SIGTERM');
    for (let i = 0; i < 100; i++) {
      try {
        process.kill(api.pid, 0);
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('still there after five seconds');
  });

  it.each([
    [{ PORT: 'x', EMBEDDER: 'y' }, /PORT: must be a whole number[\s\S]*EMBEDDER: must be builtin or ollama/],
    [{ STORE_PATH: '/dev/null/metrics.db' }, /could not start.*metrics\.db.*EEXIST/s],
  ])('refuses to start with %j, and says why without a stack', (environment, message) => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH ?? '', PORT: '0', ...environment },
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('refuses the vectors of another embedder, and names the command that re-indexes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'metrics-ai-reindex-'));
    const run = (script: string, environment: Record<string, string>) =>
      spawnSync(process.execPath, ['--no-warnings', script], {
        env: {
          PATH: process.env.PATH ?? '',
          PORT: '0',
          STORE_PATH: join(folder, 'metrics.db'),
          ...environment,
        },
        encoding: 'utf8',
        timeout: 20_000,
      });
    try {
      expect(run(REINDEX, {})).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/0 records.*builtin-3/),
      });
      const refused = run(MAIN, { EMBEDDER: 'ollama' });
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/builtin-3.*nomic-embed-text.*npm run reindex/s);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('lets only configured origins call from a browser', async () => {
    const open = await startApi({
      PROMETHEUS_URL: prometheus.url,
      CORS_ORIGINS: 'https://dashboards.example',
    });
    const closed = await startApi({ PROMETHEUS_URL: prometheus.url });
    started.push(open, closed);
    const headers = { Origin: 'https://dashboards.example' };
    expect(
      (await open.request('GET', '/', undefined, headers)).headers.get('access-control-allow-origin'),
    ).toBe('https://dashboards.example');
    const stranger = await open.request('GET', '/', undefined, { Origin: 'https://evil.example' });
    expect(stranger.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
    expect(
      (await closed.request('GET', '/', undefined, headers)).headers.has('access-control-allow-origin'),
    ).toBe(false);
  });
});
