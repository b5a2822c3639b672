import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisQueue } from './redis-queue.ts';
import { findRedis, type RedisServer, startRedis } from './testing/index.ts';
import { QUICK } from './testing/turn-process.ts';
import { TurnProcesses, until } from './testing/turn-processes.ts';
import type { TurnQueue } from './turn-queue.ts';

jest.setTimeout(60_000);

const isMissing = findRedis() === undefined;
const describeReal = isMissing ? describe.skip : describe;
const shards = 6;
const slot = (slotMs: number) =>
  Array.from({ length: shards }, (_, shard) => ({ watch: 'node', shard, shards, slotMs }));

describeReal(
  isMissing
    ? 'three processes (skipped: there is no redis-server on the PATH)'
    : 'three processes that share turns',
  () => {
    let dataDir: string;
    let server: RedisServer;
    let queue: TurnQueue;
    let processes: TurnProcesses;

    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'metrics-ai-redis-'));
      server = await startRedis({ dataDir });
      queue = await openRedisQueue({ url: server.url, ...QUICK });
      processes = new TurnProcesses();
    });
    afterEach(async () => {
      await processes.endAll();
      await queue.close();
      await server.stop();
      await rm(dataDir, { recursive: true });
    });

    it('never do turns of the same watch and shard at once, and end with the newest slot', async () => {
      const pids = await processes.start(3, server.url, 120);
      for (let slotMs = 1; slotMs <= 60; slotMs++) {
        await queue.add(slot(slotMs));
        await sleep(25);
      }
      await until(async () => {
        const { waiting, active } = await queue.status();
        expect(waiting + active).toBeLessThanOrEqual(2 * shards);
        return waiting + active === 0;
      });
      expect(new Set(processes.events.map(({ pid }) => pid))).toEqual(new Set(pids));
      expect(processes.overlaps()).toEqual([]);
      const last = () => processes.events.filter(({ event, slotMs }) => event === 'end' && slotMs === 60);
      await until(() => last().length === shards); // The pipes of the processes may lag behind Redis.
      expect(
        last()
          .map(({ shard }) => shard)
          .sort(),
      ).toEqual([0, 1, 2, 3, 4, 5]);
      // Six processors and shards, 120 ms a turn: of the sixty slots most were overtaken.
      expect(processes.count('end')).toBeLessThan(shards * 40);
      expect(processes.complaints).toBe('');
    });

    it('do within seconds what one was doing that was killed', async () => {
      const pids = await processes.start(3, server.url, 400);
      await queue.add(slot(1));
      await until(() => processes.count('begin') === shards);
      const killedAtMs = Date.now();
      const underWay = processes.events.filter(({ pid }) => pid === pids[0]).map(({ shard }) => shard);
      await processes.end(pids[0], 'SIGKILL');
      await until(() => processes.count('end') >= shards, 10_000);
      await until(async () => (await queue.status()).active === 0);
      // A lock of 1.5 s, two checks 0.3 s apart, the turn itself, and some time for a busy machine.
      expect(Date.now() - killedAtMs).toBeLessThan(6_000);
      const ends = processes.events.filter(({ event }) => event === 'end').map(({ shard }) => shard);
      expect(ends.sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(underWay.length).toBeGreaterThan(0);
      expect(processes.overlaps(new Map([[pids[0], killedAtMs]]))).toEqual([]);
      expect(await queue.status()).toEqual({ waiting: 0, active: 0, delayed: 0, deadLetters: 0 });
      expect(processes.complaints).toBe('');
    });

    it('make a dead letter of a turn that kills each process that takes it', async () => {
      await queue.add([{ watch: 'deadly', shard: 0, shards: 1, slotMs: 1 }]);
      for (let deaths = 1; deaths <= 4; deaths++) {
        const [pid] = await processes.start(1, server.url, 60_000, 1);
        await until(() => processes.count('begin') === deaths);
        await processes.end(pid, 'SIGKILL');
      }
      await processes.start(1, server.url, 60_000, 1);
      await until(async () => (await queue.status()).deadLetters === 1);
      expect(await queue.list(1)).toMatchObject([
        { watch: 'deadly', state: 'dead', reason: expect.stringContaining('stalled') },
      ]);
    });

    it('hand their turns over when they are told to end', async () => {
      const [first] = await processes.start(3, server.url, 800);
      await queue.add(slot(1));
      await until(() => processes.count('begin') === shards);
      const held = processes.events.filter(({ pid }) => pid === first).length;
      expect(await processes.end(first, 'SIGTERM')).toBe('exit code 0');
      expect(processes.count('gave-up')).toBe(held);
      await until(() => processes.count('end') === shards);
      expect(processes.overlaps()).toEqual([]);
      expect(processes.complaints).toBe('');
    });

    it('end when they are told to while Redis is away', async () => {
      const [pid] = await processes.start(1, server.url, 60_000);
      await queue.add(slot(1));
      await until(() => processes.count('begin') === 2);
      await server.stop();
      await sleep(200);
      const beginMs = performance.now();
      expect(await processes.end(pid, 'SIGTERM')).toBe('exit code 0');
      expect(performance.now() - beginMs).toBeLessThan(9_000);
      expect(processes.complaints).toBe('');
    });

    it('go on after Redis was away for longer than their locks last', async () => {
      await processes.start(3, server.url, 300);
      await queue.add(slot(1));
      await until(() => processes.count('begin') === shards);
      await server.stop();
      await sleep(QUICK.lockMs + 1_000);
      server = await startRedis({ port: server.port, dataDir });
      await until(() =>
        queue.add(slot(2)).then(
          () => true,
          () => false,
        ),
      );
      const doneOf = (slotMs: number) =>
        new Set(processes.events.filter((e) => e.event === 'end' && e.slotMs === slotMs).map((e) => e.shard));
      await until(() => doneOf(2).size === shards);
      expect(processes.overlaps()).toEqual([]);
      expect(processes.complaints).toBe('');
    });
  },
);
