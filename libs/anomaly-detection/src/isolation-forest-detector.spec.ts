import { describe, expect, test } from '@jest/globals';
import { isolationForestDetector } from './isolation-forest-detector.ts';
import { describeDetectorContract } from './testing/detector-contract.ts';
import { noise, seriesOf } from './testing/synthetic-series.ts';

describeDetectorContract('isolationForestDetector', () => isolationForestDetector());

describe('isolationForestDetector', () => {
  test('contamination is a ceiling', () => {
    const values = noise(1000, 1).map((value) => Math.exp(2 * value));
    for (const contamination of [0.01, 0.05]) {
      const { score } = isolationForestDetector({ contamination }).detect(seriesOf(values));
      const strange = score.filter((value) => value > 1).length;
      expect(strange).toBeLessThanOrEqual(contamination * 1000);
      expect(strange).toBeGreaterThan(0);
    }
  });

  test('contamination is not a quota: two flat levels have no strange tenth', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => Math.floor(i / 5) % 2);
    const { score } = isolationForestDetector().detect(seriesOf(values));
    expect(score.filter((value) => value > 1).length).toBeLessThan(20);
  });

  test('a jump between two usual values is strange', () => {
    const wave = Float64Array.from({ length: 1000 }, (_, i) => 10 * Math.sin((i / 200) * 2 * Math.PI));
    const hum = noise(1000, 2);
    const values = wave.map((value, i) => value + hum[i] * 0.1);
    values[450] = -9;
    const { score, expected, lower, upper } = isolationForestDetector().detect(seriesOf(values));
    expect(wave[450]).toBeCloseTo(10, 9);
    expect(score[450]).toBeGreaterThan(1);
    // The band is a local one: −9 is usual elsewhere.
    expect(expected[450]).toBeGreaterThan(8);
    expect(lower[450]).toBeGreaterThan(-9);
    expect(upper[450]).toBeGreaterThanOrEqual(expected[450]);
  });

  test('another seed is another forest that agrees on what matters', () => {
    const values = noise(800, 3);
    values[500] = 30;
    const one = isolationForestDetector({ seed: 1 }).detect(seriesOf(values)).score;
    const other = isolationForestDetector({ seed: 2 }).detect(seriesOf(values)).score;
    expect(one).not.toEqual(other);
    expect(one[500]).toBeGreaterThan(1);
    expect(other[500]).toBeGreaterThan(1);
  });

  test('online forgets what is older than its window', () => {
    const detector = isolationForestDetector({ sampleSize: 32, windowPoints: 64, trees: 50 });
    const values = noise(400, 4).map((value, i) => value + (i < 150 ? 0 : 100));
    const online = detector.online();
    const scores = Array.from(values, (value, i) => online.update(i, value).score);
    expect(detector.warmupPoints).toBe(32);
    expect(scores[150]).toBeGreaterThan(1);
    expect(scores.slice(300).filter((score) => score > 1).length).toBeLessThan(20);
  });

  test('sizes out of bounds are refused by name, before there is a series', () => {
    expect(() => isolationForestDetector({ trees: 0 })).toThrow(/^trees/);
    expect(() => isolationForestDetector({ sampleSize: 1 })).toThrow(/^sampleSize/);
    expect(() => isolationForestDetector({ contamination: 0.5 })).toThrow(/^contamination/);
    expect(() => isolationForestDetector({ contamination: 0 })).toThrow(RangeError);
    expect(() => isolationForestDetector({ windowPoints: 100 })).toThrow(/^windowPoints/);
  });
});
