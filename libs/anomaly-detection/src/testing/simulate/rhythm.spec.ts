import { describe, expect, test } from '@jest/globals';
import { Draws } from './draws.ts';
import { momentsOf } from './moments.ts';
import { DAY_MS, depthOf, HOUR_MS, rhythm, RHYTHM_SHAPES, WEEK_MS } from './rhythm.ts';

/** Monday 00:00 UTC. */
const MONDAY_MS = Date.UTC(2025, 9, 20);

const weekOf = (at: (ms: number) => number) =>
  Float64Array.from({ length: WEEK_MS / (HOUR_MS / 4) }, (_, i) => at(MONDAY_MS + (i * HOUR_MS) / 4));

describe('rhythm', () => {
  test.each(RHYTHM_SHAPES)('%s has mean 0 and deviation 1 over a week, and repeats every week', (shape) => {
    for (let seed = 0; seed < 20; seed++) {
      const at = rhythm(new Draws(seed), shape, seed % 2 === 0 ? 1 : 0.3);
      const week = weekOf(at);
      const { mean, variance } = momentsOf(week);
      expect(mean).toBeCloseTo(0, 9);
      expect(variance).toBeCloseTo(1, 9);
      expect(at(MONDAY_MS + 12_345_678)).toBeCloseTo(at(MONDAY_MS + 12_345_678 + WEEK_MS), 9);
      expect(depthOf(at)).toBeCloseTo(-Math.min(...week), 9);
    }
  });

  test('days are alike unless the weekend is said to differ, and only the weekend then', () => {
    const alike = rhythm(new Draws(1), 'smooth', 1);
    const quiet = rhythm(new Draws(1), 'smooth', 0.3);
    const spread = (at: (ms: number) => number, day: number) =>
      momentsOf(weekOf(at).subarray(day * 96, day * 96 + 96)).variance;
    for (const day of [1, 4, 5, 6]) expect(spread(alike, day)).toBeCloseTo(spread(alike, 0), 9);
    expect(spread(quiet, 3)).toBeCloseTo(spread(quiet, 1), 9);
    for (const day of [5, 6]) expect(spread(quiet, day) / spread(quiet, 0)).toBeLessThan(0.3);
  });

  test('the weekend comes and goes within hours, not at once', () => {
    const at = rhythm(new Draws(3), 'peaky', 0);
    const floor = Math.min(...weekOf(at));
    const week = weekOf(at).map((value) => value - floor);
    expect(Math.max(...week.subarray(5 * 96 + 12, 7 * 96 - 12))).toBeCloseTo(0, 9);
    const moves = week.subarray(1).map((value, i) => Math.abs(value - week[i]));
    expect(Math.max(...moves) / Math.max(...week)).toBeLessThan(0.2);
  });

  test('shapes differ: a peaky day is skewed, an office day is nearly always at one of two levels', () => {
    for (let seed = 0; seed < 20; seed++) {
      const peaky = weekOf(rhythm(new Draws(seed), 'peaky', 1));
      const smooth = weekOf(rhythm(new Draws(seed), 'smooth', 1));
      expect(momentsOf(peaky).skewness).toBeGreaterThan(momentsOf(smooth).skewness);
      const office = weekOf(rhythm(new Draws(seed), 'office', 1));
      const low = Math.min(...office);
      const range = Math.max(...office) - low;
      const between = office.filter((value) => value > low + 0.2 * range && value < low + 0.8 * range);
      expect(between.length / office.length).toBeLessThan(0.3);
    }
  });

  test('phases are spread over the day', () => {
    const peaks = Array.from({ length: 40 }, (_, seed) => {
      const day = weekOf(rhythm(new Draws(seed), 'peaky', 1)).subarray(0, DAY_MS / (HOUR_MS / 4));
      return Math.floor(day.indexOf(Math.max(...day)) / 24);
    });
    expect(new Set(peaks)).toEqual(new Set([0, 1, 2, 3]));
  });
});
