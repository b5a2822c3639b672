import { describe, expect, it } from '@jest/globals';
import { findChangePoints } from './find-change-points.ts';
import { longRunVariance } from './long-run-variance.ts';
import { mean } from './moments.ts';
import { expectClose } from './testing/expect-close.ts';
import { awkwardInputs, normals, uniforms } from './testing/seeded-values.ts';

const positions = (values: Float64Array): number[] => findChangePoints(values).map((change) => change.index);

/** Share of the seeds whose series gives a change. */
function shareWithChanges(seeds: number, make: (seed: number) => Float64Array): number {
  let found = 0;
  for (let seed = 1; seed <= seeds; seed++) if (positions(make(seed * 7919)).length > 0) found++;
  return found / seeds;
}

function autoregressive(seed: number, count: number, correlation: number): Float64Array {
  const shocks = normals(seed, count + 50);
  let level = 0;
  return shocks.map((shock) => (level = correlation * level + shock)).slice(50);
}

function wave(seed: number, count: number, period: number, noise: number): Float64Array {
  const [phase] = uniforms(seed, 1);
  return normals(seed, count).map((v, i) => Math.sin(2 * Math.PI * (i / period + phase)) + noise * v);
}

function steps(noise: Float64Array, at: readonly number[], size: number): Float64Array {
  return noise.map((value, i) => value + size * (at.filter((index) => i >= index).length % 2));
}

describe('findChangePoints', () => {
  describe.each([
    [1000, 200],
    [4032, 40],
  ])('in %i samples without a change', (count, seeds) => {
    it.each<[string, (seed: number) => Float64Array]>([
      ['white noise', (seed) => normals(seed, count)],
      ['autoregressive noise of 0.7', (seed) => autoregressive(seed, count, 0.7)],
      ['a pure daily wave', (seed) => wave(seed, count, count / 14, 0)],
      ['a daily wave and noise of its size', (seed) => wave(seed, count, count / 14, Math.SQRT1_2)],
    ])('finds none in %s, in 98 of 100 series', (_, make) => {
      expect(shareWithChanges(seeds, make)).toBeLessThanOrEqual(0.02);
    });
  });

  it.each<[string, (seed: number) => Float64Array]>([
    ['rare spikes', (seed) => normals(seed, 1000).map((v, i) => (i % 97 === 31 ? 30 * v : v))],
    ['coin flips', (seed) => uniforms(seed, 1000).map((v) => Math.round(v))],
    ['rare blips of a constant', (seed) => uniforms(seed, 1000).map((v) => (v < 0.02 ? 10 : 0))],
  ])('takes %s for no change of level', (_, make) => {
    expect(shareWithChanges(50, make)).toBeLessThanOrEqual(0.02);
  });

  it('finds a change of two standard deviations where it is', () => {
    for (const [count, at] of [
      [200, [120]],
      [1000, [300, 620]],
      [4032, [800, 1500, 2100, 3301]],
    ] as const) {
      const found = positions(steps(normals(count, count), at, 2));
      expect(found).toHaveLength(at.length);
      found.forEach((index, k) => expect(Math.abs(index - at[k])).toBeLessThanOrEqual(3));
    }
  });

  it('finds steps without noise to the sample, at any length and scale', () => {
    for (const count of [60, 500, 4031, 9000]) {
      const at = [Math.round(0.31 * count), Math.round(0.62 * count)];
      for (const size of [1, 1e300, 1e-300]) {
        expect(positions(steps(new Float64Array(count), at, size))).toEqual(at);
      }
      expect(positions(steps(new Float64Array(count).fill(1e16), at, 2))).toEqual(at);
    }
  });

  it('gives the means of the segments before and after, spikes included', () => {
    const values = steps(normals(5, 600), [250], 10);
    values[100] = 500;
    const [change, ...others] = findChangePoints(values);
    expect(others).toEqual([]);
    expect(change.index).toBe(250);
    expectClose(change.before, mean(values.subarray(0, 250)), 1e-12);
    expectClose(change.after, mean(values.subarray(250)), 1e-12);
  });

  it('skips gaps, and counts positions with them', () => {
    const values = steps(normals(6, 400), [180], 8).map((v, i) =>
      i % 5 === 2 ? NaN : i % 50 === 1 ? Infinity : v,
    );
    const [change, ...others] = findChangePoints(values);
    expect(others).toEqual([]);
    expect(change.index).toBe(180);
    expectClose(change.after, mean(values.subarray(180)), 1e-12);
  });

  it('finds the partition of least cost, as plain dynamic programming does', () => {
    for (let seed = 1; seed <= 10; seed++) {
      // A minimum of one sample cuts no spikes off, so that the cost is that of the values themselves.
      const values = steps(normals(seed, 40), [10 + seed, 30], 3);
      for (const penalty of [2, 6, 15]) {
        const found = findChangePoints(values, { minSegmentPoints: 1, penalty }).map(
          (change) => change.index,
        );
        expect(found).toEqual(bestPartition(values, penalty * longRunVariance(runningSums(values))));
      }
    }
  });

  it('calls nothing much shorter than a segment a level', () => {
    const values = normals(7, 300).map((v, i) => (i >= 150 && i < 156 ? v + 30 : v));
    expect(findChangePoints(values)).toEqual([]);
    const found = findChangePoints(values, { minSegmentPoints: 3 }).map((change) => change.index);
    expect(found).toEqual([150, 156]);
  });

  it('asks more of a change under a higher penalty', () => {
    const values = steps(normals(8, 400), [200], 2);
    expect(findChangePoints(values, { penalty: 30 })).toHaveLength(1);
    expect(findChangePoints(values, { penalty: 1e6 })).toHaveLength(0);
  });

  it('bears every input, and changes none', () => {
    for (const [, values] of awkwardInputs) {
      const before = values.slice();
      for (const change of findChangePoints(values)) {
        expect(Number.isFinite(change.before) && Number.isFinite(change.after)).toBe(true);
      }
      expect(values).toEqual(before);
    }
    expect(findChangePoints(new Float64Array(5000).fill(3))).toEqual([]);
    expect(findChangePoints(new Float64Array(5000).fill(3), { penalty: 0 })).toEqual([]);
  });

  it('refuses options without meaning', () => {
    for (const minSegmentPoints of [0, -1, 2.5, NaN]) {
      expect(() => findChangePoints(normals(1, 50), { minSegmentPoints })).toThrow(/minSegmentPoints/);
    }
    for (const penalty of [-1, NaN])
      expect(() => findChangePoints(normals(1, 50), { penalty })).toThrow(/penalty/);
  });
});

function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => (sums[i + 1] = sums[i] + value));
  return sums;
}

function bestPartition(values: Float64Array, penalty: number): number[] {
  const best: { cost: number; bounds: number[] }[] = [{ cost: -penalty, bounds: [] }];
  for (let end = 1; end <= values.length; end++) {
    const options = best.map(({ cost, bounds }, start) => {
      const segment = values.subarray(start, end);
      const centre = mean(segment);
      const error = segment.reduce((sum, value) => sum + (value - centre) ** 2, 0);
      return { cost: cost + error + penalty, bounds: start > 0 ? [...bounds, start] : bounds };
    });
    best.push(options.reduce((least, option) => (option.cost < least.cost ? option : least)));
  }
  return best[values.length].bounds;
}
