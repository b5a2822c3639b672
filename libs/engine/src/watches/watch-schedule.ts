import pLimit, { type LimitFunction } from 'p-limit';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Recurring, Watch } from './watch.ts';

export interface WatchScheduleOptions<W extends Recurring = Watch> {
  /** One turn of a watch. A rejection is a failure, which the next attempt may mend; it is told here and nowhere else. */
  readonly run: (watch: W, signal: AbortSignal) => Promise<void>;
  /** Turns that run at the same time, over all watches; the others wait. */
  readonly concurrency: number;
  /** Called when turns fell due while the one before them was still running: they are left out. */
  readonly onMissed?: (watch: W, turns: number) => void;
  /** A clock that only goes forward, so that a change of the machine's time moves nothing. Replaced in tests. */
  readonly clock?: {
    nowMs(): number;
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
}

export interface WatchState<W extends Recurring = Watch> {
  readonly watch: W;
  readonly state: 'waiting' | 'due' | 'running';
  /** Failures since the last success. */
  readonly failures: number;
  /** Until the next turn, of a watch that waits. */
  readonly dueInMs: number;
}

/** The first turns of many watches are spread over so long, or over their interval when that is shorter. */
const SPREAD_MS = 60_000;

const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 60_000;

const MONOTONIC = {
  nowMs: () => performance.now(),
  sleep: (ms: number, signal: AbortSignal) => sleep(Math.max(0, ms), undefined, { signal }),
};

interface Kept<W> {
  readonly watch: W;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  state: WatchState['state'];
  failures: number;
  dueMs: number;
}

/**
 * Runs each watch every so often. A turn never overlaps another of the same watch: what takes too long leaves turns
 * out and piles nothing up. A turn that failed is tried again sooner, with growing pauses.
 */
export class WatchSchedule<W extends Recurring = Watch> {
  private readonly options: WatchScheduleOptions<W>;
  private readonly clock: NonNullable<WatchScheduleOptions<W>['clock']>;
  private readonly limit: LimitFunction;
  private readonly kept = new Map<string, Kept<W>>();

  constructor(options: WatchScheduleOptions<W>) {
    this.options = options;
    this.clock = options.clock ?? MONOTONIC;
    this.limit = pLimit(options.concurrency);
  }

  /** From now on these watches are run, and no others: one that did not change keeps its rhythm. */
  set(watches: readonly W[]): void {
    const next = new Map(watches.map((watch) => [watch.name, watch]));
    for (const [name, kept] of this.kept) {
      const isUnchanged = !kept.abort.signal.aborted && isDeepStrictEqual(next.get(name), kept.watch);
      if (isUnchanged) next.delete(name);
      else kept.abort.abort();
    }
    [...next.values()].forEach((watch, i) => {
      const delayMs = (i / next.size) * Math.min(SPREAD_MS, watch.everyMs);
      this.keep(watch, delayMs, this.kept.get(watch.name)?.ended);
    });
  }

  states(): WatchState<W>[] {
    const nowMs = this.clock.nowMs();
    return [...this.kept.values()]
      .filter(({ abort }) => !abort.signal.aborted)
      .map(({ watch, state, failures, dueMs }) => ({
        watch,
        state,
        failures,
        dueInMs: state === 'waiting' ? Math.max(0, dueMs - nowMs) : 0,
      }));
  }

  /** Breaks off what runs, and resolves when it has ended. */
  async close(): Promise<void> {
    for (const { abort } of this.kept.values()) abort.abort();
    await Promise.all([...this.kept.values()].map(({ ended }) => ended));
  }

  private keep(watch: W, delayMs: number, before: Promise<void> | undefined): void {
    const abort = new AbortController();
    const kept: Kept<W> = {
      watch,
      abort,
      state: 'waiting',
      failures: 0,
      dueMs: this.clock.nowMs() + delayMs,
      ended: Promise.resolve(before)
        .then(() => this.repeat(kept))
        .finally(() => {
          if (this.kept.get(watch.name) === kept) this.kept.delete(watch.name);
        }),
    };
    this.kept.set(watch.name, kept);
  }

  private async repeat(kept: Kept<W>): Promise<void> {
    const { watch, abort } = kept;
    let slotMs = kept.dueMs;
    while (await this.isDue(kept)) {
      kept.state = 'due';
      const succeeded = await this.limit(() => this.attempt(kept));
      if (abort.signal.aborted) return;
      kept.state = 'waiting';
      kept.failures = succeeded ? 0 : kept.failures + 1;
      const nowMs = this.clock.nowMs();
      const missed = Math.floor((nowMs - slotMs) / watch.everyMs);
      if (missed > 0) this.options.onMissed?.(watch, missed);
      const nextMs = slotMs + (missed + 1) * watch.everyMs;
      const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (kept.failures - 1));
      kept.dueMs = succeeded ? nextMs : Math.min(nextMs, nowMs + pauseMs);
      slotMs = kept.dueMs === nextMs ? nextMs : slotMs + missed * watch.everyMs;
    }
  }

  private async isDue({ dueMs, abort: { signal } }: Kept<W>): Promise<boolean> {
    try {
      await this.clock.sleep(dueMs - this.clock.nowMs(), signal);
      return !signal.aborted;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  private async attempt(kept: Kept<W>): Promise<boolean> {
    const { watch, abort } = kept;
    if (abort.signal.aborted) return false;
    kept.state = 'running';
    try {
      await this.options.run(watch, abort.signal);
      return true;
    } catch {
      return false;
    }
  }
}
