import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../demo/shop/seeded-random.ts';
import { perturb } from './perturb.ts';

describe('perturb', () => {
  const constants = { halfLifePoints: 3_000, buckets: 2, weight: 1, rate: 0.02, quantile: 0.95, limit: -4.5 };
  const drawn = Array.from({ length: 500 }, (_, i) => perturb(constants, new SeededRandom(i, 'perturb')));

  it('keeps the names', () => {
    expect(Object.keys(drawn[0])).toEqual(Object.keys(constants));
  });

  it('gives the same constants for the same seed, and others for another', () => {
    expect(perturb(constants, new SeededRandom(3, 'perturb'))).toEqual(drawn[3]);
    expect(drawn[4]).not.toEqual(drawn[3]);
  });

  it.each(['halfLifePoints', 'weight', 'rate', 'limit'])('moves %s by up to half of it', (name) => {
    const factors = drawn.map((one) => one[name] / constants[name as keyof typeof constants]);
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5);
    expect(Math.min(...factors)).toBeLessThan(0.51);
    expect(Math.max(...factors)).toBeGreaterThan(1.49);
    expect(factors.reduce((sum, factor) => sum + factor, 0) / 500).toBeCloseTo(1, 1);
  });

  it('leaves counts whole and at least 1', () => {
    expect(drawn.every(({ halfLifePoints }) => Number.isInteger(halfLifePoints))).toBe(true);
    expect(new Set(drawn.map(({ buckets }) => buckets))).toEqual(new Set([1, 2, 3]));
  });

  it('does not lead a share beyond 1', () => {
    const quantiles = drawn.map(({ quantile }) => quantile);
    expect(Math.max(...quantiles)).toBeLessThan(0.9751);
    expect(Math.min(...quantiles)).toBeGreaterThan(0.9249);
  });

  it('turns each constant on its own', () => {
    const apart = drawn.filter(({ weight, rate }) => Math.abs(weight - rate / 0.02) > 0.1);
    expect(apart.length).toBeGreaterThan(300);
  });
});
