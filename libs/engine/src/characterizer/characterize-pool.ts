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
type TaskName = keyof typeof tasks;

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
  const runAll = async <Result>(
    name: TaskName,
    given: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<Result[]> => {
    const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
    stop.throwIfAborted();
    pool ??= startPool(threads);
    const inFlight = Math.min(given.length, threads * SERIES_PER_THREAD);
    return (await runTasks(pool, name, given, inFlight, stop)) as Result[];
  };
  return {
    characterize: (series, { signal } = {}) => runAll('characterize', series, signal),
    async draw(picture, { signal } = {}) {
      const [bytes] = await runAll<Uint8Array>('draw', [picture], signal);
      return bytes;
    },
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
async function runTasks(
  pool: Piscina,
  name: TaskName,
  given: readonly unknown[],
  inFlight: number,
  stop: AbortSignal,
): Promise<unknown[]> {
  const results = new Array<unknown>(given.length);
  let next = 0;
  const workThrough = async (): Promise<void> => {
    try {
      while (next < given.length && !stop.aborted) {
        const i = next++;
        results[i] = await pool.run(given[i], { name });
      }
    } catch (error) {
      next = given.length;
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
