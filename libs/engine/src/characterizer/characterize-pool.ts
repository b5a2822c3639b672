import type { SeriesAnalysis } from '@metrics-ai/insights';
import { Piscina } from 'piscina';
import type { ReadSeries } from '../reading/read-series.ts';
import { CharacterizerClosedError, type Characterizer } from './characterizer.ts';

export interface CharacterizePoolOptions {
  /** Worker threads, at least 1. */
  readonly threads: number;
}

/** One series that is being characterized, and one that waits in the thread, so that it never waits for this one. */
const SERIES_PER_THREAD = 2;

/** Sources run unbuilt, and so does the thread's own file then. */
const UNBUILT = import.meta.url.endsWith('.ts');

/**
 * Characterizes on worker threads, which start with the first series and keep no process alive while they have nothing to do.
 * Throws a RangeError for a number of threads that is none.
 */
export function characterizePool({ threads }: CharacterizePoolOptions): Characterizer {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`threads must be a whole number of at least 1, not ${threads}`);
  }
  const closing = new AbortController();
  let pool: Piscina | undefined;
  return {
    async characterize(series, { signal } = {}) {
      const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      stop.throwIfAborted();
      pool ??= startPool(threads);
      return characterizeAll(pool, series, threads * SERIES_PER_THREAD, stop);
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
 * Hands out no more series than the threads can hold, so that callers take turns at them, and an abort leaves nothing queued.
 * A series that a thread is at by then is finished and forgotten: ending a thread costs more than ending a series.
 *
 * The samples are copied (structured clone), not transferred: for 4,032 of them that takes about 50 µs beside the tens of
 * milliseconds that their analysis takes, and whoever asked can go on using them.
 */
async function characterizeAll(
  pool: Piscina,
  series: readonly ReadSeries[],
  inFlight: number,
  stop: AbortSignal,
): Promise<SeriesAnalysis[]> {
  const analyses = new Array<SeriesAnalysis>(series.length);
  let next = 0;
  const workThrough = async (): Promise<void> => {
    try {
      while (next < series.length && !stop.aborted) {
        const i = next++;
        analyses[i] = (await pool.run(series[i])) as SeriesAnalysis;
      }
    } catch (error) {
      next = series.length;
      throw error;
    }
  };
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void => stopped.reject(stop.reason);
  stop.addEventListener('abort', onAbort);
  try {
    await Promise.race([Promise.all(Array.from({ length: inFlight }, workThrough)), stopped.promise]);
    return analyses;
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
