import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findPrometheus, type PrometheusServer } from '@metrics-ai/prometheus-client/testing';
import { findRedis, startRedis, type RedisServer } from '@metrics-ai/work-queue/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type ApiAnswer, type ApiProcess } from './testing/api-process.ts';
import { startShopPrometheus } from './testing/shop-world.ts';

jest.setTimeout(180_000);

const isThere = findPrometheus() !== undefined && findRedis() !== undefined;

(isThere ? describe : describe.skip)(
  'API and worker in one process (skipped where prometheus or redis-server is not installed)',
  () => {
    let prometheus: PrometheusServer;
    let redis: RedisServer;
    let folder: string;
    const started: ApiProcess[] = [];

    beforeAll(async () => {
      prometheus = await startShopPrometheus();
      redis = await startRedis();
      folder = await mkdtemp(join(tmpdir(), 'metrics-ai-shared-'));
      await writeFile(
        join(folder, 'watches.yaml'),
        `watches:
  - { name: memory, match: 'memory_usage{job="shop"}', every: 1m, shards: 2 }
  - { name: too-many, match: '{job="shop"}', every: 5m, max_series: 1 }
  - { name: of-ops, match: queue_depth, every: 1m, tenant: ops }
`,
      );
    });

    afterAll(async () => {
      for (const api of started) await api.stop();
      await redis.stop();
      await prometheus.stop();
      await rm(folder, { recursive: true });
    });

    const start = async (environment: Record<string, string>): Promise<ApiProcess> => {
      const api = await startApi({
        PROMETHEUS_URL: prometheus.url,
        WATCH_FILE: join(folder, 'watches.yaml'),
        ...environment,
      });
      started.push(api);
      return api;
    };
    const until = async (
      api: ApiProcess,
      path: string,
      isIt: (body: ApiAnswer['body']) => boolean,
      timeoutMs = 60_000,
    ): Promise<ApiAnswer['body']> => {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const { body } = await api.request('GET', path);
        if (isIt(body)) return body;
        if (performance.now() > deadline) throw new Error(JSON.stringify(body));
        await sleep(200);
      }
    };

    it('runs the watches, and tells how they are at GET /jobs, to each tenant its own', async () => {
      const api = await start({});
      await until(api, '/metrics/stats', ({ records }) => records === 2);
      const { watches, queue } = (await api.request('GET', '/jobs')).body;
      expect(watches.map(({ name }: { name: string }) => name)).toEqual(['memory', 'too-many']);
      expect(queue).toBeUndefined();
      const ops = { 'X-Scope-OrgID': 'ops' };
      const { body } = await api.request('GET', '/jobs', undefined, ops);
      expect(body.watches).toMatchObject([{ name: 'of-ops' }]);
      const { components } = (await api.request('GET', '/health')).body;
      expect(components.queue).toMatchObject({ status: 'off' });
    });

    it('is the API alone when it is told so', async () => {
      const api = await start({ ROLES: 'api' });
      expect((await api.request('GET', '/jobs')).body).toEqual({ jobs: [], watches: [] });
    });

    it('shows the turns that workers share, and those given up with the reason', async () => {
      const api = await start({ REDIS_URL: redis.url });
      await until(api, '/metrics/stats', ({ records }) => records === 2);
      const isDead = ({ state }: { state: string }): boolean => state === 'dead';
      const { queue } = await until(api, '/jobs', (body) => body.queue.turns.some(isDead), 120_000);
      expect(queue).toMatchObject({ status: 'up' });
      expect(queue.turns.filter(isDead)).toMatchObject([
        {
          watch: 'too-many',
          shard: 0,
          failures: 5,
          reason: expect.stringMatching(/selects \d+ series, at most 1/),
        },
      ]);
      const ops = await api.request('GET', '/jobs', undefined, { 'X-Scope-OrgID': 'ops' });
      expect(ops.body.queue.turns.filter(isDead)).toEqual([]);
      expect((await api.request('GET', '/health')).body.components.queue).toMatchObject({ status: 'up' });

      await redis.stop();
      const { body } = await api.request('GET', '/jobs');
      expect(body.queue).toMatchObject({ status: 'down', reason: expect.stringMatching(/Redis/), turns: [] });
      const health = await api.request('GET', '/health');
      expect([health.status, health.body.status]).toEqual([200, 'degraded']);
    });
  },
);
