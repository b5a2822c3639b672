import { describe, expect, test } from '@jest/globals';
import { Draws } from './draws.ts';
import { momentsOf } from './moments.ts';

const COUNT = 200_000;

function drawn(seed: number, next: (draws: Draws) => number): Float64Array {
  const draws = new Draws(seed);
  return Float64Array.from({ length: COUNT }, () => next(draws));
}

/** Share of samples at or below a bound. */
const shareTo = (values: Float64Array, bound: number) =>
  values.filter((value) => value <= bound).length / COUNT;

describe('Draws', () => {
  test('the same seed draws the same, neighbouring seeds nothing alike', () => {
    const mixed = (seed: number) => {
      const draws = new Draws(seed);
      return [draws.normal(), draws.poisson(3), draws.gamma(0.5), draws.student(4), draws.between(2, 3)];
    };
    expect(mixed(5)).toEqual(mixed(5));
    const first = drawn(1, (draws) => draws.normal());
    const second = drawn(2, (draws) => draws.normal());
    const product = first.reduce((sum, value, i) => sum + value * second[i], 0) / COUNT;
    expect(Math.abs(product)).toBeLessThan(0.01);
  });

  test('normal: moments and quantiles', () => {
    const values = drawn(1, (draws) => draws.normal());
    const { mean, variance, skewness, excessKurtosis } = momentsOf(values);
    expect(mean).toBeCloseTo(0, 1.9);
    expect(variance).toBeCloseTo(1, 1.9);
    expect(skewness).toBeCloseTo(0, 1.5);
    expect(excessKurtosis).toBeCloseTo(0, 1);
    expect(shareTo(values, -1.96)).toBeCloseTo(0.025, 2.5);
    expect(shareTo(values, 1)).toBeCloseTo(0.8413, 2.3);
  });

  test('gamma: mean and variance are the shape, for small ones too', () => {
    for (const shape of [0.2, 1, 3.5, 40]) {
      const { mean, variance } = momentsOf(drawn(2, (draws) => draws.gamma(shape)));
      expect(mean / shape).toBeCloseTo(1, 1.5);
      expect(variance / shape).toBeCloseTo(1, 1.3);
    }
  });

  test('Student: deviation 1, and the tails of its degrees of freedom', () => {
    const values = drawn(3, (draws) => draws.student(5));
    expect(momentsOf(values).variance).toBeCloseTo(1, 1);
    // Beyond 4.032 · √(5/3 of the variance) lies 0.5 % on either side.
    const quantile = 4.032 / Math.sqrt(5 / 3);
    expect(1 - shareTo(values, quantile)).toBeCloseTo(0.005, 3);
    expect(shareTo(values, -quantile)).toBeCloseTo(0.005, 3);
  });

  test('Poisson: each count as often as it should be, by either method', () => {
    for (const mean of [0.05, 4, 9.9, 10, 37, 2_500]) {
      const values = drawn(4, (draws) => draws.poisson(mean));
      expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
      const moments = momentsOf(values);
      expect(Math.abs(moments.mean - mean)).toBeLessThan(4 * Math.sqrt(mean / COUNT));
      expect(moments.dispersion).toBeCloseTo(1, 1.5);
      expect(moments.skewness * Math.sqrt(mean)).toBeGreaterThan(mean > 1_000 ? 0.5 : 0.9);
      let probability = Math.exp(-mean);
      for (let count = 0; mean < 100 && count < mean + 3 * Math.sqrt(mean); count++) {
        const seen = values.filter((value) => value === count).length;
        expect(Math.abs(seen - probability * COUNT)).toBeLessThan(4.5 * Math.sqrt(probability * COUNT) + 1);
        probability *= mean / (count + 1);
      }
    }
  });

  test('negative binomial: dispersed as said', () => {
    for (const [mean, dispersion] of [
      [0.5, 3],
      [20, 1.5],
      [1_000, 8],
    ]) {
      const moments = momentsOf(drawn(5, (draws) => draws.negativeBinomial(mean, dispersion)));
      expect(moments.mean / mean).toBeCloseTo(1, 1.5);
      expect(moments.dispersion / dispersion).toBeCloseTo(1, 1.3);
    }
  });

  test('magnitudes are spread evenly over their orders', () => {
    const values = drawn(6, (draws) => draws.magnitude(1e-6, 1e12));
    expect(Math.min(...values.subarray(0, 50_000))).toBeGreaterThanOrEqual(1e-6);
    for (const exponent of [-5, 0, 3, 10]) {
      expect(shareTo(values, 10 ** exponent)).toBeCloseTo((exponent + 6) / 18, 2);
    }
  });
});
