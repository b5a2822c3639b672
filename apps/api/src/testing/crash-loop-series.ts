import type { Series } from '@metrics-ai/timeseries';

const SCRAPE_MS = 15_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LOOP_MS = 120 * MINUTE_MS;

/** A process that dies when it has lived for so long, and is kept waiting before it starts again. */
interface Loop {
  readonly livesMs: number;
  readonly waitsMs: number;
}

export interface CrashLoops {
  /** The same counter of three workers, whose `instance` is `healthy`, `restarting` and `waiting`. */
  readonly series: readonly Series[];
  /** The first deaths of `restarting` and `waiting`, and when they have come to live. */
  readonly startMs: number;
  readonly endMs: number;
  /** How often each of the two has died. */
  readonly deaths: Readonly<Record<string, number>>;
}

/**
 * Workers count their jobs for five days, scraped every 15 seconds; all are replaced once. For two hours, from six hours before the end
 * on, one dies every four minutes and is back at once, and one every six, of which it is kept waiting for four and a half.
 */
export function crashLoopSeries(endMs: number): CrashLoops {
  const length = (5 * DAY_MS) / SCRAPE_MS;
  const firstMs = Math.floor(endMs / SCRAPE_MS) * SCRAPE_MS - (length - 1) * SCRAPE_MS;
  const startMs = endMs - 360 * MINUTE_MS;
  const replacedMs = firstMs + 3 * DAY_MS;
  const worker = (instance: string, { livesMs, waitsMs }: Loop): Series => {
    const timestamps: number[] = [];
    const values: number[] = [];
    let total = 0;
    let bornMs = firstMs;
    for (let i = 0; i < length; i++) {
      const timestampMs = firstMs + i * SCRAPE_MS;
      const isLoop = timestampMs >= startMs && timestampMs < startMs + LOOP_MS;
      const turnMs = (timestampMs - startMs) % (livesMs + waitsMs);
      if (isLoop && turnMs >= livesMs) continue;
      const lastBornMs = isLoop
        ? timestampMs - turnMs
        : Math.max(bornMs, timestampMs < replacedMs ? firstMs : replacedMs);
      if (lastBornMs > bornMs) total = 0;
      bornMs = lastBornMs;
      total += 30 + (Math.imul(i, 2_654_435_761) >>> 29);
      timestamps.push(timestampMs);
      values.push(total);
    }
    return {
      labels: { __name__: 'jobs_done_total', job: 'workers', instance },
      timestamps: Float64Array.from(timestamps),
      values: Float64Array.from(values),
    };
  };
  const restarting = { livesMs: 4 * MINUTE_MS, waitsMs: 0 };
  const waiting = { livesMs: 1.5 * MINUTE_MS, waitsMs: 4.5 * MINUTE_MS };
  return {
    series: [
      worker('healthy', { livesMs: Infinity, waitsMs: 0 }),
      worker('restarting', restarting),
      worker('waiting', waiting),
    ],
    startMs,
    endMs: startMs + LOOP_MS,
    deaths: {
      restarting: LOOP_MS / (restarting.livesMs + restarting.waitsMs),
      waiting: LOOP_MS / (waiting.livesMs + waiting.waitsMs),
    },
  };
}
