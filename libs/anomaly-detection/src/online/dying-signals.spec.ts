import { describe, expect, test } from '@jest/globals';
import { plantedSeries } from '../testing/simulate/planted-series.ts';
import { noise } from '../testing/synthetic-series.ts';
import { SeriesDetector, type Verdict } from './series-detector.ts';

const STEP_MS = 300_000;

/** Feeds values at regular steps, leaving out those that are undefined. */
function follow(detector: SeriesDetector, values: readonly (number | undefined)[]): (Verdict | undefined)[] {
  return values.map((value, i) => (value === undefined ? undefined : detector.update(i * STEP_MS, value)));
}

const moving = (points: number) => [...noise(points, 1)].map((value) => 100 + value);

describe('a silence', () => {
  test('is told once while it lasts, and what comes after it is not told for it', () => {
    const verdicts = follow(new SeriesDetector(), [...moving(600), ...new Array<number>(24).fill(NaN), 100]);
    const onsets = verdicts.map((verdict, i) => ((verdict?.onset ?? 0) > 1 ? i : -1)).filter((i) => i >= 600);
    expect(onsets).toEqual([602]);
  });

  test('without gaps, only rows that are missing, is nothing that the next sample is strange for', () => {
    const values = [...moving(600), ...new Array<undefined>(24).fill(undefined), 100, 101];
    for (const verdict of follow(new SeriesDetector(), values).slice(624)) expect(verdict?.onset).toBe(0);
  });
});

describe('a value that stays', () => {
  test('is frozen after three quarters of an hour where it always moved', () => {
    const verdicts = follow(new SeriesDetector(), [...moving(600), ...new Array<number>(30).fill(100.5)]);
    const onset = verdicts.findIndex((verdict, i) => i >= 600 && (verdict?.onset ?? 0) > 1);
    expect(onset - 600).toBe(10);
  });

  test('is not so early where it has stayed before', () => {
    const values = moving(600).map((value) => Math.round(value));
    const verdicts = follow(new SeriesDetector(), [...values, ...new Array<number>(10).fill(100)]);
    expect(verdicts.at(-1)?.state).toBeLessThan(1);
  });
});

test('a storm of resets is said even where its first drop of the rate is louder, and is no news any more', () => {
  const {
    timestamps,
    counter = new Float64Array(),
    startMs,
    endMs,
  } = plantedSeries('reset_storm', 22, {
    size: 'large',
  });
  const detector = new SeriesDetector({ counter: true });
  const said = [...counter]
    .map((value, i) => ({ ms: timestamps[i], ...detector.update(timestamps[i], value) }))
    .filter(({ ms, onset }) => ms >= startMs && ms <= endMs && onset > 1);
  expect(said.length).toBeGreaterThan(0);
});
