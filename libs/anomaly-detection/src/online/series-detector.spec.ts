import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import {
  alarmsOf,
  dailyValues,
  DAY_POINTS,
  firstUnsound,
  followSeries,
  WEEK_POINTS,
} from '../testing/follow-series.ts';
import { cleanSeries } from '../testing/simulate/clean-series.ts';
import { gaussian, noise, START_MS, STEP_MS } from '../testing/synthetic-series.ts';
import { ENGINE_CONSTANTS } from './engine-constants.ts';
import type { SeriesDetectorOptions } from './detector-options.ts';
import { SeriesDetector } from './series-detector.ts';

const { warmupPoints } = ENGINE_CONSTANTS;
const DAY_MS = 86_400_000;

interface Samples {
  readonly times: number[];
  readonly values: number[];
}

/** Samples with everything in them that a detector may meet: gaps, ±Inf, repetitions, spikes, irregular and repeated times. */
function messySamples(seed: number, length = 600): Samples {
  const [random, normal] = [seededRandom(seed), gaussian(seed + 1)];
  const stepMs = [15_000, 60_000, 300_000, 3_600_000][seed % 4];
  const samples: Samples = { times: [], values: [] };
  let ms = START_MS;
  let value = 10;
  for (let i = 0; i < length; i++) {
    const dice = random();
    ms +=
      dice < 0.02 ? -stepMs : dice < 0.04 ? 0 : dice < 0.05 ? 50 * stepMs : stepMs * (0.6 + 0.8 * random());
    if (random() < 0.8) value = 10 + 5 * Math.sin(i / 40) + normal() + (random() < 0.01 ? 40 : 0);
    samples.times.push(ms);
    samples.values.push(random() < 0.03 ? [NaN, Infinity, -Infinity][i % 3] : value);
  }
  return samples;
}

/** All that a detector says, sample by sample: verdicts, and what they are made of. */
function tell(detector: SeriesDetector, { times, values }: Samples, from = 0, to = values.length): string[] {
  const told: string[] = [];
  for (let i = from; i < to; i++) {
    const { state, onset, expected, lower, upper } = detector.update(times[i], values[i]);
    const signals = detector.signals.map(({ name, share }) => `${name} ${share}`);
    told.push([state, onset, expected, lower, upper, detector.onceInMs, ...signals].join());
  }
  return told;
}

const OPTIONS: SeriesDetectorOptions[] = [
  {},
  { timeZone: 'Europe/Zurich', falseAlarmsPerWeek: 3 },
  { counter: true },
  { minDeviation: { absolute: 5, relative: 0.1 } },
];

describe('SeriesDetector', () => {
  test('the same samples, the same verdicts, whatever other detectors do in between', () => {
    for (const [seed, options] of OPTIONS.entries()) {
      const samples = messySamples(seed);
      const alone = tell(new SeriesDetector(options), samples);
      const [one, other] = [new SeriesDetector(options), new SeriesDetector()];
      const between = messySamples(seed + 10);
      const together = samples.values.flatMap((_, i) => {
        other.update(between.times[i], -1e6 * between.values[i]);
        return tell(one, samples, i, i + 1);
      });
      expect(together).toEqual(alone);
    }
  });

  test('silent until it has seen enough numbers, and for nothing else that is one', () => {
    const { times, values } = messySamples(2, 1_500);
    let seen = 0;
    const detector = new SeriesDetector();
    for (const [i, value] of values.entries()) {
      const { state, onset, expected, lower, upper } = detector.update(times[i], value);
      if (!Number.isFinite(value)) {
        expect([expected, lower, upper]).toEqual([NaN, NaN, NaN]);
        continue;
      }
      const isJudged = seen++ >= warmupPoints;
      expect([state, onset, expected, lower, upper].map((part) => !Number.isNaN(part))).toEqual(
        new Array(5).fill(isJudged),
      );
    }
  });

  test('what messy samples get is sound', () => {
    for (let seed = 0; seed < 8; seed++) {
      const { times, values } = messySamples(seed, 1_500);
      const verdicts = followSeries(new SeriesDetector(), values, (i) => times[i]);
      expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
    }
  });

  test('its memory is of one size, and after eight years with pauses it judges as ever', () => {
    const values = dailyValues(400 * DAY_POINTS, 3);
    const detector = new SeriesDetector();
    const bytes = detector.save().length;
    // The floor that the engine keeps to.
    expect(bytes).toBeLessThan(16 * 1_024);
    // Days of the same week day, each a week after the one before.
    const timeOf = (i: number) => START_MS + i * STEP_MS + Math.floor(i / DAY_POINTS) * 6 * DAY_MS;
    const verdicts = followSeries(detector, values, timeOf);
    expect(detector.save()).toHaveLength(bytes);
    expect(firstUnsound(verdicts, values, warmupPoints)).toBeUndefined();
    const last = verdicts.at(-1);
    expect(last?.expected).toBeGreaterThan(90);
    expect(last?.expected).toBeLessThan(110);
    const { state, onset } = detector.update(timeOf(values.length - 1) + STEP_MS, 200);
    expect([state > 1, onset > 1]).toEqual([true, true]);
  });

  test('its signals are named, sum up to 1, and the largest comes first', () => {
    const detector = new SeriesDetector();
    const values = dailyValues(3_000, 4);
    expect(detector.signals).toEqual([]);
    for (const [i, value] of values.entries()) {
      detector.update(START_MS + i * STEP_MS, i % 500 === 499 ? 5 * value : value);
      const { signals } = detector;
      if (i < warmupPoints) expect(signals).toEqual([]);
      if (signals.length === 0) continue;
      const shares = signals.map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(new Set(signals.map(({ name }) => name)).size).toBe(signals.length);
    }
  });

  test('what is anomalous is met less often than was allowed, and the stranger, the rarer', () => {
    for (const falseAlarmsPerWeek of [0.2, 1]) {
      const detector = new SeriesDetector({ falseAlarmsPerWeek });
      const usual = dailyValues(WEEK_POINTS, 5);
      followSeries(detector, usual);
      const snapshot = detector.save();
      let last = 0;
      for (const height of [30, 60, 120, 240]) {
        const one = SeriesDetector.restore(snapshot, { falseAlarmsPerWeek });
        const { state } = one.update(START_MS + usual.length * STEP_MS, 100 + height);
        if (state > 1) expect(one.onceInMs * falseAlarmsPerWeek).toBeGreaterThan(604_800_000 * 0.999);
        expect(one.onceInMs).toBeGreaterThanOrEqual(last);
        last = one.onceInMs;
      }
      expect(last * falseAlarmsPerWeek).toBeGreaterThan(604_800_000);
    }
  });

  test('options that make no sense are refused by name', () => {
    for (const falseAlarmsPerWeek of [0, -1, NaN, Infinity]) {
      expect(() => new SeriesDetector({ falseAlarmsPerWeek })).toThrow(/^falseAlarmsPerWeek/);
    }
    for (const wrong of [-1, NaN]) {
      expect(() => new SeriesDetector({ minDeviation: { absolute: wrong } })).toThrow(
        /^minDeviation.absolute/,
      );
      expect(() => new SeriesDetector({ minDeviation: { relative: wrong } })).toThrow(
        /^minDeviation.relative/,
      );
    }
    expect(() => new SeriesDetector({ timeZone: 'Mars/Olympus' })).toThrow(
      /^timeZone must .*"Mars\/Olympus"$/,
    );
    expect(() => SeriesDetector.restore(new SeriesDetector().save(), { timeZone: 'x' })).toThrow(RangeError);
  });
});

describe('SeriesDetector: save and restore', () => {
  test('goes on bit for bit from any sample', () => {
    for (const [seed, options] of OPTIONS.entries()) {
      const random = seededRandom(seed);
      const samples = messySamples(seed);
      const whole = new SeriesDetector(options);
      const told: string[] = [];
      const snapshots: [number, Uint8Array][] = [];
      for (let i = 0; i < samples.values.length; i++) {
        if (i < 3 || (i > warmupPoints - 2 && i < warmupPoints + 2) || random() < 0.015)
          snapshots.push([i, whole.save()]);
        told.push(...tell(whole, samples, i, i + 1));
      }
      expect(snapshots.length).toBeGreaterThan(9);
      for (const [cut, snapshot] of snapshots) {
        const restored = SeriesDetector.restore(snapshot, options);
        expect(tell(restored, samples, cut)).toEqual(told.slice(cut));
        expect(restored.save()).toEqual(whole.save());
      }
    }
  });

  test('a snapshot never changes, and what it was taken from and what is restored from it go their own ways', () => {
    const samples = messySamples(5);
    const detector = new SeriesDetector();
    tell(detector, samples, 0, 300);
    const snapshot = detector.save();
    const copy = snapshot.slice();
    const restored = SeriesDetector.restore(snapshot);
    const told = tell(detector, samples, 300);
    expect(snapshot).toEqual(copy);
    expect(tell(restored, samples, 300)).toEqual(told);
    expect(snapshot).toEqual(copy);
    const third = SeriesDetector.restore(snapshot);
    snapshot.fill(0);
    expect(tell(third, samples, 300)).toEqual(told);
  });

  test('the options are those of who restores, and the knowledge is kept', () => {
    const values = dailyValues(WEEK_POINTS + 2, 6);
    values[WEEK_POINTS + 1] += 60;
    const detector = new SeriesDetector();
    followSeries(detector, values.subarray(0, WEEK_POINTS));
    const snapshot = detector.save();
    // The options count from the first tick on.
    const judge = (options: SeriesDetectorOptions) =>
      followSeries(
        SeriesDetector.restore(snapshot, options),
        values.subarray(WEEK_POINTS),
        (i) => START_MS + (WEEK_POINTS + i) * STEP_MS,
      )[1];
    const usual = judge({});
    expect(usual.onset).toBeGreaterThan(1);
    expect(judge({ falseAlarmsPerWeek: 0.01 }).state).toBeLessThan(usual.state);
    expect(judge({ falseAlarmsPerWeek: 100 }).state).toBeGreaterThan(usual.state);
    const patient = judge({ minDeviation: { absolute: 1_000 } });
    expect([patient.state <= 1, patient.onset]).toEqual([true, 0]);
    expect([patient.expected, patient.lower, patient.upper]).toEqual([
      usual.expected,
      usual.lower,
      usual.upper,
    ]);
  });

  test('what is no snapshot, or one of a detector of another shape, is refused', () => {
    expect(() => SeriesDetector.restore(new Uint8Array(0))).toThrow(/^snapshot: /);
    expect(() => SeriesDetector.restore(new TextEncoder().encode('{"version":1}'))).toThrow(/^snapshot: /);
    const snapshot = new SeriesDetector().save();
    expect(() => SeriesDetector.restore(snapshot.subarray(0, snapshot.length - 1))).toThrow(/^snapshot: /);
    const small = { ...ENGINE_CONSTANTS, recentTicks: 30 };
    expect(() => SeriesDetector.restore(snapshot, {}, small)).toThrow(/^snapshot: /);
    expect(() => SeriesDetector.restore(new SeriesDetector({}, small).save())).toThrow(/^snapshot: /);
  });
});

describe('SeriesDetector: how much it says', () => {
  test('the more false alarms are allowed, the more it raises', () => {
    const kinds = ['rhythm', 'autocorrelated', 'heavy_tailed', 'bursty'] as const;
    const alarms = [0.05, 1, 20].map((falseAlarmsPerWeek) =>
      kinds.map((kind) => {
        const { timestamps, values } = cleanSeries(kind, 7, { days: 21 });
        const verdicts = followSeries(
          new SeriesDetector({ falseAlarmsPerWeek }),
          values,
          (i) => timestamps[i],
        );
        return alarmsOf(verdicts, WEEK_POINTS).length;
      }),
    );
    for (const ofKind of kinds.map((_, k) => alarms.map((counts) => counts[k]))) {
      expect(ofKind).toEqual(ofKind.toSorted((a, b) => a - b));
    }
    const all = alarms.map((counts) => counts.reduce((sum, count) => sum + count, 0));
    expect(all[2]).toBeGreaterThan(3 * all[1]);
    expect(all[0]).toBeLessThanOrEqual(2);
  });

  test('nearer to the expected value than the least deviation, nothing is anomalous', () => {
    const values = dailyValues(2 * WEEK_POINTS, 8);
    for (let i = WEEK_POINTS; i < values.length; i += 400) values[i] += 20 * ((i / 16) % 7);
    const usual = followSeries(new SeriesDetector(), values);
    for (const { absolute, relative } of [
      { absolute: 30, relative: 0 },
      { absolute: 0, relative: 0.4 },
      { absolute: 25, relative: 0.3 },
    ]) {
      const verdicts = followSeries(new SeriesDetector({ minDeviation: { absolute, relative } }), values);
      let spared = 0;
      for (const [i, { state, onset, expected }] of verdicts.entries()) {
        const isNear = Math.abs(values[i] - expected) < Math.max(absolute, relative * Math.abs(expected));
        if (isNear) expect(state <= 1 && onset === 0).toBe(true);
        else if (usual[i].state > 1) expect(state).toBe(usual[i].state);
        if (isNear && usual[i].state > 1) spared++;
      }
      expect(spared).toBeGreaterThan(3);
      expect(alarmsOf(verdicts).length).toBeGreaterThan(0);
    }
  });

  test('normal noise raises no more than a few alarms in a quarter of a year', () => {
    const verdicts = followSeries(new SeriesDetector(), noise(13 * WEEK_POINTS, 9));
    expect(alarmsOf(verdicts, WEEK_POINTS).length).toBeLessThan(26);
    expect(verdicts.filter(({ state }) => state > 1).length).toBeLessThan(0.005 * verdicts.length);
  });
});
