import { describe, expect, test } from '@jest/globals';
import type { JudgedTicks } from './judged-ticks.ts';
import { noise, START_MS } from './testing/synthetic-series.ts';
import { UsualBehaviour } from './usual-behaviour.ts';

const TICK_MS = 300_000;
const DAY = 288;

function ticksOf(length: number, valueAt: (tick: number) => number): JudgedTicks {
  return {
    startMs: START_MS,
    tickMs: TICK_MS,
    values: Float64Array.from({ length }, (_, tick) => valueAt(tick)),
    first: Int32Array.from({ length: length + 1 }, (_, tick) => tick),
    isStrange: new Uint8Array(length),
    isAlarm: new Uint8Array(length),
    isDying: new Uint8Array(length),
  };
}

const day = (tick: number) => 10 * Math.sin((2 * Math.PI * tick) / DAY);

function usualOf(ticks: JudgedTicks, until: number, isIgnored = new Uint8Array(ticks.values.length)) {
  return new UsualBehaviour(ticks, until, isIgnored);
}

describe('UsualBehaviour', () => {
  const hum = noise(20 * DAY, 3);

  test('knows the time of day after three days, and the level of the last one', () => {
    const usual = usualOf(
      ticksOf(10 * DAY, (tick) => day(tick) + hum[tick] + (tick > 6 * DAY ? 40 : 20)),
      9 * DAY,
    );
    for (let tick = 9 * DAY; tick < 10 * DAY; tick += 24) {
      expect(Math.abs(usual.expectedAt(tick) - day(tick) - 40)).toBeLessThan(1.5);
    }
    expect(usual.bandAt(9 * DAY).upper).toBeGreaterThan(usual.expectedAt(9 * DAY) + 2);
  });

  test('knows the days of the week after two weeks, if they differ', () => {
    const isWeekend = (tick: number) => [4, 5].includes(Math.floor(tick / DAY) % 7);
    const ticks = ticksOf(20 * DAY, (tick) => (isWeekend(tick) ? 0.2 : 1) * day(tick) + 0.3 * hum[tick]);
    const usual = usualOf(ticks, 16 * DAY);
    const noons = [17, 18, 19].map((n) => usual.expectedAt(n * DAY + DAY / 4));
    expect(noons.map(Math.round)).toEqual([10, 2, 2]);
    // A week is no more than seven days when all are alike.
    const equal = usualOf(
      ticksOf(20 * DAY, (tick) => day(tick) + hum[tick]),
      16 * DAY,
    );
    expect(equal.expectedAt(17 * DAY)).toBeCloseTo(equal.expectedAt(18 * DAY), 12);
  });

  test('tells what is away: one sample far, or an hour not so far, but not what it has always done', () => {
    const values = Float64Array.from({ length: 16 * DAY }, (_, tick) => day(tick) + hum[tick]);
    values[15 * DAY] += 12;
    for (let tick = 15 * DAY + 100; tick < 15 * DAY + 130; tick++) values[tick] += 2.5;
    const usual = usualOf(
      ticksOf(values.length, (tick) => values[tick]),
      15 * DAY,
    );
    const departure = usual.departure(14 * DAY, 16 * DAY);
    expect(usual.isAway(departure, 15 * DAY)).toBe(true);
    for (let tick = 15 * DAY + 105; tick < 15 * DAY + 125; tick++) {
      expect(usual.isAway(departure, tick)).toBe(true);
    }
    let away = 0;
    for (let tick = 14 * DAY; tick < 15 * DAY; tick++) if (usual.isAway(departure, tick)) away++;
    expect(away).toBeLessThan(0.03 * DAY);
  });

  test('takes the echo of a step for no unrest where there is no noise', () => {
    const values = ticksOf(4 * DAY, (tick) => day(tick) + (tick >= 3 * DAY && tick < 3 * DAY + 12 ? 13 : 0));
    const usual = usualOf(values, 3 * DAY);
    const departure = usual.departure(2 * DAY, 3 * DAY + 24);
    const isOut = (tick: number) => usual.isAway(departure, tick) || usual.isRestless(departure, tick);
    const hourOf = (from: number) => Array.from({ length: 12 }, (_, i) => isOut(3 * DAY + from + i));
    expect(hourOf(0)).not.toContain(false);
    expect(hourOf(12)).not.toContain(true);
  });

  test('tells what is restless, and what is too quiet', () => {
    const factor = (tick: number) => (tick < 10 * DAY ? 1 : tick < 11 * DAY ? 4 : tick < 12 * DAY ? 0.2 : 1);
    const ticks = ticksOf(13 * DAY, (tick) => day(tick) + factor(tick) * hum[tick]);
    const usual = usualOf(ticks, 10 * DAY);
    const departure = usual.departure(9 * DAY, 13 * DAY);
    const share = (n: number) =>
      Array.from({ length: DAY - 40 }, (_, i) => usual.isRestless(departure, n * DAY + 20 + i)).filter(
        Boolean,
      ).length /
      (DAY - 40);
    expect(share(9)).toBeLessThan(0.05);
    expect(share(10)).toBeGreaterThan(0.95);
    expect(share(11)).toBeGreaterThan(0.95);
    expect(share(12)).toBeLessThan(0.05);
  });

  test('does not learn what it is told to ignore', () => {
    const values = Float64Array.from({ length: 5 * DAY }, (_, tick) => 50 + hum[tick]);
    const isIgnored = new Uint8Array(values.length);
    for (let tick = 3.5 * DAY; tick < 4 * DAY; tick++) [values[tick], isIgnored[tick]] = [500, 1];
    const ticks = ticksOf(values.length, (tick) => values[tick]);
    expect(usualOf(ticks, 4 * DAY, isIgnored).sampleLimit).toBeLessThan(10);
    expect(usualOf(ticks, 4 * DAY).sampleLimit).toBeGreaterThan(100);
  });

  test('explains by its rhythm what is stronger or late, and not what has moved', () => {
    const ticks = ticksOf(8 * DAY, (tick) => day(tick) + 0.1 * hum[tick]);
    const usual = usualOf(ticks, 7 * DAY);
    const share = (at: (tick: number) => number) =>
      usual.rhythmShare(
        7 * DAY,
        Float64Array.from({ length: DAY }, (_, i) => at(7 * DAY + i)),
      );
    expect(share((tick) => 0.8 * day(tick))).toBeGreaterThan(0.98);
    expect(share((tick) => day(tick - 60) - day(tick))).toBeGreaterThan(0.98);
    expect(share(() => 5)).toBeLessThan(0.1);
  });

  test('is not known from less than a day: nothing is away then', () => {
    const ticks = ticksOf(2 * DAY, (tick) => (tick < 200 ? hum[tick] : 1_000));
    const usual = usualOf(ticks, 200);
    const departure = usual.departure(0, 2 * DAY);
    expect(usual.isKnown).toBe(false);
    expect(usual.isAway(departure, 300)).toBe(false);
    expect(usual.isRestless(departure, 300)).toBe(false);
  });
});
