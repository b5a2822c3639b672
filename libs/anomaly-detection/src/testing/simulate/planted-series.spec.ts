import { describe, expect, test } from '@jest/globals';
import { ANOMALY_TYPES, type AnomalyType } from '../../anomaly.ts';
import { momentsOf } from './moments.ts';
import { plantedSeries, SIZE_NAMES, SIZES, type PlantedSeries, type SizeName } from './planted-series.ts';
import { DAY_MS, HOUR_MS, WEEK_MS } from './rhythm.ts';

const STEP_MS = 300_000;
const WEEK = WEEK_MS / STEP_MS;
const SEEDS = Array.from({ length: 24 }, (_, seed) => seed);

const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The first sample of the incident and the one after its last. */
function placesOf({ timestamps, startMs, endMs }: PlantedSeries): [number, number] {
  const from = timestamps.findIndex((ms) => ms >= startMs);
  const after = timestamps.findIndex((ms) => ms > endMs);
  return [from, after === -1 ? timestamps.length : after];
}

/** By how many σ the incident lies above the same hours of the week before. */
function heightOf(series: PlantedSeries): number {
  const [from, to] = placesOf(series);
  const moves = series.values.subarray(from, to).map((value, i) => value - series.values[from + i - WEEK]);
  return momentsOf(moves).mean / series.sigma;
}

const heightsOf = (type: AnomalyType, size: SizeName) =>
  SEEDS.map((seed) => Math.abs(heightOf(plantedSeries(type, seed, { size }))) / SIZES[type][size]);

describe('plantedSeries', () => {
  test.each(ANOMALY_TYPES)('%s: at its time, only then, and the same again by seed', (type) => {
    for (const seed of SEEDS.slice(0, 8)) {
      for (const stepMs of [STEP_MS, 3_600_000]) {
        const series = plantedSeries(type, seed, { stepMs });
        expect(plantedSeries(type, seed, { stepMs })).toEqual(series);
        const { timestamps, values, startMs, endMs } = series;
        expect(values).toHaveLength(timestamps.length);
        expect((startMs - timestamps[0]) / DAY_MS).toBeGreaterThanOrEqual(14);
        expect((startMs - timestamps[0]) / DAY_MS).toBeLessThan(type === 'seasonality_change' ? 16.5 : 15.5);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
        expect((startMs - timestamps[0]) % stepMs).toBe(0);
        const [from] = placesOf(series);
        // The first sample of a rate has none before it.
        expect(values.subarray(1, from).every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('sizes are ordered, and what is planted differs in nothing else', () => {
    for (const type of ANOMALY_TYPES) {
      const { small, medium, large } = SIZES[type];
      expect(small < medium && medium < large).toBe(true);
      const [one, other] = SIZE_NAMES.map((size) => plantedSeries(type, 5, { size }));
      expect([type, one.about, one.startMs]).toEqual([type, other.about, other.startMs]);
    }
  });

  test('spikes go up and drops down by so many σ, for at most half an hour, and not to zero where nothing was below', () => {
    for (const size of SIZE_NAMES) {
      expect(middle(heightsOf('spike', size))).toBeCloseTo(1, 0.8);
      expect(middle(heightsOf('drop', size))).toBeCloseTo(1, 0.8);
    }
    for (const seed of SEEDS) {
      const [spike, drop] = [plantedSeries('spike', seed), plantedSeries('drop', seed)];
      expect(heightOf(spike)).toBeGreaterThan(4);
      expect(heightOf(drop)).toBeLessThan(-4);
      for (const { startMs, endMs } of [spike, drop]) expect(endMs - startMs).toBeLessThan(HOUR_MS / 2);
      const [from] = placesOf(drop);
      if (Math.min(...drop.values.subarray(0, from)) >= 0)
        expect(Math.min(...drop.values)).toBeGreaterThan(0);
    }
  });

  test('a level shifts by so many σ for a day or more, up and down, to the end and not', () => {
    for (const size of SIZE_NAMES) expect(middle(heightsOf('level_shift', size))).toBeCloseTo(1, 0.8);
    const shifts = SEEDS.map((seed) => plantedSeries('level_shift', seed));
    expect(Math.min(...shifts.map(({ startMs, endMs }) => endMs - startMs))).toBeGreaterThan(0.99 * DAY_MS);
    const up = shifts.filter((series) => heightOf(series) > 0).length;
    const ended = shifts.filter(({ timestamps, endMs }) => endMs < timestamps[timestamps.length - 1]).length;
    for (const count of [up, ended]) expect(count > 5 && count < 19).toBe(true);
  });

  test('a trend ends where its size says and is half of it in the middle', () => {
    for (const size of SIZE_NAMES) expect(middle(heightsOf('trend_change', size))).toBeCloseTo(0.5, 0.9);
    const lasts = SEEDS.map((seed) => {
      const series = plantedSeries('trend_change', seed, { size: 'large' });
      const [, to] = placesOf(series);
      const last = series.values
        .subarray(to - 12, to)
        .map((value, i) => value - series.values[to - 12 + i - WEEK]);
      return Math.abs(momentsOf(last).mean / series.sigma / SIZES.trend_change.large);
    });
    expect(middle(lasts)).toBeCloseTo(1, 0.8);
  });

  test('the variance is larger or smaller by the square of the size', () => {
    for (const size of SIZE_NAMES) {
      const factors = SEEDS.map((seed) => {
        const series = plantedSeries('variance_change', seed, { size });
        const [from, to] = placesOf(series);
        const spread = (start: number, end: number) => {
          const moves = series.values
            .subarray(start, end)
            .map((value, i) => value - series.values[start + i - WEEK]);
          return momentsOf(moves).variance / series.sigma ** 2;
        };
        expect(spread(from - 1_000, from)).toBeGreaterThan(1);
        // The week before was as usual: 1 of the sum is its noise.
        const now = Math.sqrt(Math.max(0, spread(from, to) - 1));
        return series.about.endsWith('rises') ? now / SIZES.variance_change[size] : now < 0.8 ? 1 : 0;
      });
      expect(middle(factors)).toBeCloseTo(1, 0.8);
    }
    const abouts = SEEDS.map((seed) => plantedSeries('variance_change', seed).about);
    expect(abouts.filter((about) => about.endsWith('falls')).length).toBeGreaterThan(2);
  });

  test('the daily cycle changes by so many σ, and begins without a jump', () => {
    for (const size of SIZE_NAMES) {
      const ratios = SEEDS.map((seed) => {
        const series = plantedSeries('seasonality_change', seed, { size });
        const [from, to] = placesOf(series);
        const now = series.values
          .subarray(from, to)
          .map((value, i) => value - series.values[from + i - WEEK]);
        // Two weeks of noise are in it, too.
        const { mean, variance } = momentsOf(now);
        return (
          Math.sqrt(mean ** 2 + variance - 2 * series.sigma ** 2) /
          series.sigma /
          SIZES.seasonality_change[size]
        );
      });
      expect(middle(ratios)).toBeCloseTo(1, 0.7);
    }
    const starts = SEEDS.map((seed) => {
      const series = plantedSeries('seasonality_change', seed, { size: 'large' });
      const [from] = placesOf(series);
      return Math.abs(series.values[from] - series.values[from - WEEK]) / series.sigma;
    });
    expect(middle(starts)).toBeLessThan(2);
  });

  test('what stops is zero, NaN or absent, from so many σ above zero', () => {
    const hows = SEEDS.map((seed) => {
      const series = plantedSeries('stopped', seed);
      const { timestamps, values, startMs, endMs, sigma } = series;
      const how = series.about.split(', ')[1];
      const [from, to] = placesOf(series);
      const during = values.subarray(from, how === 'absent' ? from : to);
      if (how === 'absent')
        expect(timestamps[from] - timestamps[from - 1]).toBe(endMs - startMs + 2 * STEP_MS);
      else expect(during.every((value) => Object.is(value, how === 'nan' ? NaN : 0))).toBe(true);
      const lowest = Math.min(...values.subarray(0, from));
      expect(lowest / sigma).toBeGreaterThanOrEqual(SIZES.stopped.medium - 1e-6);
      return how;
    });
    expect(new Set(hows)).toEqual(new Set(['zero', 'nan', 'absent']));
  });

  test('what freezes had moved with every sample and repeats its last value for so many hours', () => {
    for (const seed of SEEDS) {
      const { timestamps, values, startMs, endMs } = plantedSeries('frozen', seed);
      const from = timestamps.indexOf(startMs);
      const to = timestamps.indexOf(endMs) + 1;
      expect((to - from) * STEP_MS).toBe(SIZES.frozen.medium * HOUR_MS);
      expect(new Set(values.subarray(from - 1, to)).size).toBe(1);
      const moves = values.subarray(1, from).filter((value, i) => value !== values[i]);
      expect(moves.length / (from - 1)).toBeGreaterThan(0.99);
    }
  });

  test('a counter resets so many times an hour, and now and then at other times', () => {
    for (const size of SIZE_NAMES) {
      let [before, resets, hours] = [0, 0, 0];
      for (const seed of SEEDS.slice(0, 8)) {
        const {
          timestamps,
          values,
          counter = new Float64Array(),
          startMs,
          endMs,
        } = plantedSeries('reset_storm', seed, { size, stepMs: 60_000 });
        const increases = counter
          .subarray(1)
          .map((value, i) => (value < counter[i] ? value : value - counter[i]) / 60);
        expect(values.subarray(1)).toEqual(increases);
        for (let i = 1; i < counter.length; i++) {
          if (counter[i] >= counter[i - 1]) continue;
          if (timestamps[i] < startMs) before++;
          else if (timestamps[i] <= endMs) resets++;
        }
        hours += (endMs - startMs) / HOUR_MS;
      }
      // About once in five days over two weeks.
      expect(before / 8).toBeGreaterThan(1.5);
      expect(before / 8).toBeLessThan(5);
      // Resets of the same minute, and of rare events, cannot be told apart.
      const perHour = resets / hours / SIZES.reset_storm[size];
      expect(perHour).toBeGreaterThan(0.5);
      expect(perHour).toBeLessThan(1.1);
    }
  });
});
