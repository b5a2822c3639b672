import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { openRedisQueue } from './redis-queue.ts';
import { findRedis, startRedis } from './testing/redis-server.ts';

const TAKER = fileURLToPath(new URL('./testing/idle-taker.ts', import.meta.url));

export const title = 'Work queue';
export const about =
  'Turns that do nothing, on a real Redis on the same machine: added in batches by one process, then taken by one and by three, 20 at once each. ' +
  'The CPU time is that of Redis, which works on one core; the memory what it has allocated beside that of an empty one. It has no peer.';

/** Redis' own account of its memory and CPU time. */
async function readUse(client: Redis): Promise<{ readonly bytes: number; readonly cpuSeconds: number }> {
  const text = `${await client.info('memory')}${await client.info('cpu')}`;
  const valueOf = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
  return {
    bytes: valueOf('used_memory'),
    cpuSeconds: valueOf('used_cpu_user') + valueOf('used_cpu_sys'),
  };
}

export async function* bench({ quick }: { readonly quick: boolean }) {
  if (findRedis() === undefined)
    throw new Error('there is no redis-server on the PATH: apt-get install redis-server');
  const turns = quick ? 500 : 20_000;
  const server = await startRedis();
  const client = new Redis(server.url);
  const queue = await openRedisQueue({ url: server.url });
  const slotOf = (slotMs: number) =>
    Array.from({ length: turns }, (_, shard) => ({ watch: 'kubernetes-pods', shard, shards: turns, slotMs }));
  const microseconds = (seconds: number): number[] => [(1e6 * seconds) / turns];
  try {
    await queue.add(slotOf(1).slice(0, 100)); // The scripts are loaded now.
    for (const [round, processes] of [1, 3].entries()) {
      const slot = slotOf(1_735_689_600_000 + round * 60_000);
      const before = await readUse(client);
      const addMs = await timed(() => queue.add(slot));
      const added = await readUse(client);
      const takeMs = await take(server.url, processes, async () => {
        const { waiting, active } = await queue.status();
        return waiting + active === 0;
      });
      const taken = await readUse(client);
      const suffix = processes === 1 ? 'one process' : `${processes} processes`;
      yield { name: `taken, ${suffix}`, unit: 'turns/s', values: [(1_000 * turns) / takeMs] };
      if (round > 0) continue;
      yield { name: 'added, one process', unit: 'turns/s', values: [(1_000 * turns) / addMs] };
      yield {
        name: 'Redis, a turn added',
        unit: 'µs',
        values: microseconds(added.cpuSeconds - before.cpuSeconds),
      };
      yield {
        name: 'Redis, a turn taken',
        unit: 'µs',
        values: microseconds(taken.cpuSeconds - added.cpuSeconds),
      };
      yield {
        name: 'memory of a turn that waits',
        unit: 'bytes',
        values: [(added.bytes - before.bytes) / turns],
      };
      yield {
        name: 'memory of a turn when done',
        unit: 'bytes',
        values: [(taken.bytes - before.bytes) / turns],
      };
    }
  } finally {
    await queue.close();
    client.disconnect();
    await server.stop();
  }
}

/** How long so many processes take until everything is done. */
async function take(url: string, processes: number, isDone: () => Promise<boolean>): Promise<number> {
  const takers = Array.from({ length: processes }, () =>
    fork(TAKER, [url], { execArgv: ['--conditions=source', '--no-warnings'] }),
  );
  await Promise.all(takers.map((taker) => once(taker, 'message')));
  const ms = await timed(async () => {
    for (const taker of takers) taker.send('go');
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  const ended = takers.map((taker) => once(taker, 'close'));
  for (const taker of takers) taker.kill('SIGTERM');
  await Promise.all(ended);
  return ms;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beginMs = performance.now();
  await work();
  return performance.now() - beginMs;
}
