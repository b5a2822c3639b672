import { describe, expect, test } from '@jest/globals';
import { gaussian } from '../testing/synthetic-series.ts';
import type { CodebookShape } from './pattern-novelty.ts';
import { CODEBOOK_SCALARS, codebookFloats, fadePatterns, patternNovelty } from './pattern-novelty.ts';

class Codebook {
  private readonly shape: CodebookShape;
  private readonly tables: Float32Array;
  private readonly scalars = new Float64Array(CODEBOOK_SCALARS + 2);

  constructor(shape: Partial<CodebookShape>) {
    this.shape = { patternPoints: 4, patterns: 32, patternRadius: 2.5, patternRadiusTicks: 100, ...shape };
    this.tables = new Float32Array(codebookFloats(this.shape) + 2);
  }

  meet(pattern: readonly number[]): number {
    return patternNovelty(this.tables, 1, this.scalars, 1, Float64Array.from(pattern), this.shape);
  }

  fade(left: number): void {
    fadePatterns(this.tables, 1, this.shape, left);
  }
}

function plainDistance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}

describe('patternNovelty', () => {
  test('the distance from the nearest pattern before, as long as all of them are remembered', () => {
    for (const patternPoints of [1, 4, 12]) {
      const normal = gaussian(patternPoints);
      // Without a radius no pattern stands for another.
      const codebook = new Codebook({ patternPoints, patterns: 200, patternRadius: 0 });
      const past: number[][] = [];
      for (let i = 0; i < 200; i++) {
        // Now and then an old one comes again.
        const pattern =
          i % 7 === 6 ? past[i >> 1] : Array.from({ length: patternPoints }, () => Math.fround(normal()));
        const nearest = Math.min(...past.map((other) => plainDistance(pattern, other)));
        expect(codebook.meet(pattern)).toBeCloseTo(past.length === 0 ? 0 : nearest, 6);
        past.push(pattern);
      }
    }
  });

  test('a pattern that keeps coming is known, however noisy, and another one is not', () => {
    const normal = gaussian(5);
    const codebook = new Codebook({});
    const noisy = (shape: readonly number[]) => shape.map((value) => value + 0.1 * normal());
    const usual: number[] = [];
    for (let i = 0; i < 3_000; i++)
      usual.push(codebook.meet(noisy(i % 2 === 0 ? [1, 2, 3, 4] : [4, 3, 2, 1])));
    expect(Math.max(...usual.slice(1_000))).toBeLessThan(1);
    expect(codebook.meet([1, 4, 1, 4])).toBeGreaterThan(2);
  });

  test('with more patterns than it can hold it gives up the rarest, not what is met often', () => {
    const normal = gaussian(6);
    const codebook = new Codebook({ patterns: 8, patternRadius: 0.01 });
    const often = [100, 0, 0, 100];
    for (let i = 0; i < 2_000; i++) {
      codebook.meet(i % 3 === 0 ? often : Array.from({ length: 4 }, () => 10 * normal()));
    }
    for (let i = 0; i < 50; i++) codebook.meet(Array.from({ length: 4 }, () => 10 * normal()));
    expect(codebook.meet(often)).toBeLessThan(1e-3);
  });

  test('what was met often long ago is given up at last', () => {
    const normal = gaussian(6);
    const codebook = new Codebook({ patterns: 4, patternRadius: 0.01 });
    const old = [100, 0, 0, 100];
    for (let i = 0; i < 1_000; i++) codebook.meet(old);
    for (let i = 0; i < 5_000; i++) {
      codebook.meet(Array.from({ length: 4 }, () => normal()));
      if (i % 100 === 0) codebook.fade(0.8);
    }
    expect(codebook.meet(old)).toBeGreaterThan(50);
  });

  test('scales with the values', () => {
    const normal = gaussian(8);
    const [one, other] = [new Codebook({}), new Codebook({})];
    for (let i = 0; i < 1_000; i++) {
      const pattern = Array.from({ length: 4 }, () => normal());
      expect(other.meet(pattern.map((value) => 2 ** 40 * value))).toBe(2 ** 40 * one.meet(pattern));
    }
  });
});
