import { describe, expect, test } from '@jest/globals';
import { noise, seriesOf } from './testing/synthetic-series.ts';
import { describeDetectorContract } from './testing/detector-contract.ts';
import { zScoreDetector } from './z-score-detector.ts';

describeDetectorContract('zScoreDetector', () => zScoreDetector());

describe('zScoreDetector', () => {
  function naive(values: number[]): { mean: number; deviation: number } {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
  }

  test('scores are |z| as a share of the threshold', () => {
    const values = noise(300, 3);
    const { mean, deviation } = naive(Array.from(values));
    const { score, expected, lower, upper } = zScoreDetector({ threshold: 2 }).detect(seriesOf(values));
    for (let i = 0; i < values.length; i++) {
      expect(score[i]).toBeCloseTo(Math.abs(values[i] - mean) / deviation / 2, 9);
      expect(expected[i]).toBeCloseTo(mean, 9);
      expect(lower[i]).toBeCloseTo(mean - 2 * deviation, 9);
      expect(upper[i]).toBeCloseTo(mean + 2 * deviation, 9);
    }
  });

  test('exactly what exceeds three deviations is anomalous', () => {
    const values = noise(5000, 4).map((value) => value ** 3);
    const { mean, deviation } = naive(Array.from(values));
    const { score } = zScoreDetector().detect(seriesOf(values));
    const strange = Array.from(values, (value) => Math.abs(value - mean) > 3 * deviation);
    expect(Array.from(score, (value) => value > 1)).toEqual(strange);
    expect(strange.filter(Boolean).length).toBeGreaterThan(20);
  });

  test('online judges by the last windowPoints samples and forgets what came before', () => {
    const values = noise(200, 6).map((value, i) => value + (i < 80 ? 1000 : 0));
    const online = zScoreDetector({ windowPoints: 50 }).online();
    for (let i = 0; i < values.length; i++) {
      const { score, expected } = online.update(i, values[i]);
      if (i < 30) {
        expect(score).toBeNaN();
        continue;
      }
      const { mean, deviation } = naive(Array.from(values.subarray(Math.max(0, i - 50), i)));
      expect(expected).toBeCloseTo(mean, 9);
      expect(score).toBeCloseTo(Math.abs(values[i] - mean) / deviation / 3, 6);
    }
  });

  test('among ten samples nothing can be further than three deviations away', () => {
    const one = (length: number) => seriesOf(Array.from({ length }, (_, i) => (i === 3 ? 1e9 : 0)));
    expect(zScoreDetector().detect(one(10)).score[3]).toBeLessThan(1);
    expect(zScoreDetector().detect(one(11)).score[3]).toBeGreaterThan(1);
  });

  test('a threshold or window that makes no sense is refused by name', () => {
    expect(() => zScoreDetector({ threshold: 0 })).toThrow(/^threshold/);
    expect(() => zScoreDetector({ threshold: NaN })).toThrow(RangeError);
    expect(() => zScoreDetector({ windowPoints: 29 })).toThrow(/^windowPoints/);
    expect(() => zScoreDetector({ windowPoints: 100.5 })).toThrow(RangeError);
  });
});
