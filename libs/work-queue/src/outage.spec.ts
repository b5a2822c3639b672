import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueError } from './queue-error.ts';
import { openRedisQueue, type RedisQueueOptions } from './redis-queue.ts';
import { findRedis, type RedisServer, startRedis } from './testing/index.ts';
import { QUICK } from './testing/turn-process.ts';
import { until } from './testing/turn-processes.ts';
import type { TurnQueue } from './turn-queue.ts';

jest.setTimeout(60_000);

const isMissing = findRedis() === undefined;
const describeReal = isMissing ? describe.skip : describe;
const turn = (slotMs: number, shard = 0) => ({ watch: 'node', shard, shards: 8, slotMs });

describeReal(
  isMissing ? 'while Redis is away (skipped: there is no redis-server on the PATH)' : 'while Redis is away',
  () => {
    const cleanUps: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });

    async function start(options: Parameters<typeof startRedis>[0] = {}): Promise<RedisServer> {
      const server = await startRedis(options);
      cleanUps.push(() => server.stop());
      return server;
    }
    async function folder(): Promise<string> {
      const path = await mkdtemp(join(tmpdir(), 'metrics-ai-redis-'));
      cleanUps.push(() => rm(path, { recursive: true, force: true }));
      return path;
    }
    async function open(url: string, options: Partial<RedisQueueOptions> = {}) {
      const errors: QueueError[] = [];
      const queue = await openRedisQueue({ url, ...QUICK, onError: (e) => errors.push(e), ...options });
      cleanUps.push(() => queue.close());
      return { queue, errors };
    }
    function collect(queue: TurnQueue): number[] {
      const slots: number[] = [];
      queue.process(({ slotMs }) => Promise.resolve(void slots.push(slotMs)), { concurrency: 2 });
      return slots;
    }

    it.each(['keeps', 'loses'])('goes on by itself when Redis is back and %s its data', async (fate) => {
      const server = await start({ dataDir: await folder() });
      const { queue, errors } = await open(server.url);
      const other = await open(server.url);
      const slots = collect(queue);
      await queue.add([turn(1_000)]);
      await until(() => slots.length === 1);

      await server.stop();
      for (const question of [() => queue.add([turn(2_000)]), () => queue.status(), () => queue.check()]) {
        const beginMs = performance.now();
        await expect(question()).rejects.toMatchObject({ name: 'QueueError', kind: 'unreachable' });
        expect(performance.now() - beginMs).toBeLessThan(2 * QUICK.timeoutMs);
      }
      await sleep(2_500);
      // Each connection tries again every two seconds at least; the same is not told again and again.
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.length).toBeLessThanOrEqual(4);
      expect(new Set(errors.map(({ message }) => message)).size).toBe(errors.length);

      await start({ port: server.port, dataDir: fate === 'keeps' ? server.dataDir : await folder() });
      await until(() =>
        other.queue.add([turn(2_000)]).then(
          () => true,
          () => false,
        ),
      );
      await until(() => slots.includes(2_000));
      expect(await queue.add([turn(1_000, 3)])).toBe(1);
      await until(() => slots.length === 3);
    });

    it('gives up a turn whose lock it can no longer renew, and does it again later', async () => {
      const server = await start({ dataDir: await folder() });
      const { queue } = await open(server.url);
      const reasons: unknown[] = [];
      let attempts = 0;
      queue.process(
        async (_, { signal }) => {
          attempts++;
          if (attempts > 1) return;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          reasons.push(signal.reason);
          throw new Error('gave up');
        },
        { concurrency: 1 },
      );
      await queue.add([turn(1_000)]);
      await until(() => attempts === 1);
      await server.stop();
      await until(() => reasons.length === 1, QUICK.lockMs + 500);
      expect(reasons).toMatchObject([{ kind: 'lost' }]);
      await sleep(QUICK.lockMs);
      await start({ port: server.port, dataDir: server.dataDir });
      await until(() => attempts === 2);
      await until(async () => (await queue.status()).active === 0);
      expect(await queue.status()).toEqual({ waiting: 0, active: 0, delayed: 0, deadLetters: 0 });
    });

    it('completes a turn that ends while Redis is away for less than a lock lasts', async () => {
      const server = await start({ dataDir: await folder() });
      const { queue } = await open(server.url, { lockMs: 15_000 });
      let attempts = 0;
      queue.process(
        () => {
          attempts++;
          return sleep(500);
        },
        { concurrency: 1 },
      );
      await queue.add([turn(1_000)]);
      await until(() => attempts === 1);
      await server.stop();
      await sleep(1_000);
      await start({ port: server.port, dataDir: server.dataDir });
      await until(() =>
        queue.status().then(
          ({ active }) => active === 0,
          () => false,
        ),
      );
      await sleep(500);
      expect(attempts).toBe(1);
    });

    it('survives connections that are cut, again and again', async () => {
      const server = await start();
      const sockets = new Set<Socket>();
      const proxy = createServer((socket) => {
        const upstream = new (socket.constructor as typeof Socket)().connect(server.port, '127.0.0.1');
        socket.pipe(upstream).pipe(socket);
        for (const end of [socket, upstream]) {
          sockets.add(end);
          end
            .on('error', () => end.destroy())
            .on('close', () => {
              sockets.delete(end);
              (end === socket ? upstream : socket).destroy();
            });
        }
      }).listen(0, '127.0.0.1');
      await until(() => proxy.listening);
      cleanUps.push(async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => proxy.close(resolve));
      });
      const { port } = proxy.address() as { port: number };
      const { queue } = await open(`redis://127.0.0.1:${port}`);
      const slots = collect(queue);
      for (let slotMs = 1; slotMs <= 10; slotMs++) {
        const tryAdding = () =>
          queue.add([turn(slotMs)]).then(
            () => true,
            () => false,
          );
        await until(tryAdding);
        for (const socket of sockets) socket.resetAndDestroy();
        await until(() => slots.at(-1) === slotMs);
      }
      expect(new Set(slots).size).toBe(10);
    });

    it('gives an answer in time when Redis is silent, and goes on when it speaks again', async () => {
      const server = await start();
      const { queue } = await open(server.url);
      const slots = collect(queue);
      await queue.add([turn(1_000)]);
      await until(() => slots.length === 1);
      process.kill(server.pid, 'SIGSTOP');
      try {
        const beginMs = performance.now();
        await expect(queue.add([turn(2_000)])).rejects.toMatchObject({ kind: 'timeout' });
        expect(performance.now() - beginMs).toBeLessThan(2 * QUICK.timeoutMs);
        await sleep(1_500);
      } finally {
        process.kill(server.pid, 'SIGCONT');
      }
      await until(() =>
        queue.add([turn(3_000)]).then(
          () => true,
          () => false,
        ),
      );
      await until(() => slots.includes(3_000));
    });

    it('closes in a bounded time, with a turn under way, be Redis gone or silent', async () => {
      for (const isGone of [true, false]) {
        const server = await start();
        const { queue } = await open(server.url, { closeTimeoutMs: 500 });
        let isUnderWay = false;
        queue.process(
          (_, { signal }) => {
            isUnderWay = true;
            return sleep(60_000, undefined, { signal });
          },
          { concurrency: 1 },
        );
        await queue.add([turn(1_000)]);
        await until(() => isUnderWay);
        if (isGone) await server.stop();
        else process.kill(server.pid, 'SIGSTOP');
        const beginMs = performance.now();
        await queue.close();
        expect(performance.now() - beginMs).toBeLessThan(4_000);
        if (!isGone) process.kill(server.pid, 'SIGCONT');
      }
    });
  },
);
