import { describe, expect, test } from '@jest/globals';
import { cleanSeries, CLEAN_KINDS, variantsOf, type CleanKind } from './clean-series.ts';
import { correlationAt, momentsOf } from './moments.ts';
import { DAY_MS } from './rhythm.ts';

const STEPS_MS = [15_000, 60_000, 300_000, 3_600_000];

const ALL = CLEAN_KINDS.flatMap((kind) => variantsOf(kind).map((variant) => ({ kind, variant })));

/** Of so many seeds, the values of a variant. */
const valuesOf = (kind: CleanKind, variant: string, seeds: number, { days = 14, stepMs = 300_000 } = {}) =>
  Array.from({ length: seeds }, (_, seed) => cleanSeries(kind, seed, { variant, days, stepMs }).values);

const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Excess kurtosis of what differs from the day before: the rhythm cancels out. */
const tailsOf = (values: Float64Array) =>
  momentsOf(values.subarray(288).map((value, i) => value - values[i])).excessKurtosis;

describe('cleanSeries', () => {
  test.each(ALL)('$kind/$variant: finite at every step, one sample a step, the same again by seed', (of) => {
    for (const stepMs of STEPS_MS) {
      const days = Math.ceil(stepMs / 300_000);
      const options = { stepMs, days, variant: of.variant };
      const { kind, variant, timestamps, values } = cleanSeries(of.kind, 3, options);
      expect({ kind, variant }).toEqual(of);
      expect(values).toHaveLength((days * DAY_MS) / stepMs);
      expect(values.every(Number.isFinite)).toBe(true);
      expect(timestamps[0] % DAY_MS).toBe(0);
      expect(timestamps.every((ms, i) => ms === timestamps[0] + i * stepMs)).toBe(true);
      expect(cleanSeries(of.kind, 3, options).values).toEqual(values);
      if (variant !== 'zero') expect(cleanSeries(of.kind, 4, options).values).not.toEqual(values);
    }
  });

  test.each(ALL.filter(({ kind }) => kind !== 'idle'))(
    '$kind/$variant: the last two weeks are like the two before them',
    ({ kind, variant }) => {
      let [sum, count] = [0, 0];
      for (const values of valuesOf(kind, variant, 20, { days: 28, stepMs: 900_000 })) {
        const half = values.length / 2;
        const [before, after] = [momentsOf(values.subarray(0, half)), momentsOf(values.subarray(half))];
        // A series that never was anything but zero says nothing of it.
        if (before.variance === 0 || after.variance === 0) continue;
        const spread = Math.sqrt((before.variance + after.variance) / 2);
        expect(Math.abs(after.mean - before.mean) / spread).toBeLessThan(0.8);
        sum += Math.log(after.variance / before.variance);
        count++;
      }
      expect(count).toBeGreaterThan(16);
      expect(Math.abs(sum / count)).toBeLessThan(0.2);
    },
  );

  test('variants take turns from seed to seed, and only those that exist can be asked for', () => {
    expect([0, 1, 2, 3, 4].map((seed) => cleanSeries('autocorrelated', seed, { days: 1 }).variant)).toEqual([
      ...variantsOf('autocorrelated'),
    ]);
    expect(() => cleanSeries('idle', 1, { variant: 'smooth' })).toThrow(
      'variant of idle: one of zero, constant, rounding, not smooth',
    );
  });

  test('missed scrapes are NaN here and there, and change nothing else', () => {
    const whole = cleanSeries('rhythm', 2).values;
    const { values } = cleanSeries('rhythm', 2, { missedShare: 0.02 });
    const missed = values.filter(Number.isNaN).length;
    expect(missed / values.length).toBeCloseTo(0.02, 2);
    expect(values.every((value, i) => Number.isNaN(value) || value === whole[i])).toBe(true);
  });

  test('levels reach from a millionth to a trillion', () => {
    const levels = Array.from({ length: 400 }, (_, seed) =>
      Math.abs(momentsOf(cleanSeries('autocorrelated', seed, { days: 1 }).values).mean),
    );
    expect(Math.min(...levels)).toBeLessThan(1e-3);
    expect(Math.max(...levels)).toBeGreaterThan(1e9);
    expect(Math.max(...levels)).toBeLessThan(1e13);
  });

  test('rhythm: a day correlates with the day before, or on weekends the week with the week before', () => {
    for (const variant of variantsOf('rhythm')) {
      const correlations = valuesOf('rhythm', variant, 8, { days: 28 }).map((values) =>
        correlationAt(values, 7 * 288),
      );
      expect([variant, middle(correlations) > 0.7]).toEqual([variant, true]);
      expect([variant, Math.min(...correlations) > 0.3]).toEqual([variant, true]);
    }
  });

  test('autocorrelated: neighbours are alike and no day is like another', () => {
    for (const variant of ['ar1', 'slow_walk', 'rate_window', 'ar2']) {
      for (const values of valuesOf('autocorrelated', variant, 10)) {
        expect([variant, correlationAt(values, 1) > 0.35]).toEqual([variant, true]);
        expect([variant, Math.abs(correlationAt(values, 288)) < 0.35]).toEqual([variant, true]);
      }
    }
  });

  test('heteroscedastic: the size of the noise has a pattern of its own', () => {
    for (const values of valuesOf('heteroscedastic', 'noise_follows_hours', 10)) {
      const { mean } = momentsOf(values);
      const sizes = values.map((value) => Math.abs(value - mean));
      expect(correlationAt(values, 1)).toBeLessThan(0.1);
      expect(correlationAt(sizes, 288)).toBeGreaterThan(0.08);
    }
    for (const variant of ['garch', 'rough_hours']) {
      const correlations = valuesOf('heteroscedastic', variant, 15).map((values) => {
        const { mean } = momentsOf(values);
        return correlationAt(
          values.map((value) => Math.abs(value - mean)),
          1,
        );
      });
      expect([variant, middle(correlations) > 0.08]).toEqual([variant, true]);
    }
  });

  test('heavy-tailed: far more kurtosis than normal noise', () => {
    for (const variant of variantsOf('heavy_tailed')) {
      expect([variant, middle(valuesOf('heavy_tailed', variant, 15).map(tailsOf)) > 0.8]).toEqual([
        variant,
        true,
      ]);
    }
    expect(middle(valuesOf('autocorrelated', 'ar1', 15).map(tailsOf))).toBeLessThan(0.4);
  });

  test('counts: whole numbers or multiples of 1/step, none negative, dispersed as their name says', () => {
    for (const variant of variantsOf('counts')) {
      for (const values of valuesOf('counts', variant, 8)) {
        const isCount = (value: number) => {
          const count = variant === 'rare_rate' ? value * 300 : value;
          return Math.abs(count - Math.round(count)) < 1e-9 && count >= 0;
        };
        expect([variant, values.every(isCount)]).toEqual([variant, true]);
      }
    }
    for (const values of valuesOf('counts', 'mostly_zero', 10)) {
      expect(values.filter((value) => value === 0).length / values.length).toBeGreaterThan(0.7);
      expect(Math.abs(momentsOf(values).dispersion - 1)).toBeLessThan(0.15);
    }
    for (const values of valuesOf('counts', 'negative_binomial', 10)) {
      expect(momentsOf(values).dispersion).toBeGreaterThan(1.3);
    }
  });

  test('bursty: bursts go up, jobs come by the clock, events cause others', () => {
    for (const values of valuesOf('bursty', 'random_bursts', 15)) {
      expect(momentsOf(values).excessKurtosis).toBeGreaterThan(-1.5);
      expect(momentsOf(values).skewness).toBeGreaterThan(0);
    }
    for (const values of valuesOf('bursty', 'periodic_job', 15)) {
      // Every period that can be drawn is a part of a day.
      expect(correlationAt(values, 288)).toBeGreaterThan(0.05);
    }
    const dispersions = valuesOf('bursty', 'self_exciting', 15).map((values) => momentsOf(values).dispersion);
    expect(Math.min(...dispersions)).toBeGreaterThan(1.05);
    expect(middle(dispersions)).toBeGreaterThan(1.5);
  });

  test('gauges: a heap is collected, a sensor reads whole units, a share stays within 0 and 1', () => {
    for (const values of valuesOf('gauge', 'sawtooth', 10)) {
      const { variance } = momentsOf(values);
      const steps = values.subarray(1).map((value, i) => (value - values[i]) / Math.sqrt(variance));
      const rising = steps.filter((step) => step > 0).length;
      expect(rising / steps.length).toBeGreaterThan(0.8);
      expect(Math.min(...steps)).toBeLessThan(-1.5);
    }
    for (const values of valuesOf('gauge', 'quantised', 10)) {
      expect(new Set(values.map((value) => Number(value.toPrecision(9)))).size).toBeLessThan(60);
    }
    for (const values of valuesOf('gauge', 'saturated', 10)) {
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    for (const values of valuesOf('gauge', 'two_levels', 10)) expect(new Set(values).size).toBe(2);
  });

  test('idle: nothing moves but the last digit', () => {
    for (const variant of variantsOf('idle')) {
      for (const values of valuesOf('idle', variant, 5)) {
        expect(values.every((value) => Math.abs(value - values[0]) <= 5e-16 * values[0])).toBe(true);
      }
    }
  });
});
