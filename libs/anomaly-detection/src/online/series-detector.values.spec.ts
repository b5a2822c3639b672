import { describe, expect, test } from '@jest/globals';
import {
  alarmsOf,
  dailyValues,
  DAY_POINTS,
  firstUnsound,
  followSeries,
  WEEK_POINTS,
} from '../testing/follow-series.ts';
import { noise, START_MS, STEP_MS } from '../testing/synthetic-series.ts';
import { ENGINE_CONSTANTS } from './engine-constants.ts';
import type { Verdict } from './series-detector.ts';
import { SeriesDetector } from './series-detector.ts';

const { warmupPoints } = ENGINE_CONSTANTS;
const judge = (values: ArrayLike<number>) => followSeries(new SeriesDetector(), values);
const statesOf = (verdicts: readonly Verdict[]) => verdicts.map(({ state }) => state);

function largestDifference(some: readonly number[], others: readonly number[]): number {
  return some.reduce((largest, value, i) => {
    const difference = Number.isNaN(value) && Number.isNaN(others[i]) ? 0 : Math.abs(value - others[i]);
    return difference <= largest ? largest : difference;
  }, 0);
}

describe('SeriesDetector: values', () => {
  const daily = dailyValues(2 * WEEK_POINTS, 1);
  const random = noise(2 * WEEK_POINTS, 2);

  test.each(
    Object.entries({
      integers: random.map((value) => Math.round(3 + value)),
      'mostly zeros': random.map((value) => (value > 2.5 ? value : 0)),
      negative: daily.map((value) => -value),
      'both signs': random.map((value) => 5 * value),
      'growing over 60 decades': random.map((value, i) => (2 + Math.abs(value)) * 10 ** (i / 67 - 30)),
      'shrinking over 60 decades': random.map((value, i) => (2 + Math.abs(value)) * 10 ** (30 - i / 67)),
      'both signs over ten decades': random.map((value, i) => value * 10 ** (i % 11)),
      'near the next power of two': random.map((value) => 2 ** 53 + Math.round(value)),
      'a step in each sample': random.map((_, i) => i),
      '±Inf and NaN in between': daily.map((value, i) => (i % 7 ? value : [NaN, Infinity, -Infinity][i % 3])),
      'one value beyond all others': daily.map((value, i) => (i === 1_000 ? 1e300 : value)),
      'the first value beyond all others': daily.map((value, i) => (i === 0 ? -1e300 : value)),
      'tiny, 1e-300': daily.map((value) => 1e-300 * value),
      'huge, 1e300': daily.map((value) => 1e300 * value),
      'as large as can be': daily.map(
        (value, i) => (i % 97 ? 1 : -1) * Number.MAX_VALUE * Math.min(1, value / 20),
      ),
    }),
  )('%s: verdicts are finite, and what is expected lies in its band', (_, values) => {
    const verdicts = judge(values);
    expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
    expect(verdicts.filter(({ state }) => state > 1).length).toBeLessThan(0.05 * values.length);
  });

  test('what is rarer than the least share is not told apart: the immense is as strange as the huge', () => {
    const stateOf = (value: number) => judge([...daily.slice(0, 2_000), value])[2_000].state;
    expect(stateOf(1e60)).toBeGreaterThan(1.5);
    expect(stateOf(1e120)).toBe(stateOf(1e60));
  });

  test('the unit does not matter: a power of four changes no state at all, another factor as much as bins do', () => {
    const values = daily.slice(0, WEEK_POINTS);
    for (let i = 500; i < values.length; i += 311) values[i] *= 1.5;
    const verdicts = judge(values);
    for (const factor of [4 ** 400, 4 ** 5, 0.25, 4 ** -400]) {
      const scaled = judge(values.map((value) => factor * value));
      expect(largestDifference(statesOf(scaled), statesOf(verdicts))).toBeLessThan(1e-6);
      for (const part of ['expected', 'lower', 'upper'] as const) {
        const back = scaled.map((verdict) => verdict[part] / factor);
        expect(
          largestDifference(
            back,
            verdicts.map((verdict) => verdict[part]),
          ),
        ).toBeLessThan(1e-4);
      }
    }
    for (const factor of [2, 10, 1_000, 1e90, 1e-90]) {
      const states = statesOf(judge(values.map((value) => factor * value)));
      expect(largestDifference(states, statesOf(verdicts))).toBeLessThan(0.5);
      const differences = states.map((state, i) => Math.abs(state - verdicts[i].state)).slice(warmupPoints);
      expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(0.05);
    }
  });

  test('upside down is as strange', () => {
    const values = random.slice(0, WEEK_POINTS);
    values[1_500] = 30;
    const [up, down] = [judge(values), judge(values.map((value) => -value))];
    expect(largestDifference(statesOf(up), statesOf(down))).toBeLessThan(0.25);
    for (const [one, other] of [
      ['expected', 'expected'],
      ['lower', 'upper'],
    ] as const) {
      const mirrored = down.map((verdict) => -verdict[one]);
      const difference = largestDifference(
        mirrored,
        up.map((verdict) => verdict[other]),
      );
      expect(difference).toBeLessThan(0.5);
    }
  });

  test.each([0, 1, 5, -7, 0.1, 1 / 3, 1e-300, 1e300])(
    'always %d: the band is there, and never an alarm',
    (constant) => {
      const values = new Float64Array(2 * WEEK_POINTS).fill(constant);
      const verdicts = judge(values);
      expect(verdicts.filter(({ state, onset }) => state > 1 || onset > 1)).toEqual([]);
      for (const { expected, lower, upper } of verdicts.slice(warmupPoints)) {
        for (const part of [expected, lower, upper]) {
          if (!(Math.abs(part - constant) <= 1e-6 * Math.abs(constant))) expect(part).toBe(constant);
        }
      }
    },
  );

  test.each([
    [0, 1],
    [0, 1e-9],
    [5, 5.001],
    [5, 0],
    [-3, 3],
    [1e9, 1.001e9],
    [1, 1e60],
    [1, 1e300],
    [1e-300, 1],
  ])('always %d, then %d: an alarm at once, and hardly another', (before, after) => {
    const values = new Float64Array(2 * WEEK_POINTS).fill(before).fill(after, WEEK_POINTS);
    const [first, ...more] = alarmsOf(judge(values));
    expect(first).toBe(WEEK_POINTS);
    expect(more.length).toBeLessThan(3);
    // The second day at the new level may be one, not later ones.
    expect(more.every((i) => i < WEEK_POINTS + 2 * DAY_POINTS)).toBe(true);
  });

  test('what is not a number is not judged, and changes nothing of what is', () => {
    const values = daily.slice(0, WEEK_POINTS);
    const gappy = Float64Array.from({ length: 2 * values.length }, (_, i) =>
      i % 2 === 0 ? values[i / 2] : [NaN, Infinity, -Infinity][i % 3],
    );
    const verdicts = followSeries(new SeriesDetector(), gappy, (i) => START_MS + (i * STEP_MS) / 2);
    expect(verdicts.filter((_, i) => i % 2 === 0)).toEqual(judge(values));
    for (const { state, onset, expected, lower, upper } of verdicts.filter((_, i) => i % 2 === 1)) {
      expect([state, onset, expected, lower, upper]).toEqual([NaN, NaN, NaN, NaN, NaN]);
    }
  });
});
