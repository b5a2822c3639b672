import { describe, expect, test } from '@jest/globals';
import { quantiles } from '@metrics-ai/timeseries';
import { iqrDetector } from './iqr-detector.ts';
import { describeDetectorContract } from './testing/detector-contract.ts';
import { noise, seriesOf } from './testing/synthetic-series.ts';

describeDetectorContract('iqrDetector', () => iqrDetector());

describe('iqrDetector', () => {
  test('exactly what lies outside the fences is anomalous', () => {
    const values = noise(4001, 8).map((value) => Math.exp(value));
    const [q1, q2, q3] = quantiles(values, [0.25, 0.5, 0.75]);
    const [low, high] = [q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)];
    const { score, expected, lower, upper } = iqrDetector().detect(seriesOf(values));
    const outside = Array.from(values, (value) => value < low || value > high);
    expect(Array.from(score, (value) => value > 1)).toEqual(outside);
    expect(outside.filter(Boolean).length).toBeGreaterThan(200);
    expect([expected[0], lower[0], upper[0]]).toEqual([q2, expect.closeTo(low, 9), expect.closeTo(high, 9)]);
  });

  test('the score is the distance from the median as a share of the fence’s', () => {
    const { score, expected, upper } = iqrDetector().detect(seriesOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 100]));
    expect(expected[9]).toBe(5.5);
    expect(upper[9]).toBe(7.75 + 1.5 * 4.5);
    expect(score[9]).toBeCloseTo((100 - 5.5) / (14.5 - 5.5), 9);
  });

  test('a wider factor allows more', () => {
    const values = [...Array.from({ length: 100 }, (_, i) => i), 190];
    expect(iqrDetector().detect(seriesOf(values)).score[100]).toBeGreaterThan(1);
    expect(iqrDetector({ factor: 3 }).detect(seriesOf(values)).score[100]).toBeLessThan(1);
  });

  test('online judges by the last windowPoints samples', () => {
    const values = noise(200, 9);
    const online = iqrDetector({ windowPoints: 40 }).online();
    for (let i = 0; i < values.length; i++) {
      const { expected, lower } = online.update(i, values[i]);
      if (i < 30) continue;
      const [q1, q2, q3] = quantiles(values.subarray(Math.max(0, i - 40), i), [0.25, 0.5, 0.75]);
      expect(expected).toBeCloseTo(q2, 9);
      expect(lower).toBeCloseTo(q1 - 1.5 * (q3 - q1), 9);
    }
  });

  test('a factor that makes no sense is refused by name', () => {
    expect(() => iqrDetector({ factor: -1 })).toThrow(/^factor/);
    expect(() => iqrDetector({ windowPoints: 3 })).toThrow(/^windowPoints/);
  });
});
