import { describe, expect, it } from '@jest/globals';
import { leadingEigenvectors } from './leading-eigenvectors.ts';

const rows = (matrix: number[][]): Float64Array[] => matrix.map((row) => Float64Array.from(row));

describe('leadingEigenvectors', () => {
  it('finds those of a matrix that can be told by hand, largest magnitude first', () => {
    const { values, vectors } = leadingEigenvectors(
      rows([
        [2, 1, 0],
        [1, 2, 0],
        [0, 0, -5],
      ]),
      2,
    );
    expect([...values].map((value) => value.toFixed(9))).toEqual(['-5.000000000', '3.000000000']);
    expect(vectors[0][2]).toBeCloseTo(1, 9);
    expect(vectors[1][0]).toBeCloseTo(Math.SQRT1_2, 9);
    expect(vectors[1][1]).toBeCloseTo(Math.SQRT1_2, 9);
  });

  it('finds orthonormal vectors that the matrix only stretches, of a matrix made from known ones', () => {
    const size = 60;
    const waves = Array.from({ length: size }, (_, k) =>
      Float64Array.from(
        { length: size },
        (_, i) => Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * k * (i + 0.5)) / size),
      ),
    );
    const value = (k: number): number => (k % 2 === 0 ? 1 : -1) * 100 * 0.8 ** k;
    const matrix = waves.map((_, i) =>
      Float64Array.from({ length: size }, (_, j) =>
        waves.reduce((sum, wave, k) => sum + value(k) * wave[i] * wave[j], 0),
      ),
    );
    const { values, vectors } = leadingEigenvectors(matrix, 8);
    values.forEach((found, k) => expect(found).toBeCloseTo(value(k), 6));
    for (const [k, vector] of vectors.entries()) {
      const along = vector.reduce((sum, x, i) => sum + x * waves[k][i], 0);
      expect(Math.abs(along)).toBeCloseTo(1, 6);
    }
  });

  it('gives the same, sign included, every time, and no more pairs than there are', () => {
    const matrix = rows([
      [0, 1],
      [1, 0],
    ]);
    expect(leadingEigenvectors(matrix, 5)).toEqual(leadingEigenvectors(matrix, 5));
    expect(leadingEigenvectors(matrix, 5).vectors).toHaveLength(2);
  });
});
