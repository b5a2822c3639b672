import { describe, expect, test } from '@jest/globals';
import type { AnomalyType } from './anomaly.ts';
import { classifyAnomaly } from './classify-anomaly.ts';
import { noise } from './testing/synthetic-series.ts';

/** Noise around 0, changed from `from` on; the stretch is `points` long and peaks in its middle. */
function classify(
  points: number,
  change: (step: number) => number,
  { length = 300, from = 150 } = {},
): AnomalyType {
  const values = noise(length, points).map((value, i) => 0.1 * value + (i >= from ? change(i - from) : 0));
  const to = from + points - 1;
  const peak = from + Math.floor((points - 1) / 2);
  return classifyAnomaly(values, { from, to }, peak, 0);
}

describe('classifyAnomaly', () => {
  test('what passes within twelve samples is a spike or a drop', () => {
    for (const points of [1, 2, 5, 12]) {
      expect(classify(points, (step) => (step < points ? 5 : 0))).toBe('spike');
      expect(classify(points, (step) => (step < points ? -5 : 0))).toBe('drop');
    }
  });

  test('a level that stays longer, or for good, is a level shift', () => {
    expect(classify(20, (step) => (step < 20 ? 5 : 0))).toBe('level_shift');
    expect(classify(20, (step) => (step < 20 ? -5 : 0))).toBe('level_shift');
    // Only its beginning was strange, yet the level has not come back.
    expect(classify(2, () => 5)).toBe('level_shift');
  });

  test('at the end of the series, four samples are a level and three a spike', () => {
    expect(classify(3, () => 5, { length: 153 })).toBe('spike');
    expect(classify(3, () => -5, { length: 153 })).toBe('drop');
    for (const points of [4, 10, 60])
      expect(classify(points, () => 5, { length: 150 + points })).toBe('level_shift');
  });

  test('a single ordinary sample after it is enough to see that it has passed', () => {
    expect(classify(8, (step) => (step < 8 ? 5 : 0), { length: 159 })).toBe('spike');
  });

  test('a slope is a trend change, still climbing, fallen back or levelled off late', () => {
    expect(classify(40, (step) => 0.2 * step, { length: 190 })).toBe('trend_change');
    expect(classify(40, (step) => -0.2 * step, { length: 190 })).toBe('trend_change');
    expect(classify(40, (step) => (step < 40 ? 0.2 * step : 0))).toBe('trend_change');
  });

  test('at the beginning of the series there is nothing before: what was expected stands for it', () => {
    expect(classify(3, (step) => (step < 3 ? 5 : 0), { from: 0 })).toBe('spike');
    expect(classify(30, (step) => (step < 30 ? 5 : 0), { from: 0 })).toBe('level_shift');
  });
});
