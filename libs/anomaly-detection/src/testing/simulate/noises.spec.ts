import { describe, expect, test } from '@jest/globals';
import { Draws } from './draws.ts';
import { correlationAt, momentsOf } from './moments.ts';
import {
  ar1,
  ar2,
  garch,
  logNormal,
  meanRevertingWalk,
  roughHours,
  slidingMean,
  type Noise,
} from './noises.ts';

const COUNT = 300_000;

const take = (noise: Noise) => Float64Array.from({ length: COUNT }, noise);
const squares = (values: Float64Array) => values.map((value) => value ** 2);

describe('noises', () => {
  test('each has mean 0 and deviation 1, from its first sample on', () => {
    const makers: Record<string, (draws: Draws) => Noise> = {
      ar1: (draws) => ar1(draws, 0.9),
      ar2: (draws) => ar2(draws, 0.9, 20),
      slidingMean: (draws) => slidingMean(draws, 20),
      garch: (draws) => garch(draws, 0.1, 0.8),
      roughHours: (draws) => roughHours(draws, 0.4, 3_600_000, 300_000),
      logNormal: (draws) => logNormal(draws, 0.5),
    };
    for (const [name, make] of Object.entries(makers)) {
      const { mean, variance } = momentsOf(take(make(new Draws(1))));
      expect([name, Math.abs(mean) < 0.02]).toEqual([name, true]);
      expect([name, Math.abs(variance - 1) < 0.03]).toEqual([name, true]);
      const firsts = Float64Array.from({ length: 3_000 }, (_, seed) => make(new Draws(seed))());
      expect([name, Math.abs(momentsOf(firsts).variance - 1) < 0.2]).toEqual([name, true]);
    }
  });

  test('first order: correlations fall by phi a sample', () => {
    const values = take(ar1(new Draws(2), 0.8));
    expect(correlationAt(values, 1)).toBeCloseTo(0.8, 2);
    expect(correlationAt(values, 5)).toBeCloseTo(0.8 ** 5, 1.5);
  });

  test('a walk that reverts forgets by duration: by 1/e in its time constant at every step', () => {
    for (const stepMs of [15_000, 60_000, 300_000]) {
      const values = take(meanRevertingWalk(new Draws(3), 1_800_000, stepMs));
      expect(correlationAt(values, 1_800_000 / stepMs)).toBeCloseTo(Math.exp(-1), 0.9);
    }
  });

  test('second order: it swings with its period', () => {
    const values = take(ar2(new Draws(4), 0.97, 24));
    expect(correlationAt(values, 12)).toBeLessThan(-0.5);
    expect(correlationAt(values, 24)).toBeGreaterThan(0.35);
  });

  test('a sliding mean correlates within its window and not beyond', () => {
    const values = take(slidingMean(new Draws(5), 20));
    expect(correlationAt(values, 10)).toBeCloseTo(0.5, 1.3);
    expect(correlationAt(values, 20)).toBeCloseTo(0, 1.3);
  });

  test('GARCH and rough hours: large samples come together, and signs do not correlate', () => {
    for (const noise of [garch(new Draws(6), 0.15, 0.8), roughHours(new Draws(7), 0.5, 3_600_000, 300_000)]) {
      const values = take(noise);
      expect(correlationAt(values, 1)).toBeCloseTo(0, 1.5);
      expect(correlationAt(squares(values), 1)).toBeGreaterThan(0.1);
      expect(momentsOf(values).excessKurtosis).toBeGreaterThan(0.8);
    }
  });

  test('lognormal noise is as skewed as its shape says', () => {
    const shape = 0.4;
    const { skewness } = momentsOf(take(logNormal(new Draws(8), shape)));
    const expected = (Math.exp(shape ** 2) + 2) * Math.sqrt(Math.expm1(shape ** 2));
    expect(skewness / expected).toBeCloseTo(1, 1);
  });
});
