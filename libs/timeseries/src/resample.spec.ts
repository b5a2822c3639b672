import { describe, expect, it } from '@jest/globals';
import { resample } from './resample.ts';
import type { ResampleOptions } from './resample.ts';
import type { Series } from './series.ts';
import { awkwardInputs, uniforms, withHoles, normals } from './testing/seeded-values.ts';
import { expectClose } from './testing/expect-close.ts';

const series = (timestamps: ArrayLike<number>, values: ArrayLike<number>): Series => ({
  labels: { job: 'api' },
  timestamps: Float64Array.from(timestamps),
  values: Float64Array.from(values),
});

const values = (input: Series, options: ResampleOptions): number[] =>
  Array.from(resample(input, options).values);

describe('resample', () => {
  const input = series([1000, 1400, 1999, 2000, 4100, 4200], [1, 5, 3, 10, 7, NaN]);

  it('gathers samples into buckets that begin at multiples of the step', () => {
    const resampled = resample(input, { stepMs: 1000 });
    expect(resampled.labels).toBe(input.labels);
    expect(Array.from(resampled.timestamps)).toEqual([1000, 2000, 3000, 4000]);
    expect(Array.from(resampled.values)).toEqual([3, 10, NaN, 7]);
    expect(Array.from(resample(series([1234], [5]), { stepMs: 1000 }).timestamps)).toEqual([1000]);
    expect(Array.from(resample(series([-1], [5]), { stepMs: 1000 }).timestamps)).toEqual([-1000]);
  });

  it('makes one of many as it is told', () => {
    const first = (aggregate: ResampleOptions['aggregate']): number =>
      values(input, { stepMs: 1000, aggregate })[0];
    expect(first('mean')).toBe(3);
    expect(first('last')).toBe(3);
    expect(first('min')).toBe(1);
    expect(first('max')).toBe(5);
    expect(first('sum')).toBe(9);
  });

  it('keeps to the range that it is given, the bucket of endMs included', () => {
    expect(values(input, { stepMs: 500, startMs: 1500, endMs: 2500 })).toEqual([3, 10, NaN]);
    expect(values(input, { stepMs: 1000, startMs: -1000, endMs: 1000 })).toEqual([NaN, NaN, 3]);
    expect(values(input, { stepMs: 1000, startMs: 4150 })).toEqual([NaN]);
  });

  it('gives an empty series where there is no range', () => {
    expect(values(series([], []), { stepMs: 10 })).toEqual([]);
    expect(values(series([], []), { stepMs: 10, startMs: 0 })).toEqual([]);
    expect(values(input, { stepMs: 10, startMs: 9000 })).toEqual([]);
    expect(values(series([], []), { stepMs: 10, startMs: 0, endMs: 20 })).toEqual([NaN, NaN, NaN]);
  });

  it('agrees with looking through all samples for each bucket', () => {
    const dice = uniforms(71, 500);
    let time = 1.7e12;
    const irregular = series(
      Array.from(dice, (die) => (time += 1 + Math.floor(100_000 * die))),
      withHoles(normals(72, 500)),
    );
    const { timestamps, values: means } = resample(irregular, { stepMs: 60_000 });
    const expected = timestamps.map((from) => {
      const inside = irregular.values.filter(
        (v, i) =>
          Number.isFinite(v) && irregular.timestamps[i] >= from && irregular.timestamps[i] < from + 60_000,
      );
      return inside.reduce((sum, v) => sum + v, 0) / inside.length;
    });
    expectClose(means, expected, 1e-12, 1);
    expect(timestamps[timestamps.length - 1] + 60_000).toBeGreaterThan(time);
  });

  it('returns every sample as it is at its own step, and changes no input', () => {
    for (const [, samples] of awkwardInputs) {
      const original = series(
        Array.from(samples.keys(), (i) => 60_000 * i),
        samples,
      );
      const before = samples.slice();
      expect(values(original, { stepMs: 60_000 })).toEqual(
        Array.from(before, (v) => (Number.isFinite(v) ? v : NaN)),
      );
      expect(original.values).toEqual(before);
    }
  });

  it('averages huge samples without overflow', () => {
    expect(values(series([0, 1, 2], [1.5e308, 1.7e308, 1.6e308]), { stepMs: 10 })[0] / 1.6e308).toBeCloseTo(
      1,
      12,
    );
    expect(values(series([0, 1], [1.7e308, -1.7e308]), { stepMs: 10 })).toEqual([0]);
  });

  it('refuses impossible grids, and ones of more than ten million points', () => {
    for (const stepMs of [0, -5, 0.5, NaN, Infinity])
      expect(() => resample(input, { stepMs })).toThrow(/stepMs/);
    expect(() => resample(input, { stepMs: 1, startMs: 5, endMs: 4 })).toThrow(/startMs/);
    expect(() => resample(input, { stepMs: 1, startMs: NaN })).toThrow(/startMs/);
    expect(() => resample(input, { stepMs: 1, endMs: Infinity })).toThrow(/endMs/);
    expect(() => resample(input, { stepMs: 1, startMs: 0, endMs: 1e7 })).toThrow(/10000000/);
    expect(resample(input, { stepMs: 1, startMs: 0, endMs: 1e7 - 1 }).values).toHaveLength(1e7);
  });
});
