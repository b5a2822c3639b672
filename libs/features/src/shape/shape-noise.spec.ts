import { describe, expect, it } from '@jest/globals';
import { chanceSimilarity, isNoise } from './shape-noise.ts';

function seededNoise(length: number): Float64Array {
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Float64Array.from({ length }, () => random() + random() + random() + random() - 2);
}

describe('isNoise', () => {
  it('tells noise from what has a shape', () => {
    const noise = seededNoise(300);
    expect(isNoise(noise)).toBe(true);
    expect(isNoise(noise.map((value, i) => value + 2 * Math.sin(i / 20)))).toBe(false);
    expect(isNoise(noise.map((value, i) => value + (i > 200 ? 3 : 0)))).toBe(false);
  });

  it('takes a spike for a shape, however short', () => {
    const spike = seededNoise(300).map((value, i) => (i === 150 ? 20 : value));
    expect(isNoise(spike)).toBe(false);
    expect(isNoise(new Float64Array(100).with(50, 1))).toBe(false);
  });

  it('takes nothing, and what is flat, for no noise', () => {
    expect(isNoise(new Float64Array(0))).toBe(false);
    expect(isNoise(new Float64Array(10).fill(2))).toBe(false);
  });
});

describe('chanceSimilarity', () => {
  it('rises with the windows and falls with the samples', () => {
    expect(chanceSimilarity(12, 4e7)).toBeGreaterThan(0.98);
    expect(chanceSimilarity(300, 4e7)).toBeLessThan(0.4);
    expect(chanceSimilarity(300, 1)).toBe(0);
  });

  it('is what noise reaches by chance', () => {
    const noise = seededNoise(20_000);
    const shape = noise.slice(0, 20);
    let best = 0;
    for (let at = 20; at + 20 <= noise.length; at++) {
      best = Math.max(best, correlation(noise.subarray(at, at + 20), shape));
    }
    expect(best).toBeCloseTo(chanceSimilarity(20, 20_000), 1);
  });
});

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
    ab += (a[i] - meanA) * (b[i] - meanB);
  }
  return ab / Math.sqrt(aa * bb);
}
