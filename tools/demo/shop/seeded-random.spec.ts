import { describe, expect, it } from '@jest/globals';

import { DriftingNoise, SeededRandom } from './seeded-random.ts';

function draw(count: number, next: () => number): { mean: number; variance: number; values: number[] } {
  const values = Array.from({ length: count }, next);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, variance, values };
}

describe('SeededRandom', () => {
  it('repeats itself for the same seed and name, and not for others', () => {
    const first = (seed: number, name: string) => new SeededRandom(seed, name).uniform();
    expect(first(1, 'a')).toBe(first(1, 'a'));
    expect(new Set([first(1, 'a'), first(2, 'a'), first(1, 'b'), first(2, 'b')]).size).toBe(4);
  });

  it('draws from the standard normal distribution', () => {
    const random = new SeededRandom(1, 'normal');
    const { mean, variance, values } = draw(100_000, () => random.normal());
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(values.filter((value) => value < -1.959964).length / 1e5).toBeCloseTo(0.025, 2);
    expect(Math.max(...values)).toBeGreaterThan(3.5);
  });

  it.each([0.1, 0.9, 8, 29, 31, 5_000])('draws Poisson counts of mean and variance %d', (mean) => {
    const random = new SeededRandom(1, 'poisson');
    const drawn = draw(50_000, () => random.poisson(mean));
    expect(drawn.values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(drawn.mean / mean).toBeCloseTo(1, 1);
    expect(drawn.variance / mean).toBeCloseTo(1, 1);
  });

  it.each([
    [10, 0.5],
    [300, 0.01],
    [300, 0.99],
    [4_000, 0.3],
  ])('draws binomial counts of %d trials with probability %d', (trials, ratio) => {
    const random = new SeededRandom(1, 'binomial');
    const drawn = draw(50_000, () => random.binomial(trials, ratio));
    expect(drawn.values.every((value) => Number.isInteger(value) && value >= 0 && value <= trials)).toBe(
      true,
    );
    expect(drawn.mean / (trials * ratio)).toBeCloseTo(1, 1);
    expect(drawn.variance / (trials * ratio * (1 - ratio))).toBeCloseTo(1, 1);
  });

  it('takes one step a draw whatever is drawn, so that later draws stay the same', () => {
    const after = (use: (random: SeededRandom) => void) => {
      const random = new SeededRandom(1, 'steps');
      use(random);
      return random.uniform();
    };
    const uses: ((random: SeededRandom) => void)[] = [
      (random) => random.normal(),
      (random) => random.poisson(0),
      (random) => random.poisson(3),
      (random) => random.poisson(1e6),
      (random) => random.binomial(0, 0.5),
      (random) => random.binomial(9, 0),
      (random) => random.binomial(9, 0.7),
      (random) => random.binomial(1e6, 0.7),
    ];
    expect(new Set(uses.map(after)).size).toBe(1);
  });
});

describe('DriftingNoise', () => {
  it.each([15_000, 60_000])(
    'has its deviation and forgets within its memory, in steps of %d ms',
    (stepMs) => {
      const memoryMs = 600_000;
      const noise = new DriftingNoise(new SeededRandom(1, 'noise'), 0.2, memoryMs);
      const { variance, values } = draw(200_000, () => noise.next(stepMs));
      const lag = memoryMs / stepMs;
      const covariance =
        values.slice(lag).reduce((sum, value, i) => sum + value * values[i], 0) / (values.length - lag);
      expect(Math.sqrt(variance) / 0.2).toBeCloseTo(1, 1);
      expect(covariance / variance).toBeCloseTo(1 / Math.E, 1);
    },
  );
});
