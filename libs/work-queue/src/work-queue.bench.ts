/**
 * Measures the queue on a real Redis, started for it: node --conditions=source src/work-queue.bench.ts [turns]; default 20000.
 *
 * Turns do nothing, so that what is left is the queue's own work. They are added in batches by one process, then taken by
 * one and by three, 20 at once each. Memory is what Redis has allocated, beside that of an empty one, per turn.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { openRedisQueue } from './redis-queue.ts';
import { findRedis, startRedis } from './testing/redis-server.ts';

const concurrency = 20;
const [role, url = ''] = process.argv.slice(2);

if (role === 'taker') {
  const queue = await openRedisQueue({ url });
  process.once('SIGTERM', () => void queue.close());
  process.once('message', () => {
    queue.process(() => Promise.resolve(), { concurrency });
    process.disconnect();
  });
  process.send?.('ready');
} else if (findRedis() === undefined) {
  console.log('skipped: there is no redis-server on the PATH');
} else {
  await measure(Number(role ?? 20_000));
}

async function measure(turns: number): Promise<void> {
  const server = await startRedis();
  const client = new Redis(server.url);
  const queue = await openRedisQueue({ url: server.url });
  const usedBytes = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  const cpuSeconds = async () => {
    const text = await client.info('cpu');
    const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1]);
    return seconds('used_cpu_user') + seconds('used_cpu_sys');
  };
  const slotOf = (slotMs: number) =>
    Array.from({ length: turns }, (_, shard) => ({
      watch: 'kubernetes-pods',
      shard,
      shards: turns,
      slotMs,
    }));
  try {
    await queue.add(slotOf(1).slice(0, 100)); // The scripts are loaded now.
    const emptyBytes = await usedBytes();
    for (const [round, processes] of [1, 3].entries()) {
      const slotMs = 1_735_689_600_000 + round * 60_000;
      const cpuBefore = await cpuSeconds();
      const addMs = await timed(() => queue.add(slotOf(slotMs)));
      const waitingBytes = await usedBytes();
      const againMs = await timed(() => queue.add(slotOf(slotMs)));
      const cpuAdded = await cpuSeconds();
      const takers = Array.from({ length: processes }, () =>
        fork(import.meta.filename, ['taker', server.url], {
          execArgv: ['--conditions=source', '--no-warnings'],
        }),
      );
      await Promise.all(takers.map((taker) => once(taker, 'message')));
      const takeMs = await timed(async () => {
        for (const taker of takers) taker.send('go');
        for (;;) {
          const { waiting, active } = await queue.status();
          if (waiting + active === 0) return;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      });
      const cpuTaken = await cpuSeconds();
      const ended = takers.map((taker) => once(taker, 'close'));
      for (const taker of takers) taker.kill('SIGTERM');
      await Promise.all(ended);
      const perSecond = (ms: number) => Math.round((turns / ms) * 1000);
      const micros = (seconds: number) => Math.round((seconds / turns) * 1e6);
      console.log(
        `${turns} turns, ${processes} taking: added ${perSecond(addMs)}/s (again, all known: ${perSecond(againMs)}/s), ` +
          `taken ${perSecond(takeMs)}/s; CPU of Redis a turn: ${micros(cpuAdded - cpuBefore)} µs to add twice, ` +
          `${micros(cpuTaken - cpuAdded)} µs to take`,
      );
      if (round > 0) continue;
      console.log(
        `memory a turn: ${Math.round((waitingBytes - emptyBytes) / turns)} B waiting, ` +
          `${Math.round(((await usedBytes()) - emptyBytes) / turns)} B when done`,
      );
    }
  } finally {
    await queue.close();
    client.disconnect();
    await server.stop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beginMs = performance.now();
  await work();
  return performance.now() - beginMs;
}
