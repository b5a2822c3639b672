import { describe, expect, test } from '@jest/globals';
import { gaussian } from '../testing/synthetic-series.ts';
import { at, DAY_BINS, layoutOf, SCALARS, WEEK_BINS } from './detector-memory.ts';
import { ENGINE_CONSTANTS, TICK_MS } from './engine-constants.ts';
import { dayBin, forecast, learnForecast, quarterOf, weekBin } from './forecast.ts';
import { ratesAfter } from './rates.ts';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
/** Mon 20 Oct 2025 00:00 UTC. */
const MONDAY_MS = 1_760_918_400_000;

const binsOf = (ms: number) => [dayBin(quarterOf(ms)), weekBin(quarterOf(ms))] as const;

/** The forecast in a memory of its own. */
class Forecast {
  private readonly layout = layoutOf(ENGINE_CONSTANTS);
  private readonly scalars = new Float64Array(SCALARS).fill(-1, at.errors, at.errors + 4);
  private readonly tables = new Float32Array(this.layout.floats)
    .fill(NaN, this.layout.day, this.layout.day + DAY_BINS)
    .fill(NaN, this.layout.week, this.layout.week + WEEK_BINS);

  /** Returns what was expected. */
  learn(ms: number, value: number, { stepMs = TICK_MS, pace = 1 } = {}): number {
    const { scalars, tables, layout } = this;
    if (scalars[at.count]++ === 0) scalars[at.fast] = scalars[at.slow] = value;
    const [day, week] = binsOf(ms);
    const expected = forecast(scalars, tables, layout, day, week);
    const rates = ratesAfter(ENGINE_CONSTANTS, stepMs, TICK_MS);
    learnForecast(scalars, tables, layout, day, week, value, rates, ENGINE_CONSTANTS, pace);
    return expected;
  }
}

/** Feeds a signal and returns the errors of each day, as root mean squares. */
function errorsByDay(signal: (ms: number) => number, days: number, forecaster = new Forecast()): number[] {
  return Array.from({ length: days }, (_, day) => {
    let squares = 0;
    for (let ms = MONDAY_MS + day * DAY_MS; ms < MONDAY_MS + (day + 1) * DAY_MS; ms += TICK_MS) {
      squares += (forecaster.learn(ms, signal(ms)) - signal(ms)) ** 2;
    }
    return Math.sqrt((squares * TICK_MS) / DAY_MS);
  });
}

describe('dayBin and weekBin', () => {
  test('a quarter of an hour and half an hour of the wall clock, before 1970, too', () => {
    for (const start of [MONDAY_MS, MONDAY_MS - 2_912 * 7 * DAY_MS]) {
      for (let ms = start; ms < start + 7 * DAY_MS; ms += 7 * 60_000) {
        const time = new Date(ms);
        const minutes = 60 * time.getUTCHours() + time.getUTCMinutes();
        // The week begins where the epoch did, on a Thursday.
        const weekday = (time.getUTCDay() + 3) % 7;
        expect(binsOf(ms)).toEqual([Math.floor(minutes / 15), 48 * weekday + Math.floor(minutes / 30)]);
      }
    }
  });
});

describe('forecast', () => {
  test('expects a constant, whichever', () => {
    for (const constant of [0, 1, -3e12, 1e-9]) {
      const forecaster = new Forecast();
      forecaster.learn(MONDAY_MS, constant);
      for (let i = 1; i < 3_000; i++) {
        const expected = forecaster.learn(MONDAY_MS + i * TICK_MS, constant);
        expect(Math.abs(expected - constant)).toBeLessThanOrEqual(2e-7 * Math.abs(constant));
      }
    }
  });

  test('never leaves the range of what was seen', () => {
    const normal = gaussian(4);
    const forecaster = new Forecast();
    let [lowest, highest] = [Infinity, -Infinity];
    for (let i = 0; i < 5_000; i++) {
      const value = normal() ** 3 + (i % 288 < 100 ? 20 : 0);
      const expected = forecaster.learn(MONDAY_MS + i * TICK_MS, value);
      if (i > 0) {
        expect(expected).toBeGreaterThanOrEqual(lowest - 1e-5);
        expect(expected).toBeLessThanOrEqual(highest + 1e-5);
      }
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  });

  test('learns a day: what changes at once from hour to hour is expected the next day', () => {
    const jumpy = (ms: number) => ((Math.floor(ms / (4 * QUARTER_MS)) % 24) * 7_919) % 10;
    const errors = errorsByDay(jumpy, 6);
    expect(errors[4]).toBeLessThan(errors[0] / 2);
  });

  test('learns a week: a quiet weekend is expected once it was seen', () => {
    const busy = (ms: number) =>
      (((ms - MONDAY_MS) / DAY_MS) % 7 < 5 ? 10 : 2) * ((Math.floor(ms / (8 * QUARTER_MS)) * 7) % 12);
    const errors = errorsByDay(busy, 28);
    expect(errors[26]).toBeLessThan(errors[5] / 2);
    expect(errors[21]).toBeLessThan(errors[7]);
  });

  test('noise around a level: about as good as knowing the level', () => {
    const normal = gaussian(8);
    const known = new Map<number, number>();
    const noisy = (ms: number) => {
      if (!known.has(ms)) known.set(ms, 50 + normal());
      return known.get(ms) ?? NaN;
    };
    const errors = errorsByDay(noisy, 10);
    for (const error of errors.slice(1)) expect(error).toBeLessThan(1.3);
  });

  test('follows what has no rhythm at once', () => {
    const normal = gaussian(9);
    let level = 0;
    const forecaster = new Forecast();
    let [followed, changes] = [0, 0];
    for (let i = 0; i < 5_000; i++) {
      const change = normal();
      level += change;
      const expected = forecaster.learn(MONDAY_MS + i * TICK_MS, level);
      if (i > 1_000) [followed, changes] = [followed + (expected - level) ** 2, changes + change ** 2];
    }
    expect(Math.sqrt(followed / changes)).toBeLessThan(1.6);
  });

  test('at a tenth of the pace it knows the next day what was usual before', () => {
    const rhythm = (ms: number) => (Math.floor(ms / (4 * QUARTER_MS)) % 2 === 0 ? 10 : 0);
    const from = MONDAY_MS + 14 * DAY_MS;
    const until = from + 24 * QUARTER_MS;
    const errorAfter = (pace: number) => {
      const forecaster = new Forecast();
      for (let ms = MONDAY_MS; ms < from; ms += TICK_MS) forecaster.learn(ms, rhythm(ms));
      for (let ms = from; ms < until; ms += TICK_MS) forecaster.learn(ms, 100, { pace });
      for (let ms = until; ms < from + DAY_MS; ms += TICK_MS) forecaster.learn(ms, rhythm(ms));
      let squares = 0;
      for (let ms = from; ms < until; ms += TICK_MS) {
        squares += (forecaster.learn(ms + DAY_MS, rhythm(ms)) - rhythm(ms)) ** 2;
      }
      return Math.sqrt((squares * TICK_MS) / (until - from));
    };
    expect(errorAfter(0.1)).toBeLessThan(0.75 * errorAfter(1));
  });
});
