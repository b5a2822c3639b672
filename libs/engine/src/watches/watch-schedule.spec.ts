import { afterEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Watch } from './watch.ts';
import { WatchSchedule } from './watch-schedule.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const watchOf = (name: string, everyMs: number): Watch => ({
  name,
  tenant: 'default',
  source: { kind: 'match', match: 'up' },
  everyMs,
  dropLabels: [],
  expireAfterMs: 14 * 86_400_000,
  maxSeries: 100,
  shards: 1,
});

/** Time that passes when the test says so. */
class TestClock {
  private timeMs = 0;
  private sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.timeMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sleepers.push({ untilMs: this.timeMs + Math.max(0, ms), wake: resolve });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }

  /** Lets so much time pass, waking whoever is due on the way, in order. */
  async pass(ms: number): Promise<void> {
    const endMs = this.timeMs + ms;
    for (;;) {
      await settle();
      const [first] = this.sleepers.toSorted((a, b) => a.untilMs - b.untilMs);
      if (first === undefined || first.untilMs > endMs) break;
      this.sleepers = this.sleepers.filter((sleeper) => sleeper !== first);
      this.timeMs = Math.max(this.timeMs, first.untilMs);
      first.wake();
    }
    this.timeMs = endMs;
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await nextTurn();
}

describe('WatchSchedule', () => {
  let clock: TestClock;
  let schedule: WatchSchedule;
  /** Starts of turns, as `name@seconds`. */
  let turns: string[];
  let missed: number;
  let highest: number;

  const start = (
    watches: readonly Watch[],
    run: (watch: Watch, signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
    concurrency = 10,
  ): void => {
    clock = new TestClock();
    turns = [];
    missed = 0;
    highest = 0;
    let running = 0;
    schedule = new WatchSchedule({
      run: async (watch, signal) => {
        turns.push(`${watch.name}@${clock.nowMs() / SECOND}`);
        highest = Math.max(highest, ++running);
        try {
          await run(watch, signal);
        } finally {
          running -= 1;
        }
      },
      concurrency,
      onMissed: (_, count) => (missed += count),
      clock,
    });
    schedule.set(watches);
  };
  const takes =
    (ms: number) =>
    (_: Watch, signal: AbortSignal): Promise<void> =>
      clock.sleep(ms, signal);

  afterEach(() => schedule.close());

  it('runs a watch at once, and then every so often', async () => {
    start([watchOf('a', 5 * MINUTE)]);
    await clock.pass(15 * MINUTE);
    expect(turns).toEqual(['a@0', 'a@300', 'a@600', 'a@900']);
  });

  it('spreads the first turns of a hundred watches over a minute, and they stay apart', async () => {
    start(Array.from({ length: 100 }, (_, i) => watchOf(`w${i}`, 5 * MINUTE)));
    await clock.pass(6 * MINUTE);
    const starts = turns.map((turn) => Number(turn.split('@')[1]));
    const gaps = starts.slice(1, 100).map((second, i) => second - starts[i]);
    expect(Math.min(...gaps)).toBeCloseTo(0.6);
    expect(starts[99]).toBeLessThan(60);
    expect(starts.slice(100, 200).map((second, i) => second - starts[i])).toEqual(Array(100).fill(300));
  });

  it('never lets a turn overlap itself: turns that fall due meanwhile are left out and told', async () => {
    start([watchOf('a', MINUTE)], takes(150 * SECOND));
    await clock.pass(9 * MINUTE);
    expect(turns).toEqual(['a@0', 'a@180', 'a@360', 'a@540']);
    expect(highest).toBe(1);
    expect(missed).toBe(6);
  });

  it('runs no more turns at once than it may, and piles none up', async () => {
    const watches = Array.from({ length: 10 }, (_, i) => watchOf(`w${i}`, MINUTE));
    start(watches, takes(30 * SECOND), 2);
    await clock.pass(20 * MINUTE);
    expect(highest).toBe(2);
    // 20 minutes, two at a time, half a minute each.
    expect(turns.length).toBeGreaterThanOrEqual(78);
    expect(turns.length).toBeLessThanOrEqual(82);
    const perWatch = watches.map(({ name }) => turns.filter((turn) => turn.startsWith(`${name}@`)).length);
    expect(Math.max(...perWatch) - Math.min(...perWatch)).toBeLessThanOrEqual(1);
  });

  it('tries a failed turn again soon, with growing pauses, through an outage of ten minutes', async () => {
    let isDown = true;
    start([watchOf('a', 60 * MINUTE)], () =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve(),
    );
    await clock.pass(10 * MINUTE);
    expect(turns.slice(0, 5)).toEqual(['a@0', 'a@10', 'a@30', 'a@70', 'a@130']);
    expect(turns.length).toBeLessThan(14);
    expect(schedule.states()).toMatchObject([{ state: 'waiting', failures: turns.length }]);
    isDown = false;
    turns = [];
    await clock.pass(MINUTE);
    expect(turns).toHaveLength(1);
    expect(schedule.states()).toMatchObject([{ failures: 0 }]);
    turns = [];
    await clock.pass(50 * MINUTE);
    expect(turns).toEqual(['a@3600']);
  });

  it('keeps the rhythm of a watch that did not change, stops one that is gone, starts one that is new', async () => {
    start([watchOf('a', 5 * MINUTE), watchOf('b', 5 * MINUTE)]);
    await clock.pass(2 * MINUTE);
    turns = [];
    schedule.set([watchOf('a', 5 * MINUTE), watchOf('c', 5 * MINUTE)]);
    await clock.pass(4 * MINUTE);
    expect(turns).toEqual(['c@120', 'a@300']);
    expect(schedule.states().map(({ watch }) => watch.name)).toEqual(['a', 'c']);
  });

  it('breaks off the turn of a watch that changed, and starts the new one only when that has ended', async () => {
    const events: string[] = [];
    start([watchOf('a', 5 * MINUTE)], async ({ everyMs }, signal) => {
      events.push(`start ${everyMs / MINUTE}`);
      await clock.sleep(10 * MINUTE, signal).catch(() => clock.sleep(SECOND, new AbortController().signal));
      events.push(`end ${everyMs / MINUTE}`);
    });
    await clock.pass(MINUTE);
    schedule.set([watchOf('a', 7 * MINUTE)]);
    await clock.pass(MINUTE);
    expect(events).toEqual(['start 5', 'end 5', 'start 7']);
    await Promise.all([schedule.close(), clock.pass(MINUTE)]);
  });

  it('breaks off everything when it is closed', async () => {
    let aborted = 0;
    start([watchOf('a', MINUTE), watchOf('b', MINUTE)], (_, signal) =>
      clock.sleep(60 * MINUTE, signal).catch(() => void aborted++),
    );
    await clock.pass(MINUTE);
    await schedule.close();
    expect(aborted).toBe(2);
    await clock.pass(10 * MINUTE);
    expect(turns).toHaveLength(2);
    expect(schedule.states()).toEqual([]);
  });
});
