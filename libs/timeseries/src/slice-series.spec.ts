import { describe, expect, test } from '@jest/globals';
import type { Series } from './series.ts';
import { sliceSeries } from './slice-series.ts';

describe('sliceSeries', () => {
  const series: Series = {
    labels: { __name__: 'a' },
    timestamps: Float64Array.of(0, 10, 20),
    values: Float64Array.of(1, NaN, 3),
  };

  test('takes the samples of a part, to the end where no other is said', () => {
    expect(sliceSeries(series, 1)).toEqual({
      labels: series.labels,
      timestamps: Float64Array.of(10, 20),
      values: Float64Array.of(NaN, 3),
    });
    expect(sliceSeries(series, 0, 2).values).toEqual(Float64Array.of(1, NaN));
    expect(sliceSeries(series, 3).timestamps).toHaveLength(0);
  });

  test('takes the resets along, where they are known', () => {
    const resets = Float64Array.of(0, 2, 1);
    expect(sliceSeries({ ...series, resets }, 1, 3).resets).toEqual(Float64Array.of(2, 1));
    expect(sliceSeries(series, 1)).not.toHaveProperty('resets');
  });
});
