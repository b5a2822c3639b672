import { describe, expect, test } from '@jest/globals';
import type { Detector, Judgement, Judgements } from '../detector.ts';
import { areaUnderCurve } from './agreement.ts';
import { noise, seriesOf, START_MS, STEP_MS } from './synthetic-series.ts';

const COLUMNS = ['score', 'expected', 'lower', 'upper'] as const;

/** What not every detector promises. */
export interface DetectorTraits {
  /** `detect` replays the series and is silent for its warm-up as `online` is. Default false. */
  readonly isReplay?: boolean;
  /** An offset leaves the scores as they are. Default true. */
  readonly ignoresOffset?: boolean;
}

/** What every detector promises, whatever it looks for. `create` returns a new one each time. */
export function describeDetectorContract(
  name: string,
  create: () => Detector,
  { isReplay = false, ignoresOffset = true }: DetectorTraits = {},
): void {
  describe(`${name} keeps the contract of detectors`, () => {
    const spikes = [310, 420, 500, 555, 610, 700, 777, 850, 905, 960];
    const spiky = noise(1000, 11);
    for (const [n, at] of spikes.entries()) spiky[at] += n % 2 === 0 ? 9 : -9;
    const gappy = spiky.map((value, i) =>
      i % 97 < 2 ? NaN : i % 101 === 0 ? (i % 2 ? Infinity : -Infinity) : value,
    );

    test('it is called something', () => {
      expect(create().name).toMatch(/^[a-z][a-z0-9-]*$/);
    });

    test('it gives the same answer twice, from one detector and from two', () => {
      const detector = create();
      const first = detector.detect(seriesOf(spiky));
      expect(detector.detect(seriesOf(spiky))).toEqual(first);
      expect(create().detect(seriesOf(spiky))).toEqual(first);
      expect(follow(create(), spiky)).toEqual(follow(create(), spiky));
    });

    test('it leaves its input as it was', () => {
      const series = seriesOf(gappy);
      create().detect(series);
      expect(series).toEqual(seriesOf(gappy));
    });

    test('every column has one number a sample, and so has every member', () => {
      for (const length of [0, 1, 2, 3, 29, 500]) {
        const judgements = create().detect(seriesOf(spiky.subarray(0, length)));
        for (const column of COLUMNS) expect(judgements[column]).toHaveLength(length);
        expect(judgements.members.length).toBeGreaterThan(0);
        for (const member of judgements.members) expect(member.score).toHaveLength(length);
      }
    });

    test('a gap is not judged, and everything else is', () => {
      const judgements = create().detect(seriesOf(gappy));
      const isJudged = Array.from(judgements.score, (score) => !Number.isNaN(score));
      expect(isJudged).toEqual(knownOf(gappy, isReplay ? create().warmupPoints : 0));
      for (const column of COLUMNS) {
        expect(Array.from(judgements[column], Number.isNaN)).toEqual(isJudged.map((judged) => !judged));
      }
    });

    test('a gap changes nothing for the samples around it', () => {
      const { labels, timestamps, values } = seriesOf(gappy);
      const isNumber = (_: unknown, i: number) => Number.isFinite(gappy[i]);
      const withoutGaps = {
        labels,
        timestamps: timestamps.filter(isNumber),
        values: values.filter(isNumber),
      };
      const judged = create().detect({ labels, timestamps, values }).score.filter(isNumber);
      expectClose(judged, create().detect(withoutGaps).score, 0.25);
      const judgedOnline = follow(create(), gappy).filter(isNumber);
      const online = create().online();
      const alone = Array.from(withoutGaps.values, (value, i) =>
        online.update(withoutGaps.timestamps[i], value),
      );
      expectClose(scoresOf(judgedOnline), scoresOf(alone), 0.25);
    });

    test('online is silent for its warm-up and for gaps, and for nothing else', () => {
      const detector = create();
      expect(detector.warmupPoints).toBeGreaterThan(0);
      expect(detector.warmupPoints).toBeLessThan(500);
      const isKnown = knownOf(gappy, detector.warmupPoints);
      for (const [i, judgement] of follow(detector, gappy).entries()) {
        const isJudged = COLUMNS.map((column) => !Number.isNaN(judgement[column]));
        if (isJudged.some((judged) => judged !== isKnown[i])) expect([i, isJudged]).toEqual([i, isKnown[i]]);
      }
    });

    test('online sees nothing that lies ahead', () => {
      const whole = follow(create(), spiky);
      for (const length of [1, 311, 700]) {
        expect(follow(create(), spiky.subarray(0, length))).toEqual(whole.slice(0, length));
      }
    });

    test('two online detectors of one detector know nothing of each other', () => {
      const detector = create();
      const one = detector.online();
      const other = detector.online();
      const alone = follow(create(), spiky.subarray(0, 600));
      const together: Judgement[] = [];
      for (let i = 0; i < 600; i++) {
        other.update(START_MS + i * STEP_MS, -1e6 * spiky[i]);
        together.push(one.update(START_MS + i * STEP_MS, spiky[i]));
      }
      expect(together).toEqual(alone);
    });

    test('what is expected lies within the band', () => {
      const judged = [...rowsOf(create().detect(seriesOf(spiky))), ...follow(create(), spiky)];
      const known = judged.filter(({ score }) => !Number.isNaN(score));
      expect(known.filter(({ expected, lower, upper }) => !(lower <= expected && expected <= upper))).toEqual(
        [],
      );
    });

    test('votes are names of members, and what is anomalous has one', () => {
      const names = create()
        .detect(seriesOf(spiky))
        .members.map((member) => member.name);
      const judged = follow(create(), spiky);
      expect(judged.flatMap(({ votes }) => votes).filter((vote) => !names.includes(vote))).toEqual([]);
      expect(judged.filter(({ score, votes }) => score > 1 && votes.length === 0)).toEqual([]);
    });

    test('an obvious spike is anomalous and the strangest of all', () => {
      const values = noise(1000, 5);
      values[640] += 40;
      const { score } = create().detect(seriesOf(values));
      expect(score[640]).toBeGreaterThan(1);
      expect(score.indexOf(highestOf(score))).toBe(640);
      const online = scoresOf(follow(create(), values));
      expect(online[640]).toBeGreaterThan(1);
      expect(online.indexOf(highestOf(online))).toBe(640);
    });

    test('normal noise stays mostly quiet', () => {
      for (const seed of [1, 2]) {
        const values = noise(1500, seed);
        const scores = [create().detect(seriesOf(values)).score, scoresOf(follow(create(), values))];
        for (const score of scores)
          expect(score.filter((value) => value > 1).length).toBeLessThan(0.05 * 1500);
      }
    });

    test('planted spikes score higher than the rest: area under the curve above 0.9', () => {
      const planted = new Set(spikes);
      expect(areaUnderCurve(create().detect(seriesOf(spiky)).score, planted)).toBeGreaterThan(0.9);
      expect(areaUnderCurve(scoresOf(follow(create(), spiky)), planted)).toBeGreaterThan(0.9);
    });

    test(`scores do not depend on the unit${ignoresOffset ? ' or the offset' : ''}, and the band moves along`, () => {
      const original = create().detect(seriesOf(spiky));
      const offset = ignoresOffset ? 4096 : 0;
      const moved = create().detect(seriesOf(spiky.map((value) => 1024 * value + offset)));
      expectClose(moved.score, original.score, 0.05);
      for (const column of ['expected', 'lower', 'upper'] as const) {
        expectClose(
          moved[column].map((value) => (value - offset) / 1024),
          original[column],
          1e-6,
        );
      }
    });

    test('a constant series has no anomalies', () => {
      for (const constant of [0, 0.1, -7, 1e-300, 1e300]) {
        const values = new Float64Array(600).fill(constant);
        expect(
          create()
            .detect(seriesOf(values))
            .score.some((score) => score > 1),
        ).toBe(false);
        expect(follow(create(), values).some(({ score }) => score > 1)).toBe(false);
      }
    });

    test('a single different sample in an otherwise constant series is one', () => {
      for (const [length, different] of [
        [60, 1],
        [600, 5.001],
        [600, -1e9],
        [4032, 6],
      ]) {
        const values = new Float64Array(length).fill(5);
        values[length - 10] = different;
        const { score } = create().detect(seriesOf(values));
        expect(score[length - 10]).toBeGreaterThan(1);
        expect(highestOf(score)).toBe(score[length - 10]);
        if (length === 600) expect(follow(create(), values)[length - 10].score).toBeGreaterThan(1);
      }
    });

    test('nothing and a single sample are not judged', () => {
      expect(create().detect(seriesOf([])).score).toHaveLength(0);
      expect(Array.from(create().detect(seriesOf([3])).score)).toEqual([NaN]);
      expect(Array.from(create().detect(seriesOf([NaN, Infinity, NaN])).score)).toEqual([NaN, NaN, NaN]);
    });

    test('scores are never negative and never infinite, however huge or tiny the values', () => {
      const extremes = [1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0, -0];
      for (const factor of [1, 1e-300, 1e300]) {
        for (const few of [1, 7]) {
          const values = spiky.map((value, i) => (i % 150 < few ? extremes[i % 7] : value * factor));
          const scores = [create().detect(seriesOf(values)).score, scoresOf(follow(create(), values))];
          for (const score of scores) {
            for (const value of score)
              expect(Number.isNaN(value) || (value >= 0 && value < Infinity)).toBe(true);
          }
          const unjudged = Array.from(scores[0], Number.isNaN).lastIndexOf(true) + 1;
          expect(unjudged).toBe(isReplay ? create().warmupPoints : 0);
        }
      }
    });
  });
}

function follow(detector: Detector, values: Float64Array): Judgement[] {
  const online = detector.online();
  return Array.from(values, (value, i) => online.update(START_MS + i * STEP_MS, value));
}

/** Which samples have to be judged: numbers, after so many others. */
function knownOf(values: Float64Array, warmupPoints: number): boolean[] {
  let seen = 0;
  return Array.from(values, (value) => Number.isFinite(value) && ++seen > warmupPoints);
}

function highestOf(scores: Float64Array): number {
  return Math.max(...scores.filter((score) => !Number.isNaN(score)));
}

function scoresOf(judgements: readonly Judgement[]): Float64Array {
  return Float64Array.from(judgements, ({ score }) => score);
}

function rowsOf({ score, expected, lower, upper }: Judgements): Omit<Judgement, 'votes'>[] {
  return Array.from(score, (_, i) => ({
    score: score[i],
    expected: expected[i],
    lower: lower[i],
    upper: upper[i],
  }));
}

function expectClose(actual: Float64Array, wanted: Float64Array, tolerance: number): void {
  expect(actual).toHaveLength(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const isClose = Number.isNaN(wanted[i])
      ? Number.isNaN(actual[i])
      : Math.abs(actual[i] - wanted[i]) <= tolerance;
    if (!isClose) throw new Error(`sample ${i} is ${actual[i]}, not within ${tolerance} of ${wanted[i]}`);
  }
}
