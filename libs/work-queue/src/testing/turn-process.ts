/**
 * A process that takes turns, for tests of several processes and of sudden ends:
 *   node --conditions=source turn-process.ts URL TURN_MS [CONCURRENCY]
 * Each turn takes TURN_MS; a line of JSON on standard output says when it begins and ends. Says "ready" first, and ends in
 * order on SIGTERM.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisQueue } from '../redis-queue.ts';

/** What a process says of a turn. `gave-up`: its signal fired, for the reason in `kind`. */
export interface TurnEvent {
  readonly event: 'begin' | 'end' | 'gave-up';
  readonly watch: string;
  readonly shard: number;
  readonly slotMs: number;
  readonly atMs: number;
  readonly pid: number;
  readonly kind?: string;
}

/** Locks so short that tests need not wait long. */
export const QUICK = { lockMs: 1_500, stalledCheckMs: 300, timeoutMs: 1_000, backoffMs: 50 } as const;

if (process.argv[1] === import.meta.filename) {
  const [url, turnMs, concurrency = '2'] = process.argv.slice(2);
  const queue = await openRedisQueue({ url, ...QUICK });
  process.once('SIGTERM', () => void queue.close());
  queue.process(
    async ({ watch, shard, slotMs }, { signal }) => {
      const say = (event: TurnEvent['event'], more: object = {}) =>
        process.stdout.write(
          `${JSON.stringify({ event, watch, shard, slotMs, atMs: Date.now(), pid: process.pid, ...more })}\n`,
        );
      say('begin');
      try {
        await sleep(Number(turnMs), undefined, { signal });
        say('end');
      } catch (error) {
        const { kind } = signal.reason as { kind: string };
        say('gave-up', { kind });
        throw error;
      }
    },
    { concurrency: Number(concurrency) },
  );
  process.stdout.write('ready\n');
}
