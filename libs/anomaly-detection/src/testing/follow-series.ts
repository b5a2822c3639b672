import type { SeriesDetector, Verdict } from '../online/series-detector.ts';
import { noise, START_MS, STEP_MS } from './synthetic-series.ts';

export const DAY_POINTS = 288;
export const WEEK_POINTS = 7 * DAY_POINTS;

/** A day's rhythm between 50 and 150, without noise, at place `i` of five-minute steps. */
export function usualOfDay(i: number): number {
  return 100 + 50 * Math.sin((2 * Math.PI * i) / DAY_POINTS);
}

/** The rhythm with noise of deviation 3. */
export function dailyValues(length: number, seed: number): Float64Array {
  return noise(length, seed).map((value, i) => usualOfDay(i) + 3 * value);
}

/** Shows the values to a detector, at five-minute steps or at given times, and returns what it said. */
export function followSeries(
  detector: SeriesDetector,
  values: ArrayLike<number>,
  timeOf: (i: number) => number = (i) => START_MS + i * STEP_MS,
): Verdict[] {
  return Array.from(values, (value, i) => detector.update(timeOf(i), value));
}

/** The places of alarms, from one on. */
export function alarmsOf(verdicts: readonly Verdict[], from = 0): number[] {
  return Array.from(verdicts.keys()).filter((i) => i >= from && verdicts[i].onset > 1);
}

/** The first verdict on a number after warm-up that breaks what verdicts promise: finite, not negative, the expected value in its band. */
export function firstUnsound(
  verdicts: readonly Verdict[],
  values: ArrayLike<number>,
  warmupPoints: number,
): [number, Verdict] | undefined {
  let seen = 0;
  for (const [i, verdict] of verdicts.entries()) {
    const { state, onset, expected, lower, upper } = verdict;
    if (!Number.isFinite(values[i]) || seen++ < warmupPoints) continue;
    const isFinite = [state, onset, expected, lower, upper].every(Number.isFinite);
    if (!isFinite || state < 0 || onset < 0 || lower > expected || expected > upper) return [i, verdict];
  }
  return undefined;
}
