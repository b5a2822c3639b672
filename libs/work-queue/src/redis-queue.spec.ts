import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueError } from './queue-error.ts';
import { openRedisQueue, type RedisQueueOptions } from './redis-queue.ts';
import { findRedis, type RedisServer, startRedis } from './testing/index.ts';
import { QUICK } from './testing/turn-process.ts';
import { until } from './testing/turn-processes.ts';
import type { TurnQueue } from './turn-queue.ts';
import type { Turn } from './turn.ts';

jest.setTimeout(30_000);

const isMissing = findRedis() === undefined;
const describeReal = isMissing ? describe.skip : describe;

const turn = (slotMs: number, shard = 0, watch = 'node: cpu/é'): Turn => ({
  watch,
  shard,
  shards: 4,
  slotMs,
});

/** A promise to be kept from outside. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

describeReal(
  isMissing ? 'a queue in Redis (skipped: there is no redis-server on the PATH)' : 'a queue in a real Redis',
  () => {
    let server: RedisServer;
    let client: Redis;
    const opened: TurnQueue[] = [];
    let name = 0;

    beforeAll(async () => {
      server = await startRedis();
      client = new Redis(server.url);
    });
    afterEach(async () => {
      for (const queue of opened.splice(0)) await queue.close();
      name++;
    });
    afterAll(async () => {
      client?.disconnect();
      await server?.stop();
    });

    async function open(options: Partial<RedisQueueOptions> = {}): Promise<TurnQueue> {
      const queue = await openRedisQueue({ url: server.url, prefix: `test${name}`, ...QUICK, ...options });
      opened.push(queue);
      return queue;
    }

    it('does each turn once, whoever adds it', async () => {
      const queues = [await open(), await open(), await open()];
      const turns = Array.from({ length: 1_200 }, (_, i) => turn(60_000, i, `watch ${i % 7}`)).map(
        (each) => ({
          ...each,
          shards: 1_200,
        }),
      );
      const added = await Promise.all(queues.map((queue) => queue.add(turns)));
      expect(added.reduce((a, b) => a + b)).toBe(1_200);
      expect(await queues[0].status()).toEqual({ waiting: 1_200, active: 0, delayed: 0, deadLetters: 0 });

      const done: string[] = [];
      for (const queue of queues) {
        queue.process(
          ({ watch, shard }) => {
            done.push(`${watch} ${shard}`);
            return Promise.resolve();
          },
          { concurrency: 4 },
        );
      }
      await until(() => done.length >= 1_200);
      await until(async () => (await queues[0].status()).active === 0);
      expect(new Set(done).size).toBe(1_200);
      expect(await queues[1].add(turns)).toBe(0);
      await sleep(100);
      expect(done).toHaveLength(1_200);
    });

    it('hands the turn over as it was added, with what a name may hold', async () => {
      const queue = await open();
      const given: Turn[] = [];
      queue.process((each) => Promise.resolve(void given.push(each)), { concurrency: 1 });
      const odd = { watch: 'a:b/{c} %3A "é😀"\n', shard: 3, shards: 4, slotMs: 1_735_689_600_000 };
      await queue.add([odd]);
      await until(() => given.length === 1);
      expect(given).toEqual([odd]);
    });

    it('lets a newer slot take the place of one that waits, and ignores an older one', async () => {
      const queue = await open();
      expect(await queue.add([turn(1_000), turn(2_000, 1), turn(1_000, 1)])).toBe(2);
      expect(await queue.add([turn(3_000)])).toBe(1);
      expect(await queue.add([turn(2_000)])).toBe(0);
      expect(await queue.list(10)).toMatchObject([
        { shard: 0, slotMs: 3_000, state: 'waiting' },
        { shard: 1, slotMs: 2_000, state: 'waiting' },
      ]);
    });

    it('holds the newest slot that comes while a turn is under way until that one has ended', async () => {
      const queue = await open();
      const other = await open();
      const slots: number[] = [];
      const { open: letGo, passed } = gate();
      const handler = async ({ slotMs }: Turn) => {
        slots.push(slotMs);
        if (slotMs === 1_000) await passed;
      };
      queue.process(handler, { concurrency: 4 });
      other.process(handler, { concurrency: 4 });
      await queue.add([turn(1_000)]);
      await until(() => slots.length === 1);
      for (const slotMs of [2_000, 3_000, 4_000]) expect(await other.add([turn(slotMs)])).toBe(1);
      expect(await queue.add([turn(4_000)])).toBe(0);
      await sleep(200);
      expect(slots).toEqual([1_000]);
      expect(await queue.status()).toEqual({ waiting: 0, active: 1, delayed: 0, deadLetters: 0 });
      letGo();
      await until(async () => (await queue.status()).active === 0 && slots.length > 1);
      expect(slots).toEqual([1_000, 4_000]);
      expect(await queue.add([turn(4_000)])).toBe(0);
    });

    it('does the newer slot when the turn under way falls back to waiting', async () => {
      const queue = await open();
      const leaving = await open();
      let isUnderWay = false;
      leaving.process(
        (_, { signal }) => {
          isUnderWay = true;
          return sleep(60_000, undefined, { signal });
        },
        { concurrency: 1 },
      );
      await queue.add([turn(1_000)]);
      await until(() => isUnderWay);
      expect(await queue.add([turn(2_000)])).toBe(1);
      await leaving.close();
      const slots: number[] = [];
      queue.process(({ slotMs }) => Promise.resolve(void slots.push(slotMs)), { concurrency: 1 });
      await until(async () => slots.length > 0 && (await queue.status()).active === 0);
      expect(new Set(slots)).toEqual(new Set([2_000]));
    });

    it('tries a failed turn again after growing pauses, then keeps it as a dead letter with the reason', async () => {
      const queue = await open({ attempts: 3, backoffMs: 200 });
      const attempts: { attempt: number; atMs: number }[] = [];
      queue.process(
        (_, { attempt }) => {
          attempts.push({ attempt, atMs: performance.now() });
          return Promise.reject(new Error(`Prometheus is away (${attempt})`));
        },
        { concurrency: 1 },
      );
      await queue.add([turn(1_000)]);
      await until(async () => (await queue.status()).delayed === 1);
      const [delayed] = await queue.list(1);
      expect(delayed).toMatchObject({ state: 'delayed', failures: 1, reason: 'Prometheus is away (1)' });
      expect(delayed.retryAtMs).toBeGreaterThan(delayed.startedAtMs!);

      await until(async () => (await queue.status()).deadLetters === 1);
      expect(await queue.list(5)).toMatchObject([
        { ...turn(1_000), state: 'dead', failures: 3, reason: 'Prometheus is away (3)' },
      ]);
      expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(attempts[1].atMs - attempts[0].atMs).toBeGreaterThanOrEqual(99);
      expect(attempts[2].atMs - attempts[1].atMs).toBeGreaterThanOrEqual(199);
      expect(await queue.add([turn(1_000)])).toBe(0);
      expect(await queue.add([turn(2_000)])).toBe(1);
    });

    it('counts the failures on when a newer slot takes the place of one to be retried', async () => {
      const queue = await open({ attempts: 2, backoffMs: 400 });
      const seen: [number, number][] = [];
      queue.process(
        ({ slotMs }, { attempt }) => {
          seen.push([slotMs, attempt]);
          return Promise.reject(new Error('no'));
        },
        { concurrency: 1 },
      );
      await queue.add([turn(1_000)]);
      await until(async () => (await queue.status()).delayed === 1);
      expect(await queue.add([turn(2_000)])).toBe(1);
      await until(async () => (await queue.status()).deadLetters === 1);
      expect(seen).toEqual([
        [1_000, 1],
        [2_000, 2],
      ]);
      expect(await queue.list(1)).toMatchObject([{ slotMs: 2_000, state: 'dead', failures: 2 }]);
    });

    it('keeps the newest dead letters only, with a reason of bounded length, whatever was thrown', async () => {
      const queue = await open({ attempts: 1, keepDeadLetters: 3 });
      const reasons: unknown[] = ['text', undefined, new TypeError(''), new Error('x'.repeat(5_000))];
      queue.process(
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what others' code may do
        ({ shard }) => Promise.reject(reasons[shard]),
        { concurrency: 1 },
      );
      for (const shard of reasons.keys()) {
        await queue.add([turn(1_000, shard)]);
        await until(
          async () => (await queue.list(1))[0]?.shard === shard && (await queue.status()).active === 0,
        );
      }
      const dead = await queue.list(10);
      expect(dead.map(({ shard }) => shard)).toEqual([3, 2, 1]);
      expect(dead.map(({ reason }) => reason)).toEqual([`${'x'.repeat(1_000)}…`, 'TypeError', 'undefined']);
    });

    it('leaves nothing of a finished turn in Redis but a mark', async () => {
      const queue = await open();
      queue.process(() => Promise.resolve(), { concurrency: 1 });
      await queue.add([turn(1_000), turn(1_000, 1)]);
      await until(async () => {
        const { waiting, active } = await queue.status();
        return waiting + active === 0;
      });
      const keys = await client.keys(`test${name}:turns:*`);
      expect(keys.filter((key) => /\/\d/.test(key))).toEqual([]);
      expect(await client.zcard(`test${name}:turns:newest-slots`)).toBe(2);
    });

    it('forgets the mark of a watch that got no turn for a month', async () => {
      const queue = await open();
      await queue.add([turn(1_000, 0, 'gone')]);
      await queue.add([turn(1_000 + 31 * 86_400_000)]);
      expect(await client.zcard(`test${name}:turns:newest-slots`)).toBe(1);
    });

    it('refuses a slot ahead of the clock of Redis, and takes marks of such slots for mistakes', async () => {
      const queue = await open();
      const aheadMs = Date.now() + 3_600_000;
      await expect(queue.add([turn(aheadMs)])).rejects.toMatchObject({
        kind: 'clock',
        message: `A slot of watch "node: cpu/é" is 60 minutes ahead of Redis's clock`,
      });
      await client.zadd(`test${name}:turns:newest-slots`, aheadMs, 'watch/0');
      expect(await queue.add([turn(Date.now(), 0, 'watch')])).toBe(1);
    });

    it('hands a turn back at once when it closes, without counting it as failed', async () => {
      const queue = await open({ lockMs: 20_000 });
      const reasons: unknown[] = [];
      queue.process(
        (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reasons.push(signal.reason);
              reject(signal.reason as Error);
            });
          }),
        { concurrency: 2 },
      );
      await queue.add([turn(1_000), turn(1_000, 1)]);
      await until(async () => (await queue.status()).active === 2);
      await Promise.all([queue.close(), queue.close()]);
      expect(reasons).toMatchObject([{ kind: 'closed' }, { kind: 'closed' }]);
      await expect(queue.add([turn(2_000)])).rejects.toMatchObject({ name: 'QueueError', kind: 'closed' });

      const other = await open();
      expect(await other.list(5)).toMatchObject([
        { state: 'waiting', failures: 0 },
        { state: 'waiting', failures: 0 },
      ]);
      const attempts: number[] = [];
      other.process((_, { attempt }) => Promise.resolve(void attempts.push(attempt)), { concurrency: 2 });
      await until(() => attempts.length === 2);
      expect(attempts).toEqual([1, 1]);
    });

    it('lets a turn end that does so in time when it closes', async () => {
      const queue = await open();
      queue.process(() => sleep(300), { concurrency: 1 });
      await queue.add([turn(1_000)]);
      await until(async () => (await queue.status()).active === 1);
      await queue.close();
      expect(await (await open()).status()).toEqual({ waiting: 0, active: 0, delayed: 0, deadLetters: 0 });
    });

    it('does not wait forever for a handler that ignores its signal', async () => {
      const queue = await open({ closeTimeoutMs: 200 });
      const { open: letGo, passed } = gate();
      queue.process(() => passed, { concurrency: 1 });
      await queue.add([turn(1_000)]);
      await until(async () => (await queue.status()).active === 1);
      const beginMs = performance.now();
      await queue.close();
      expect(performance.now() - beginMs).toBeLessThan(2_000);
      letGo();
    });

    it('aborts a turn whose lock was taken away, and reports it', async () => {
      const errors: QueueError[] = [];
      const queue = await open({ onError: (error) => errors.push(error) });
      let reason: unknown;
      queue.process(
        async (_, { signal }) => {
          if (reason !== undefined) return;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          reason = signal.reason;
        },
        { concurrency: 1 },
      );
      await queue.add([turn(1_000)]);
      await until(async () => (await queue.status()).active === 1);
      const [lock] = await client.keys(`test${name}:turns:*:lock`);
      await client.set(lock, 'another process');
      await until(() => reason !== undefined);
      expect(reason).toMatchObject({ name: 'QueueError', kind: 'lost' });
      await until(() => errors.length > 0);
      expect(errors.every(({ kind }) => kind === 'lost')).toBe(true);
      await client.del(lock);
      await until(async () => (await queue.status()).active === 0);
    });

    it('tells the version, and refuses a Redis that evicts keys', async () => {
      const queue = await open();
      expect((await queue.check()).version).toMatch(/^\d+\.\d+\.\d+$/);
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      try {
        const failure = { kind: 'configuration', message: expect.stringContaining('allkeys-lru') };
        await expect(queue.check()).rejects.toMatchObject(failure);
        await expect(open()).rejects.toMatchObject(failure);
      } finally {
        await client.config('SET', 'maxmemory-policy', 'noeviction');
      }
    });

    it('says what Redis says when it cannot take a turn', async () => {
      const queue = await open();
      await client.config('SET', 'maxmemory', '1mb');
      try {
        const failure = { kind: 'server', message: expect.stringContaining('OOM') };
        await expect(queue.add([turn(1_000)])).rejects.toMatchObject(failure);
      } finally {
        await client.config('SET', 'maxmemory', '0');
      }
      expect(await queue.add([turn(1_000)])).toBe(1);
    });

    it('begins to take turns once, and not after it was closed', async () => {
      const queue = await open();
      const start = () => queue.process(() => Promise.resolve(), { concurrency: 1 });
      start();
      expect(start).toThrow('process must be called once');
      await queue.close();
      expect(start).toThrow('The queue was closed');
    });
  },
);
