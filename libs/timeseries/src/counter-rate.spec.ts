import { describe, expect, it } from '@jest/globals';
import { counterRate } from './counter-rate.ts';
import type { Series } from './series.ts';

const counter = (values: number[], timestamps = values.map((_, i) => 10_000 * i)): Series => ({
  labels: { __name__: 'requests_total' },
  timestamps: Float64Array.from(timestamps),
  values: Float64Array.from(values),
});

const rates = (series: Series): number[] => Array.from(counterRate(series).values);

describe('counterRate', () => {
  it('is the increase per second, at the later sample', () => {
    expect(rates(counter([5, 15, 15, 45]))).toEqual([NaN, 1, 0, 3]);
  });

  it('takes a fall for a restart from 0', () => {
    expect(rates(counter([100, 200, 20, 30]))).toEqual([NaN, 10, 2, 1]);
    expect(rates(counter([100, 0, 10]))).toEqual([NaN, 0, 1]);
  });

  it('says nothing around gaps of either kind', () => {
    expect(rates(counter([1, NaN, 21, 31, Infinity, 41]))).toEqual([NaN, NaN, NaN, 1, NaN, NaN]);
    expect(rates(counter([0, 10, 20, 90, 100], [0, 10_000, 20_000, 90_000, 100_000]))).toEqual([
      NaN,
      1,
      1,
      NaN,
      1,
    ]);
  });

  it('divides by the time that really passed', () => {
    expect(rates(counter([0, 12, 20], [0, 12_000, 20_000]))).toEqual([NaN, 1, 1]);
  });

  it('keeps labels and timestamps, and changes no input', () => {
    const series = counter([1, 2, 3]);
    const rate = counterRate(series);
    expect(rate.labels).toBe(series.labels);
    expect(rate.timestamps).toEqual(series.timestamps);
    expect(Array.from(series.values)).toEqual([1, 2, 3]);
  });

  it('has no rate for fewer than two samples, and bears every size', () => {
    expect(rates(counter([]))).toEqual([]);
    expect(rates(counter([7]))).toEqual([NaN]);
    expect(rates(counter([0, 1e300]))).toEqual([NaN, 1e299]);
    expect(rates(counter([0, 5e-300]))).toEqual([NaN, 5e-301]);
  });
});
