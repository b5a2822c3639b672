import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  findPrometheus,
  startFaultyProxy,
  type FaultyProxy,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { findRedis, startRedis, type RedisServer } from '@metrics-ai/work-queue/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStore } from './testing/store-contents.ts';
import { isTurn, startWorker, type WorkerProcess } from './testing/worker-process.ts';
import { clockShows, NOW_MS, startWorld, STEP_MS } from './testing/world.ts';

jest.setTimeout(300_000);

const SERIES = 240;
const SHARDS = 6;

const isThere = findPrometheus() !== undefined && findRedis() !== undefined;

(isThere ? describe : describe.skip)(
  'Workers that share the turns through Redis (skipped where prometheus or redis-server is not installed)',
  () => {
    let prometheus: PrometheusServer;
    let proxy: FaultyProxy;
    let redis: RedisServer;
    let folder: string;
    let nowMs = NOW_MS;
    const workers: WorkerProcess[] = [];

    beforeAll(async () => {
      prometheus = await startWorld(SERIES);
      proxy = await startFaultyProxy(
        prometheus.url,
        clockShows(() => nowMs),
      );
      folder = await mkdtemp(join(tmpdir(), 'metrics-ai-redis-'));
      redis = await startRedis({ dataDir: join(folder, 'redis') });
      await writeFile(
        join(folder, 'watches.yaml'),
        `watches: [{ name: shop, match: '{job="shop"}', every: 10s, lookback: 1d, step: 5m, shards: ${SHARDS} }]`,
      );
    });

    afterAll(async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await redis.stop();
      await proxy.stop();
      await prometheus.stop();
      await rm(folder, { recursive: true });
    });

    const start = async (store: string, environment: Record<string, string> = {}): Promise<WorkerProcess> => {
      const worker = await startWorker({
        PROMETHEUS_URL: proxy.url,
        STORE_PATH: join(folder, store),
        WATCH_FILE: join(folder, 'watches.yaml'),
        ...environment,
      });
      workers.push(worker);
      return worker;
    };

    /** Shards that some worker has brought up to the time that it is now. */
    const shardsUpToDate = (): Set<unknown> => {
      const end = new Date(nowMs).toISOString();
      const turns = workers.flatMap(({ lines }) => lines).filter(isTurn('succeeded', 'shop'));
      return new Set(turns.filter(({ message }) => message.end === end).map(({ message }) => message.shard));
    };
    const untilUpToDate = async (timeoutMs: number): Promise<void> => {
      const deadline = performance.now() + timeoutMs;
      while (shardsUpToDate().size < SHARDS) {
        if (performance.now() > deadline) {
          throw new Error(
            `only ${[...shardsUpToDate()].join()}:\n${workers.map(({ output }) => output()).join('\n\n')}`,
          );
        }
        await sleep(50);
      }
    };

    it('end with the store of an undisturbed run, though one is killed and Redis goes away for a while', async () => {
      const sharing = { REDIS_URL: redis.url, WORKER_THREADS: '1' };
      const three = [
        await start('shared.db', sharing),
        await start('shared.db', sharing),
        await start('shared.db', sharing),
      ];
      await untilUpToDate(60_000);
      expect((await readStore(join(folder, 'shared.db'))).records.size).toBe(SERIES);

      // The next turns are under way when one of the three dies.
      nowMs = NOW_MS + 3 * STEP_MS;
      const deadline = performance.now() + 30_000;
      while (shardsUpToDate().size === 0 && performance.now() < deadline) await sleep(5);
      three[0].kill('SIGKILL');
      expect(await three[0].ended).toBe('SIGKILL');
      await untilUpToDate(90_000);

      await redis.stop();
      nowMs = NOW_MS + 6 * STEP_MS;
      await sleep(15_000);
      expect((await readStore(join(folder, 'shared.db'))).records.size).toBe(SERIES);
      redis = await startRedis({ dataDir: join(folder, 'redis'), port: redis.port });
      await untilUpToDate(90_000);
      // Turns that were broken off may be done once more.
      await Promise.all(three.slice(1).map((worker) => worker.stop()));
      for (const worker of three.slice(1)) {
        expect(await worker.ended).toBe('SIGTERM');
        expect(worker.lines.filter(isTurn('succeeded')).length).toBeGreaterThan(0);
      }

      const alone = await start('alone.db');
      await alone.until(isTurn('succeeded', 'shop'), 60_000);
      await alone.stop();
      const [shared, undisturbed] = await Promise.all(
        ['shared.db', 'alone.db'].map((store) => readStore(join(folder, store))),
      );
      expect(shared.records.size).toBe(SERIES);
      for (const [id, record] of undisturbed.records) expect(shared.records.get(id)).toEqual(record);
    });
  },
);
