import { describe, expect, test } from '@jest/globals';
import { findEpisodes, type Episode } from './find-episodes.ts';
import type { JudgedTicks } from './judged-ticks.ts';
import { noise, START_MS } from './testing/synthetic-series.ts';

const DAY = 288;
const FROM = 8 * DAY;

interface Marks {
  readonly alarms?: readonly number[];
  readonly strange?: readonly (readonly [from: number, to: number])[];
  readonly length?: number;
}

/** Calm noise of deviation 1, moved by `move`, with the engine's opinion as given; all places count from the ninth day on. */
function episodesOf(move: (tick: number) => number, { alarms = [], strange = [], length = 3 * DAY }: Marks) {
  const count = FROM + length;
  const ticks: JudgedTicks = {
    startMs: START_MS,
    tickMs: 300_000,
    values: noise(count, 5).map((value, tick) => 100 + value + move(tick - FROM)),
    first: Int32Array.from({ length: count + 1 }, (_, tick) => tick),
    isStrange: new Uint8Array(count),
    isAlarm: new Uint8Array(count),
    isDying: new Uint8Array(count),
  };
  for (const tick of alarms) ticks.isAlarm[FROM + tick] = ticks.isStrange[FROM + tick] = 1;
  for (const [from, to] of strange) ticks.isStrange.fill(1, FROM + from, FROM + to + 1);
  return findEpisodes(ticks).map(describeEpisode);
}

const describeEpisode = ({ from, to, isOngoing, isNewNormal }: Episode) => ({
  from: from - FROM,
  to: to - FROM,
  isOngoing,
  isNewNormal,
});

const between = (from: number, to: number, height: number) => (tick: number) =>
  tick >= from && tick < to ? height : 0;

describe('an episode', () => {
  test('lasts as long as the series is away, however soon the engine got used to it', () => {
    const found = episodesOf(between(0, 72, 8), { alarms: [0], strange: [[0, 20]] });
    expect(found).toEqual([{ from: 0, to: 71, isOngoing: false, isNewNormal: false }]);
  });

  test('is one, however often it was said to worsen', () => {
    const found = episodesOf(between(0, 72, 8), { alarms: [0, 30, 60] });
    expect(found).toHaveLength(1);
  });

  test('began when the series left, not when that was said', () => {
    const [{ from, to }] = episodesOf((tick) => (tick < 0 || tick >= 144 ? 0 : tick / 10), { alarms: [60] });
    expect(from).toBeGreaterThan(5);
    expect(from).toBeLessThan(35);
    expect(to).toBe(143);
  });

  test('bridges short returns, and more of them the longer it lasts', () => {
    const twice = (hole: number) => (tick: number) =>
      tick >= 0 && tick < 200 && !(tick >= 100 && tick < 100 + hole) ? 8 : 0;
    expect(episodesOf(twice(20), { alarms: [0, 120] })).toHaveLength(1);
    expect(episodesOf(twice(40), { alarms: [0, 140] })).toHaveLength(2);
  });

  test('ends after a day in which nothing was strange: that is the new normal', () => {
    const found = episodesOf(between(0, 3 * DAY, 8), { alarms: [0], strange: [[0, 10]] });
    expect(found).toEqual([{ from: 0, to: 10 + DAY, isOngoing: false, isNewNormal: true }]);
  });

  test('of the new normal is followed by one when that ends', () => {
    const found = episodesOf(between(0, 2 * DAY, 8), { alarms: [0, 2 * DAY], strange: [[0, 10]] });
    expect(found.map(({ from }) => from)).toEqual([0, 2 * DAY]);
  });

  test('goes on when the last tick is away', () => {
    const [found] = episodesOf(between(0, 50, 8), { alarms: [0], length: 50 });
    expect(found).toEqual({ from: 0, to: 49, isOngoing: true, isNewNormal: false });
    const [over] = episodesOf(between(0, 50, 8), { alarms: [0], length: 53 });
    expect(over.isOngoing).toBe(false);
  });

  test('lasts as long as it is strange where no value is away', () => {
    const found = episodesOf(() => 0, { alarms: [10], strange: [[8, 25]] });
    expect(found.map(({ from, to }) => [from, to])).toEqual([[8, 25]]);
  });

  test('has no echo: what is strange although the series is back is not its end', () => {
    const found = episodesOf(between(0, 30, 8), { alarms: [0], strange: [[0, 50]] });
    expect(found.map(({ from, to }) => [from, to])).toEqual([[0, 29]]);
  });

  test('does not last until a moment long after, which has an episode of its own if it was an alarm', () => {
    const later = (tick: number) => (tick === 230 ? 15 : between(0, 200, 8)(tick));
    expect(episodesOf(later, { alarms: [0] }).map(({ from, to }) => [from, to])).toEqual([[0, 199]]);
    expect(episodesOf(later, { alarms: [0, 230] }).map(({ from, to }) => [from, to])).toEqual([
      [0, 199],
      [230, 230],
    ]);
  });

  test('needs an alarm', () => {
    expect(episodesOf(between(0, 30, 8), { strange: [[0, 29]] })).toEqual([]);
  });
});
