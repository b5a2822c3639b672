import { describe, expect, it } from '@jest/globals';
import { foldPeriod, unfold } from './seasonal-fold.ts';
import { redNoise, uniform } from './testing/synthetic.ts';

/** Mean of each phase, around the mean of all. */
function slowFold(values: Float64Array, period: number): number[] {
  const finite = Array.from(values.entries()).filter(([, value]) => !Number.isNaN(value));
  const mean = finite.reduce((sum, [, value]) => sum + value, 0) / finite.length;
  return Array.from({ length: period }, (_, phase) => {
    const there = finite.filter(([i]) => i % period === phase);
    return there.reduce((sum, [, value]) => sum + value, 0) / there.length - mean;
  });
}

describe('foldPeriod', () => {
  it('averages each phase, gaps left out', () => {
    const random = uniform(1);
    const values = redNoise(1, 700, 0.3).map((x) => (random() < 0.1 ? NaN : 5 + x));
    const { course } = foldPeriod(values, 7, 24);
    slowFold(values, 7).forEach((expected, phase) => expect(course[phase]).toBeCloseTo(expected, 12));
  });

  it('explains next to nothing of noise, however many bins it has', () => {
    let total = 0;
    for (let seed = 0; seed < 50; seed++) total += foldPeriod(redNoise(seed, 2_000, 0), 500, 24).share;
    expect(total / 50).toBeLessThan(0.01);
  });

  it('is fine enough for a pulse of one sample, and coarse where that does as well', () => {
    const pulse = Float64Array.from({ length: 2_880 }, (_, i) => (i % 288 === 100 ? 10 : 0));
    expect(foldPeriod(pulse, 288, 24)).toMatchObject({ sharp: true, share: 1 });
    const wave = Float64Array.from({ length: 2_880 }, (_, i) => Math.sin((2 * Math.PI * i) / 288));
    expect(foldPeriod(wave, 288, 24).course).toHaveLength(24);
  });

  it('says 0 for a constant and for nothing at all', () => {
    expect(foldPeriod(new Float64Array(100).fill(3), 10, 24).share).toBe(0);
    expect(foldPeriod(new Float64Array(100).fill(NaN), 10, 24).share).toBe(0);
  });
});

describe('unfold', () => {
  it('gives a smooth course back to a hundredth', () => {
    const wave = Float64Array.from({ length: 2_880 }, (_, i) => Math.sin((2 * Math.PI * i) / 287.4));
    const course = unfold(foldPeriod(wave, 287.4, 24), wave.length);
    const worst = wave.reduce((most, value, i) => Math.max(most, Math.abs(value - course[i])), 0);
    expect(worst).toBeLessThan(0.02);
  });
});
