import { describe, expect, it } from '@jest/globals';
import { SampleWindows } from './sample-windows.ts';

const STEP_MS = 60_000;
const DAY_MS = 86_400_000;
const rangeOf = (fromStep: number, toStep: number) => ({
  startMs: fromStep * STEP_MS,
  endMs: toStep * STEP_MS,
  stepMs: STEP_MS,
});
const samples = (...pairs: [step: number, value: number][]) => ({
  timestamps: Float64Array.from(pairs, ([step]) => step * STEP_MS),
  values: Float64Array.from(pairs, ([, value]) => value),
});

describe('SampleWindows', () => {
  it('knows nothing of a series that it has not seen', () => {
    expect(new SampleWindows(1e6).knownToMs('a', rangeOf(0, 10))).toBeUndefined();
  });

  it('puts what is new behind what is known, and what was read again in its place', () => {
    const windows = new SampleWindows(1e6);
    windows.extend('a', rangeOf(0, 3), 0, samples([0, 10], [1, 11], [3, 13]));
    expect(windows.knownToMs('a', rangeOf(1, 5))).toBe(3 * STEP_MS);
    const { values: whole } = windows.extend('a', rangeOf(1, 5), 3 * STEP_MS, samples([3, 99], [5, 15]));
    expect([...whole]).toEqual([11, NaN, 99, NaN, 15]);
    expect(windows.knownToMs('a', rangeOf(2, 6))).toBe(5 * STEP_MS);
  });

  it('gives, turn after turn, what reading everything would have given', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i % 7 === 3 ? NaN : Math.sin(i)));
    const windows = new SampleWindows(1e6);
    for (let end = 100; end < values.length; end += 1 + (end % 4)) {
      const range = rangeOf(end - 100, end);
      const knownToMs = windows.knownToMs('a', range);
      const fromStep = knownToMs === undefined ? end - 100 : Math.max(end - 100, knownToMs / STEP_MS - 5);
      const read = values
        .map((value, step): [number, number] => [step, value])
        .slice(fromStep, end + 1)
        .filter(([, value]) => !Number.isNaN(value));
      const { values: whole } = windows.extend('a', range, fromStep * STEP_MS, samples(...read));
      expect([...whole]).toEqual(values.slice(end - 100, end + 1));
      expect(knownToMs === undefined).toBe(end === 100);
    }
  });

  it('gives the resets with the samples, once there were any', () => {
    const values = Array.from({ length: 300 }, (_, i) => (i % 7 === 3 ? NaN : i));
    const resets = values.map((_, i) => (i > 150 && i % 11 === 0 ? 1 + (i % 3) : 0));
    const windows = new SampleWindows(101 * 8 * 2);
    for (let end = 100; end < values.length; end += 1 + (end % 4)) {
      const range = rangeOf(end - 100, end);
      const fromStep = Math.max(end - 100, (windows.knownToMs('a', range) ?? 0) / STEP_MS - 5);
      const steps = Array.from({ length: end + 1 - fromStep }, (_, i) => fromStep + i);
      const hasReset = steps.some((step) => resets[step] > 0);
      const whole = windows.extend('a', range, fromStep * STEP_MS, {
        ...samples(...steps.map((step): [number, number] => [step, values[step]])),
        ...(hasReset && { resets: Float64Array.from(steps, (step) => resets[step]) }),
      });
      expect([...whole.values]).toEqual(values.slice(end - 100, end + 1));
      const expected = resets.slice(end - 100, end + 1);
      if (expected.some((count) => count > 0)) expect([...(whole.resets ?? [])]).toEqual(expected);
      else expect(whole.resets).toBeUndefined();
      expect(windows.knownToMs('a', range)).toBe(end * STEP_MS);
    }
  });

  it('has everything read again when the range begins earlier, ends earlier, lies apart, or has another step', () => {
    const windows = new SampleWindows(1e6);
    windows.extend('a', rangeOf(10, 20), 10 * STEP_MS, samples([12, 1]));
    expect(windows.knownToMs('a', rangeOf(10, 21))).toBe(20 * STEP_MS);
    expect(windows.knownToMs('a', rangeOf(9, 21))).toBeUndefined();
    expect(windows.knownToMs('a', rangeOf(10, 19))).toBeUndefined();
    expect(windows.knownToMs('a', rangeOf(21, 30))).toBeUndefined();
    expect(windows.knownToMs('a', { ...rangeOf(10, 21), stepMs: STEP_MS / 2 })).toBeUndefined();
  });

  it('has everything read again once a day', () => {
    const windows = new SampleWindows(1e6);
    const minutesADay = DAY_MS / STEP_MS;
    windows.extend('a', rangeOf(0, 10), 0, samples([5, 1]));
    for (let end = 20; end < 10 + minutesADay; end += 10) {
      expect(windows.knownToMs('a', rangeOf(0, end))).toBe((end - 10) * STEP_MS);
      windows.extend('a', rangeOf(0, end), (end - 10) * STEP_MS, samples([end, 1]));
    }
    expect(windows.knownToMs('a', rangeOf(0, 10 + minutesADay))).toBeUndefined();
  });

  it('does not take new samples of an unknown past for the whole', () => {
    const windows = new SampleWindows(1e6);
    const { values: whole } = windows.extend('a', rangeOf(0, 5), 4 * STEP_MS, samples([4, 1], [5, 2]));
    expect([...whole]).toEqual([NaN, NaN, NaN, NaN, 1, 2]);
    expect(windows.knownToMs('a', rangeOf(0, 6))).toBeUndefined();
  });

  it('leaves no hole between what it knew and what was read', () => {
    const windows = new SampleWindows(1e6);
    windows.extend('a', rangeOf(0, 5), 0, samples([0, 1]));
    windows.extend('a', rangeOf(0, 20), 15 * STEP_MS, samples([15, 1]));
    expect(windows.knownToMs('a', rangeOf(0, 21))).toBeUndefined();
  });

  it('takes no more memory than it may, and makes room when what it holds has grown old', () => {
    const windows = new SampleWindows(11 * 8 * 2);
    for (const key of ['a', 'b', 'c']) windows.extend(key, rangeOf(0, 10), 0, samples([1, 1]));
    const known = (key: string) => windows.knownToMs(key, rangeOf(0, 10)) !== undefined;
    expect(['a', 'b', 'c'].map(known)).toEqual([true, true, false]);
    const later = DAY_MS / STEP_MS;
    windows.extend('c', rangeOf(later, later + 10), later * STEP_MS, samples([later, 1]));
    expect(windows.knownToMs('c', rangeOf(later, later + 10))).toBe((later + 10) * STEP_MS);
  });
});
