import { describe, expect, test } from '@jest/globals';
import { deathAt, dyingSpan } from './dying-span.ts';
import type { Evidence } from './engine-detector.ts';
import { START_MS, STEP_MS } from './testing/synthetic-series.ts';

const at = (i: number) => START_MS + i * STEP_MS;

interface Given {
  readonly values: readonly number[];
  readonly episode: readonly [from: number, to: number];
  readonly evidence?: readonly (readonly [place: number, name: string])[];
  readonly resets?: readonly number[];
  readonly zeroShare?: number;
  readonly timestamps?: Float64Array;
}

function spanOf({ episode: [from, to], ...given }: Given) {
  const span = dyingSpan(samplesOf(given), { from, to });
  return span && [span.type, (span.startMs - START_MS) / STEP_MS, (span.endMs - START_MS) / STEP_MS];
}

function samplesOf({ values, evidence = [], resets, zeroShare = 0, ...given }: Omit<Given, 'episode'>) {
  const { timestamps = Float64Array.from(values, (_, i) => at(i)) } = given;
  const evidences = evidence.map(([place, name]): [number, Evidence] => [
    place,
    { signals: [{ name, share: 1 }], onceInMs: NaN },
  ]);
  return {
    timestamps,
    values: Float64Array.from(values),
    evidence: new Map(evidences),
    stepMs: STEP_MS,
    resets: resets && Float64Array.from(values, (_, i) => resets.filter((place) => place === i).length),
    zeroShare,
    least: 0,
  };
}

const row = (...parts: readonly (readonly [count: number, value: number | ((i: number) => number)])[]) => {
  const values: number[] = [];
  for (const [count, value] of parts) {
    for (let i = 0; i < count; i++) values.push(typeof value === 'number' ? value : value(values.length));
  }
  return values;
};
const moving = (i: number) => 10 + (i % 7);

describe('a silence', () => {
  test('began with the first sample that did not come, and ended before the next one', () => {
    const values = row([20, moving], [30, NaN], [5, moving]);
    expect(spanOf({ values, episode: [26, 49], evidence: [[26, 'silence']] })).toEqual(['stopped', 20, 49]);
  });

  test('goes on when no sample came again', () => {
    const values = row([20, moving], [30, NaN]);
    expect(spanOf({ values, episode: [26, 49], evidence: [[26, 'silence']] })).toEqual(['stopped', 20, 49]);
  });

  test('without gaps is told by the sample after it', () => {
    const values = row([25, moving]);
    const timestamps = Float64Array.from(values, (_, i) => at(i < 20 ? i : i + 30));
    expect(spanOf({ values, timestamps, episode: [20, 20], evidence: [[20, 'silence']] })).toEqual([
      'stopped',
      20,
      49,
    ]);
  });

  test('that was a small part of it is not what it was', () => {
    const values = row([20, moving], [8, NaN], [72, moving]);
    expect(spanOf({ values, episode: [20, 99], evidence: [[26, 'silence']] })).toBeUndefined();
  });
});

describe('a value that stays', () => {
  test('is frozen from the first repetition on', () => {
    const values = row([20, moving], [30, 3], [5, moving]);
    expect(spanOf({ values, episode: [32, 49], evidence: [[32, 'frozen']] })).toEqual(['frozen', 21, 49]);
  });

  test('has stopped where it is 0, unless that is usual', () => {
    const values = row([20, moving], [30, 0], [5, moving]);
    const given = { values, episode: [32, 49], evidence: [[32, 'frozen']] } as const;
    expect(spanOf(given)).toEqual(['stopped', 20, 49]);
    expect(spanOf({ ...given, zeroShare: 0.1 })).toEqual(['frozen', 21, 49]);
  });

  test('need not have been said to be frozen: two zeros are enough, one is not', () => {
    const values = row([20, moving], [2, 0], [5, moving]);
    expect(spanOf({ values, episode: [20, 21] })).toEqual(['stopped', 20, 21]);
    expect(spanOf({ values: row([20, moving], [1, 0], [5, moving]), episode: [20, 20] })).toBeUndefined();
    expect(spanOf({ values, episode: [20, 21], zeroShare: 0.1 })).toBeUndefined();
  });
});

describe('resets', () => {
  const values = row([60, moving]);

  test('are a storm when three or more are close, from the first of them on', () => {
    expect(spanOf({ values, episode: [32, 41], resets: [30, 33, 38, 41] })).toEqual(['reset_storm', 30, 41]);
    expect(spanOf({ values, episode: [32, 41], resets: [33, 41] })).toBeUndefined();
  });

  test('of one step count one by one', () => {
    expect(spanOf({ values, episode: [32, 33], resets: [32, 32, 33, 33] })).toEqual(['reset_storm', 32, 33]);
    expect(spanOf({ values, episode: [32, 33], resets: [32, 33] })).toBeUndefined();
  });

  test('are what it was even where it was silent in between', () => {
    const silent = row([30, moving], [4, NaN], [26, moving]);
    const resets = [20, 23, 26, 29, 34, 37, 40];
    expect(spanOf({ values: silent, episode: [22, 41], evidence: [[33, 'silence']], resets })).toEqual([
      'reset_storm',
      20,
      40,
    ]);
  });

  test('that are far apart are a storm only when the engine says so', () => {
    const given = { values, episode: [20, 41], resets: [20, 30, 40] } as const;
    expect(spanOf(given)).toBeUndefined();
    expect(spanOf({ ...given, evidence: [[40, 'resets']] })).toEqual(['reset_storm', 20, 40]);
  });
});

describe('a death that is said', () => {
  const deathOf = (place: number, given: Omit<Given, 'episode'>) => {
    const death = deathAt(samplesOf(given), place);
    return death && [death.type, death.since, (death.startMs - START_MS) / STEP_MS];
  };

  test('has lasted since the last sample, the first of equals, or the first reset within an hour', () => {
    const silent = row([20, moving], [8, NaN]);
    expect(deathOf(24, { values: silent, evidence: [[24, 'silence']] })).toEqual(['stopped', 20, 20]);
    const still = row([20, moving], [30, 3]);
    expect(deathOf(32, { values: still, evidence: [[32, 'frozen']] })).toEqual(['frozen', 20, 21]);
    const zero = row([20, moving], [30, 0]);
    expect(deathOf(32, { values: zero, evidence: [[32, 'frozen']] })).toEqual(['stopped', 20, 20]);
    const reset = { values: row([60, moving]), resets: [5, 30, 33, 38, 41] };
    expect(deathOf(41, { ...reset, evidence: [[41, 'resets']] })).toEqual(['reset_storm', 30, 30]);
  });

  test('is none where something else is said', () => {
    expect(deathOf(20, { values: row([60, moving]), evidence: [[20, 'residual']] })).toBeUndefined();
  });
});

test('what moves is alive', () => {
  expect(
    spanOf({ values: row([60, moving]), episode: [20, 40], evidence: [[20, 'residual']] }),
  ).toBeUndefined();
});
