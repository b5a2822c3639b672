import { Piscina } from 'piscina';
import type * as tasks from './characterize-worker.ts';
import { CharacterizerClosedError, type Characterizer } from './characterizer.ts';

export interface CharacterizePoolOptions {
  /** Worker threads, at least 1. */
  readonly threads: number;
}

/** One series that is being characterized, and one that waits in the thread, so that it never waits for this one. */
const SERIES_PER_THREAD = 2;

/** What the thread's own file exports. */
type Tasks = typeof tasks;

/** Sources run unbuilt, and so does the thread's own file then. */
const UNBUILT = import.meta.url.endsWith('.ts');

/**
 * Characterizes and draws on worker threads, which start with the first series and keep no process alive while they have nothing to do.
 * Throws a RangeError for a number of threads that is none.
 */
export function characterizePool({ threads }: CharacterizePoolOptions): Characterizer {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`threads must be a whole number of at least 1, not ${threads}`);
  }
  const closing = new AbortController();
  let pool: Piscina | undefined;
  const runAll = async <Item, Name extends keyof Tasks>(
    name: Name,
    items: readonly Item[],
    toTask: (item: Item) => Parameters<Tasks[Name]>[0],
    signal: AbortSignal | undefined,
  ): Promise<Awaited<ReturnType<Tasks[Name]>>[]> => {
    const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
    stop.throwIfAborted();
    const started = (pool ??= startPool(threads));
    const run = (item: Item) =>
      started.run(toTask(item), { name }) as Promise<Awaited<ReturnType<Tasks[Name]>>>;
    return runInTurn(items, run, Math.min(items.length, threads * SERIES_PER_THREAD), stop);
  };
  return {
    characterize: (series, { detection, signal } = {}) =>
      runAll('characterize', series, (read) => ({ read, detection }), signal),
    draw: async (picture, { signal } = {}) => (await runAll('draw', [picture], (task) => task, signal))[0],
    drawLines: async (picture, { signal } = {}) =>
      (await runAll('drawLines', [picture], (task) => task, signal))[0],
    judge: async (samples, { signal } = {}) => (await runAll('judge', [samples], (task) => task, signal))[0],
    scanSketches: (given, { signal } = {}) => runAll('scanSketches', given, (task) => task, signal),
    refineSketches: (given, { signal } = {}) => runAll('refineSketches', given, (task) => task, signal),
    replay: (given, { signal } = {}) => runAll('replay', given, (task) => task, signal),
    async close() {
      closing.abort(new CharacterizerClosedError());
      await pool?.destroy();
    },
  };
}

function startPool(threads: number): Piscina {
  return new Piscina({
    filename: new URL(UNBUILT ? './characterize-worker.ts' : './characterize-worker.js', import.meta.url)
      .href,
    execArgv: UNBUILT ? ['--conditions=source', '--no-warnings'] : [],
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: SERIES_PER_THREAD,
    recordTiming: false,
  });
}

/**
 * Hands out no more tasks than the threads can hold, so that callers take turns at them, and an abort leaves nothing queued.
 * A task that a thread is at by then is finished and forgotten: ending a thread costs more than ending a task.
 *
 * The samples are copied (structured clone), not transferred: for 4,032 of them that takes about 50 µs beside the tens of
 * milliseconds that their analysis takes, and whoever asked can go on using them.
 */
async function runInTurn<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
  inFlight: number,
  stop: AbortSignal,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const workThrough = async (): Promise<void> => {
    try {
      while (next < items.length && !stop.aborted) {
        const i = next++;
        results[i] = await run(items[i]);
      }
    } catch (error) {
      next = items.length;
      throw error;
    }
  };
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void => stopped.reject(stop.reason);
  stop.addEventListener('abort', onAbort);
  try {
    await Promise.race([Promise.all(Array.from({ length: inFlight }, workThrough)), stopped.promise]);
    return results;
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
