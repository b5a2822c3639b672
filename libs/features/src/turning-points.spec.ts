import { findPeaks, findTroughs } from '@metrics-ai/timeseries';
import { describe, expect, it } from '@jest/globals';
import { redNoise } from './testing/synthetic.ts';
import { turningPoints } from './turning-points.ts';

describe('turningPoints', () => {
  it('holds all peaks and troughs of that prominence, with the same prominences', () => {
    for (let seed = 0; seed < 40; seed++) {
      const values = redNoise(seed, 50 + 7 * seed, [0, 0.5, 0.95, 1][seed % 4]);
      for (const prominence of [0.1, 1, 2.5, 20]) {
        const turns = turningPoints(values, prominence);
        const heights = Float64Array.from(turns, (i) => values[i]);
        for (const find of [findPeaks, findTroughs]) {
          const whole = find(values, { prominence });
          const among = find(heights, { prominence });
          expect(Array.from(among.indices, (k) => turns[k])).toEqual(Array.from(whole.indices));
          expect(among.prominences).toEqual(whole.prominences);
        }
      }
    }
  });

  it('goes up and down in turn, by the distance asked for', () => {
    const values = redNoise(1, 500, 0.8);
    const heights = Array.from(turningPoints(values, 1.5), (i) => values[i]);
    const steps = heights.slice(1).map((height, k) => height - heights[k]);
    expect(steps.every((step) => Math.abs(step) >= 1.5)).toBe(true);
    expect(steps.slice(1).every((step, k) => Math.sign(step) === -Math.sign(steps[k]))).toBe(true);
  });

  it('is empty where nothing moves that far', () => {
    for (const values of [[], [1], [5, 5, 5], [1, 2, 1, 2]]) {
      expect(turningPoints(Float64Array.from(values), 3)).toHaveLength(0);
    }
  });
});
