import { describe, expect, it } from '@jest/globals';
import { measureCeiling, measureZeros } from './measure-bounds.ts';

describe('measureCeiling', () => {
  it('counts the samples at the maximum and the longest run of them', () => {
    const values = Float64Array.of(1, 2, 9, 9, 9, NaN, 9, 3, 4, 9);
    expect(measureCeiling(values, 1, 9)).toEqual({ share: 5 / 9, longestShare: 4 / 9, restVaries: 1 });
  });

  it('says how seldom a series of fixed levels changes elsewhere', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 1));
    expect(measureCeiling(values, 0, 1).restVaries).toBe(0);
  });

  it('knows nothing of a constant, and does not overflow', () => {
    expect(measureCeiling(Float64Array.of(3, 3), 3, 3).share).toBeNaN();
    expect(measureCeiling(Float64Array.of(-1.7e308, 1.7e308), -1.7e308, 1.7e308).share).toBe(0.5);
  });
});

describe('measureZeros', () => {
  const times = Float64Array.from({ length: 8 }, (_, i) => i * 60_000);

  it('tells the zeros at the end from those before', () => {
    const values = Float64Array.of(1, 0, 2, 3, 0, NaN, 0, 0);
    expect(measureZeros(times, values)).toEqual({
      share: 4 / 7,
      trailingPoints: 3,
      trailingSeconds: 180,
      shareBefore: 1 / 4,
    });
  });

  it('has none at the end of a series that ends otherwise', () => {
    expect(measureZeros(times, Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1))).toMatchObject({
      trailingPoints: 0,
      trailingSeconds: 0,
      shareBefore: 7 / 8,
    });
  });

  it('knows no share without a sample', () => {
    expect(measureZeros(new Float64Array(), new Float64Array())).toMatchObject({
      share: NaN,
      shareBefore: NaN,
    });
  });
});
