import { describe, expect, it } from '@jest/globals';
import { findGaps, medianStepMs, missingShare } from './gaps.ts';
import type { Series } from './series.ts';

const series = (timestamps: number[], values: number[]): Series => ({
  labels: {},
  timestamps: Float64Array.from(timestamps),
  values: Float64Array.from(values),
});

describe('medianStepMs', () => {
  it('is the usual distance of timestamps, whatever the gaps', () => {
    expect(medianStepMs(Float64Array.of(0, 10, 20, 500, 510))).toBe(10);
    expect(medianStepMs(Float64Array.of(5))).toBeNaN();
    expect(medianStepMs(Float64Array.of())).toBeNaN();
  });
});

describe('findGaps', () => {
  it('finds nothing in a complete series, jitter included', () => {
    expect(findGaps(series([0, 10, 24, 30, 40], [1, 2, 3, 4, 5]))).toEqual([]);
    expect(findGaps(series([], []))).toEqual([]);
  });

  it('takes absent samples and samples that are no numbers for the same', () => {
    const gap = [{ fromMs: 20, toMs: 50, missingPoints: 3 }];
    expect(findGaps(series([0, 10, 50, 60, 70], [1, 2, 3, 4, 5]))).toEqual(gap);
    expect(findGaps(series([0, 10, 20, 30, 40, 50], [1, 2, NaN, Infinity, -Infinity, 3]))).toEqual(gap);
    expect(findGaps(series([0, 10, 30, 50, 60, 70], [1, 2, NaN, 3, 4, 5]), 10)).toEqual(gap);
  });

  it('finds gaps at both ends', () => {
    expect(findGaps(series([0, 10, 20, 30], [NaN, 1, 2, NaN]))).toEqual([
      { fromMs: 0, toMs: 10, missingPoints: 1 },
      { fromMs: 30, toMs: 40, missingPoints: 1 },
    ]);
    expect(findGaps(series([0, 10, 20], [NaN, NaN, NaN]))).toEqual([
      { fromMs: 0, toMs: 30, missingPoints: 3 },
    ]);
  });

  it('knows no step from a single sample, unless it is told', () => {
    expect(findGaps(series([100], [NaN]))).toEqual([{ fromMs: 100, toMs: NaN, missingPoints: 1 }]);
    expect(findGaps(series([100], [NaN]), 10)).toEqual([{ fromMs: 100, toMs: 110, missingPoints: 1 }]);
  });

  it('measures by the step that it is given', () => {
    expect(findGaps(series([0, 10, 20], [1, 2, 3]), 5)).toEqual([
      { fromMs: 5, toMs: 10, missingPoints: 1 },
      { fromMs: 15, toMs: 20, missingPoints: 1 },
    ]);
  });

  it('refuses a step that is no distance', () => {
    for (const step of [0, -1, NaN, Infinity])
      expect(() => findGaps(series([0], [1]), step)).toThrow(/stepMs/);
  });
});

describe('missingShare', () => {
  it('counts what findGaps counts', () => {
    expect(missingShare(series([0, 10, 50, 60, 70], [1, 2, 3, NaN, 5]))).toBe(4 / 8);
    expect(missingShare(series([0, 10, 20], [1, 2, 3]), 5)).toBeCloseTo(2 / 5, 12);
  });

  it('is 0 for a complete series, 1 for nothing but gaps, and unknown for an empty one', () => {
    expect(missingShare(series([0, 10], [1, 2]))).toBe(0);
    expect(missingShare(series([0, 10], [NaN, Infinity]))).toBe(1);
    expect(missingShare(series([7], [1]))).toBe(0);
    expect(missingShare(series([], []))).toBeNaN();
  });
});
