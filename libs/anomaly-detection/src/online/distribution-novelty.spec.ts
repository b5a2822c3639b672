import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { gaussian } from '../testing/synthetic-series.ts';
import { distributionNovelty, noveltyFloats, rememberDistribution } from './distribution-novelty.ts';

/** A memory of distributions beside the counts of the last values. */
class Novelty {
  private readonly at = 2;
  private readonly counts: number;
  private readonly tables: Float32Array;
  private readonly shape: { entropyBins: number; entropyReferences: number; entropyNovelty: number };
  known = 0;

  constructor(entropyBins: number, entropyReferences: number, entropyNovelty: number) {
    this.shape = { entropyBins, entropyReferences, entropyNovelty };
    this.counts = this.at + noveltyFloats(this.shape);
    this.tables = new Float32Array(this.counts + entropyBins);
  }

  of(counts: readonly number[]): number {
    this.tables.set(counts, this.counts);
    return distributionNovelty(this.tables, this.at, this.counts, sum(counts), this.known, this.shape);
  }

  remember(counts: readonly number[], novelty: number): void {
    this.tables.set(counts, this.counts);
    this.known = rememberDistribution(
      this.tables,
      this.at,
      this.counts,
      sum(counts),
      this.known,
      novelty,
      this.shape,
    );
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 2·n times the sum of p·log(p/q). */
function plainStatistic(counts: readonly number[], reference: readonly number[]): number {
  const n = sum(counts);
  let divergence = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const [p, q] = [counts[bin] / n, reference[bin] / sum(reference)];
    if (p > 0) divergence += p * Math.log(p / q);
  }
  return 2 * n * divergence;
}

function sample(count: number, bins: number, random: () => number, skew: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < count; i++) counts[Math.floor(bins * random() ** skew)]++;
  return counts;
}

describe('distributionNovelty', () => {
  test('the smallest divergence from any remembered distribution, as in a plain loop', () => {
    const random = seededRandom(7);
    for (const bins of [2, 5, 9]) {
      const novelty = new Novelty(bins, 6, 0);
      const remembered: number[][] = [];
      for (let round = 0; round < 60; round++) {
        const counts = sample(2_000, bins, random, 0.6 + random());
        if (remembered.length > 0) {
          const plain = Math.min(...remembered.map((reference) => plainStatistic(counts, reference)));
          // What is added to empty bins is of no weight beside two thousand values.
          expect(Math.abs(novelty.of(counts) - plain)).toBeLessThan(0.5 + 0.01 * plain);
        }
        if (round % 10 === 0) {
          novelty.remember(counts, Infinity);
          remembered.push(counts);
        }
      }
      expect(novelty.known).toBe(6);
    }
  });

  test('0 while nothing is known, and next to it for what is known', () => {
    const novelty = new Novelty(5, 4, 15);
    expect(novelty.of([52, 0, 0, 0, 0])).toBe(0);
    novelty.remember([52, 0, 0, 0, 0], 0);
    novelty.remember([10, 10, 12, 10, 10], 100);
    expect(novelty.of([10, 10, 12, 10, 10])).toBeLessThan(0.5);
    expect(novelty.of([52, 0, 0, 0, 0])).toBeLessThan(1);
  });

  test('never negative and always finite, where bins are empty, too', () => {
    const random = seededRandom(9);
    const novelty = new Novelty(5, 32, 15);
    for (let round = 0; round < 2_000; round++) {
      const counts = [0, 0, 0, 0, 0];
      for (let i = 0; i < 52; i++) counts[Math.floor(5 * random() ** (1 + (round % 9)))]++;
      const statistic = novelty.of(counts);
      expect(statistic >= 0 && statistic < Infinity).toBe(true);
      novelty.remember(counts, statistic);
    }
  });

  test('the further away, the more', () => {
    const novelty = new Novelty(5, 4, 15);
    novelty.remember([40, 12, 0, 0, 0], 0);
    const moving = [
      [40, 12, 0, 0, 0],
      [36, 14, 2, 0, 0],
      [30, 10, 10, 2, 0],
      [12, 10, 10, 10, 10],
      [0, 0, 0, 0, 52],
    ].map((counts) => novelty.of(counts));
    expect(moving).toEqual(moving.toSorted((a, b) => a - b));
    expect(moving[1]).toBeGreaterThan(moving[0] + 1);
    expect(moving[4]).toBeGreaterThan(5 * moving[2]);
  });

  test('under an unchanged distribution it is about as large as χ² has it', () => {
    const random = gaussian(12);
    const shares = (count: number) => {
      const counts = [0, 0, 0, 0, 0];
      for (let i = 0; i < count; i++) counts[Math.min(4, Math.max(0, Math.floor(2.5 + 1.5 * random())))]++;
      return counts;
    };
    const novelty = new Novelty(5, 1, 15);
    novelty.remember(shares(100_000), 0);
    let mean = 0;
    for (let round = 0; round < 2_000; round++) mean += novelty.of(shares(52)) / 2_000;
    // Four degrees of freedom.
    expect(mean).toBeGreaterThan(3.5);
    expect(mean).toBeLessThan(4.5);
  });
});

describe('rememberDistribution', () => {
  test('the first, then what is new enough, until the memory is full', () => {
    const novelty = new Novelty(3, 2, 15);
    novelty.remember([10, 0, 0], 0);
    expect(novelty.known).toBe(1);
    novelty.remember([9, 1, 0], 14.9);
    expect(novelty.known).toBe(1);
    novelty.remember([0, 10, 0], 15.1);
    expect(novelty.known).toBe(2);
    novelty.remember([0, 0, 10], 1e9);
    expect(novelty.known).toBe(2);
    expect(novelty.of([0, 0, 10])).toBeGreaterThan(15);
    expect(novelty.of([0, 10, 0])).toBeLessThan(1);
  });
});
