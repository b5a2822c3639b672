import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import {
  alarmsOf,
  dailyValues,
  DAY_POINTS,
  firstUnsound,
  followSeries,
  usualOfDay,
  WEEK_POINTS,
} from '../testing/follow-series.ts';
import { measureSteps, summariseSteps } from '../testing/simulate/measure-steps.ts';
import { noise, START_MS, STEP_MS } from '../testing/synthetic-series.ts';
import { ENGINE_CONSTANTS } from './engine-constants.ts';
import type { Verdict } from './series-detector.ts';
import { SeriesDetector } from './series-detector.ts';

const { warmupPoints } = ENGINE_CONSTANTS;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const INCIDENT = 2 * WEEK_POINTS + 100;

/** Two weeks as usual, then another level for six hours, then a day as usual. */
function withIncident(seed: number): Float64Array {
  return dailyValues(INCIDENT + 72 + DAY_POINTS, seed).map((value, i) =>
    i >= INCIDENT && i < INCIDENT + 72 ? value + 60 : value,
  );
}

function expectFound(values: Float64Array, timeOf: (i: number) => number): Verdict[] {
  const verdicts = followSeries(new SeriesDetector(), values, timeOf);
  expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
  expect(alarmsOf(verdicts, INCIDENT)[0]).toBeLessThanOrEqual(INCIDENT + 1);
  expect(alarmsOf(verdicts.slice(0, INCIDENT), WEEK_POINTS).length).toBeLessThan(8);
  return verdicts;
}

describe('SeriesDetector: times', () => {
  test('steps that are up to 40 % off find the same incident', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const values = withIncident(seed);
      const times = Array.from(values, (_, i) => START_MS + (i + 0.8 * random() - 0.4) * STEP_MS);
      expectFound(values, (i) => times[i]);
    }
  });

  test('samples that come twice at the same time', () => {
    expectFound(withIncident(4), (i) => START_MS + Math.floor(i / 2) * 2 * STEP_MS);
  });

  test('now and then a sample from before', () => {
    expectFound(withIncident(5), (i) => START_MS + (i % 11 === 10 ? i - 4 : i) * STEP_MS);
  });

  test('a sample that is not later than the last counts as one step later', () => {
    const values = withIncident(6);
    const cut = 1_000;
    const late = followSeries(new SeriesDetector(), values.subarray(0, cut + 1), (i) =>
      i === cut ? START_MS + (cut - 1) * STEP_MS : START_MS + i * STEP_MS,
    );
    const onTime = followSeries(new SeriesDetector(), values.subarray(0, cut + 1));
    expect(late[cut].state).toBeCloseTo(onTime[cut].state, 1);
  });

  test.each(['always the same time', 'backwards'])('%s: sound, whatever it is worth', (how) => {
    const values = dailyValues(WEEK_POINTS, 7);
    const verdicts = followSeries(new SeriesDetector(), values, (i) =>
      how === 'backwards' ? START_MS - i * STEP_MS : START_MS,
    );
    expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
  });

  test('before 1970 and in a thousand years', () => {
    for (const shiftMs of [-100 * 364 * DAY_MS, 1_000 * 364 * DAY_MS]) {
      const values = withIncident(8);
      const verdicts = expectFound(values, (i) => START_MS + shiftMs + i * STEP_MS);
      expect(verdicts).toEqual(followSeries(new SeriesDetector(), values));
    }
  });

  test.each([NaN, Infinity, -Infinity, 8.64e15 + 1_000])(
    'no time: %p is refused, and nothing is learnt',
    (timeMs) => {
      const detector = new SeriesDetector();
      followSeries(detector, dailyValues(DAY_POINTS, 9));
      const before = detector.save();
      expect(() => detector.update(timeMs, 1)).toThrow(
        new RangeError(`timestampMs must be milliseconds since 1970, not ${timeMs}`),
      );
      expect(detector.save()).toEqual(before);
    },
  );

  test('from five minutes to one minute, and back, in the middle of the series', () => {
    for (const [first, second] of [
      [5, 1],
      [1, 5],
    ]) {
      const points = [(7 * 1_440) / first, (7 * 1_440) / second];
      const normal = noise(points[0] + points[1], 9);
      const minuteOf = (i: number) =>
        i < points[0] ? i * first : points[0] * first + (i - points[0]) * second;
      const incident = points[0] + (5 * 1_440) / second;
      const values = normal.map((value, i) => {
        const isLater = i >= incident && i < incident + 360 / second;
        return usualOfDay(minuteOf(i) / 5) + 3 * value + (isLater ? 60 : 0);
      });
      const verdicts = followSeries(new SeriesDetector(), values, (i) => START_MS + minuteOf(i) * MINUTE_MS);
      expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
      expect(alarmsOf(verdicts, points[0] - 5).filter((i) => i < incident).length).toBeLessThan(6);
      expect((alarmsOf(verdicts, incident)[0] - incident) * second).toBeLessThanOrEqual(10);
    }
  });

  test.each([
    ['an hour', HOUR_MS, 24, 24 * 60],
    ['a day', DAY_MS, 7, 1_000],
  ])('a step of %s: rhythm, noise, and a change of level', (_, stepMs, period, points) => {
    const values = noise(points + 40, 10).map(
      (value, i) => 100 + 30 * Math.sin((2 * Math.PI * i) / period) + 3 * value + (i >= points ? 100 : 0),
    );
    const verdicts = followSeries(new SeriesDetector(), values, (i) => START_MS + i * stepMs);
    expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
    const weeks = (points * stepMs) / (7 * DAY_MS);
    expect(alarmsOf(verdicts.slice(0, points), warmupPoints).length).toBeLessThan(Math.max(6, 2 * weeks));
    expect(alarmsOf(verdicts, points)[0] - points).toBeLessThanOrEqual(1);
  });

  test('the same signal at 15 s, 1 m, 5 m and 1 h: found alike and about as soon', () => {
    const summaries = summariseSteps(
      measureSteps(() => new SeriesDetector(), { perIncident: 1, incidents: ['drop', 'level_shift'] }),
    );
    for (const { incident, stepMs, foundShare, medianDelayMs } of summaries) {
      expect([incident, stepMs, foundShare]).toEqual([incident, stepMs, 1]);
      // Before the next sample nobody can know.
      expect(medianDelayMs).toBeLessThanOrEqual(15 * MINUTE_MS + stepMs);
    }
  }, 60_000);
});

describe('SeriesDetector: gaps', () => {
  const values = dailyValues(INCIDENT + DAY_POINTS, 11);

  test('samples that never came and samples that are NaN are the same gap', () => {
    const [from, to] = [INCIDENT, INCIDENT + 60];
    const gappy = values.map((value, i) => (i >= from && i < to ? NaN : value));
    const verdicts = followSeries(new SeriesDetector(), gappy);
    const isNumber = (_: unknown, i: number) => i < from || i >= to;
    const absent = followSeries(new SeriesDetector(), values.filter(isNumber), (i) =>
      i < from ? START_MS + i * STEP_MS : START_MS + (i + to - from) * STEP_MS,
    );
    // But that NaN tells of it while it lasts.
    expect(verdicts.slice(from, to).some(({ onset }) => onset > 1)).toBe(true);
    expect(verdicts.filter(isNumber)).toEqual(absent);
  });

  test('one or two missed samples say nothing, and neither does a gap as long as others were', () => {
    const short = values.map((value, i) => (i === INCIDENT || i === INCIDENT + 1 ? NaN : value));
    expect(alarmsOf(followSeries(new SeriesDetector(), short).slice(INCIDENT, INCIDENT + 2))).toEqual([]);
    // Every night an hour is missing.
    const nightly = values.map((value, i) => (i % DAY_POINTS < 12 ? NaN : value));
    const verdicts = followSeries(new SeriesDetector(), nightly);
    const silences = Array.from(verdicts.keys()).filter(
      (i) => i > WEEK_POINTS && Number.isNaN(verdicts[i].expected) && verdicts[i].state > 1,
    );
    expect(silences).toEqual([]);
  });

  test('what stays away is said once, within an hour, and grows', () => {
    for (const stepMs of [MINUTE_MS, STEP_MS, HOUR_MS]) {
      const before = Math.round((15 * DAY_MS) / stepMs);
      const detector = new SeriesDetector();
      const normal = noise(before, 12);
      for (let i = 0; i < before; i++) {
        detector.update(START_MS + i * stepMs, usualOfDay((i * stepMs) / STEP_MS) + 3 * normal[i]);
      }
      const silent = Array.from({ length: Math.round((2 * DAY_MS) / stepMs) }, (_, i) =>
        detector.update(START_MS + (before + i) * stepMs, NaN),
      );
      const [alarm, ...more] = alarmsOf(silent);
      expect(more).toEqual([]);
      expect(alarm * stepMs).toBeLessThanOrEqual(HOUR_MS + 6 * stepMs);
      expect(detector.signals).toEqual([{ name: 'silence', share: 1 }]);
      const states = silent.slice(alarm).map(({ state }) => state);
      expect(states).toEqual(states.toSorted((a, b) => a - b));
      for (const { expected, lower, upper } of silent)
        expect([expected, lower, upper]).toEqual([NaN, NaN, NaN]);
    }
  });
});

describe('SeriesDetector: time zone', () => {
  const from = Date.UTC(2025, 8, 22);
  /** 03:00 becomes 02:00, and six in the morning is an hour later for UTC. */
  const changeMs = Date.UTC(2025, 9, 26, 1);
  const normal = noise(40 * DAY_POINTS, 13);
  const timeOf = (i: number) => from + i * STEP_MS;
  /** A job from six to seven in the morning in Zurich. */
  const values = normal.map((value, i) => {
    const localMs = (timeOf(i) + (timeOf(i) < changeMs ? 2 : 1) * HOUR_MS) % DAY_MS;
    return 20 + 2 * value + (localMs >= 6 * HOUR_MS && localMs < 7 * HOUR_MS ? 100 : 0);
  });
  const jobFrom = (Date.UTC(2025, 9, 26, 5) - from) / STEP_MS;
  const around = (verdicts: readonly Verdict[]) => alarmsOf(verdicts.slice(jobFrom - 12, jobFrom + 24));

  test('a job at six in the morning is expected across a change of daylight saving time', () => {
    const verdicts = followSeries(new SeriesDetector({ timeZone: 'Europe/Zurich' }), values, timeOf);
    expect(around(verdicts)).toEqual([]);
    expect(verdicts[jobFrom - 6].expected).toBeLessThan(40);
  });

  test('by UTC it does not start when it should, and that is said', () => {
    const verdicts = followSeries(new SeriesDetector(), values, timeOf);
    expect(around(verdicts).length).toBeGreaterThan(0);
    expect(verdicts[jobFrom - 12].expected).toBeGreaterThan(50);
  });
});
