import { describe, expect, it } from '@jest/globals';
import { fillGaps } from './read-series.ts';

const series = (timestamps: number[], values: number[]) => ({
  labels: { __name__: 'up' },
  timestamps: Float64Array.from(timestamps),
  values: Float64Array.from(values),
});

describe('fillGaps', () => {
  const range = { startMs: 0, endMs: 60_000, stepMs: 10_000 };

  it('shows missing samples, and an early end, as NaN', () => {
    const filled = fillGaps(series([10_000, 20_000, 40_000], [1, 2, 4]), range);
    expect([...filled.timestamps]).toEqual([10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
    expect([...filled.values]).toEqual([1, 2, NaN, 4, NaN, NaN]);
  });

  it('begins with the first sample: a series that is younger than the range has no gap before its birth', () => {
    expect(fillGaps(series([50_000], [5]), range).timestamps[0]).toBe(50_000);
  });

  it('leaves a complete series as it is', () => {
    const complete = series([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000], [0, 1, 2, 3, 4, 5, 6]);
    expect(fillGaps(complete, range)).toEqual(complete);
  });

  it('keeps the resets of each step, and knows of none where nothing was read', () => {
    const resets = Float64Array.from([2, 0, 1]);
    const filled = fillGaps({ ...series([10_000, 20_000, 40_000], [1, 2, 4]), resets }, range);
    expect([...(filled.resets ?? [])]).toEqual([2, 0, 0, 1, 0, 0]);
    expect(fillGaps(series([10_000], [1]), range)).not.toHaveProperty('resets');
  });

  it('keeps an empty series empty', () => {
    expect(fillGaps(series([], []), range).values).toHaveLength(0);
  });
});
