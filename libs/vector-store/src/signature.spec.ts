import { expect, test } from '@jest/globals';
import { signatureOf, SignatureTable } from './signature.ts';
import { randomVector, seededRandom, unitVector } from './testing/sample-records.ts';

const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

test('a signature has two bits a component, and of unused bits none', () => {
  expect(signatureOf(unitVector([1, -1, 0.1, -0.1, 3])).length).toBe(2);
  expect([...signatureOf(unitVector([-0.1, 0.1, -1, 1]))]).toEqual([0b11_01_10_00]);
  expect(signatureOf(new Float32Array([1]))[0] >> 2).toBe(0);
});

test.each([1, 3, 16, 17, 100, 768])(
  'estimates follow the products of vectors of %i components',
  (dimensions) => {
    const random = seededRandom(dimensions);
    const wanted = randomVector(random, dimensions);
    const table = new SignatureTable(wanted);
    const vectors = Array.from({ length: 300 }, (_, i) => {
      const other = randomVector(random, dimensions);
      return unitVector(other.map((x, k) => x + (i / 150) * wanted[k]));
    });
    const bytes = signatureOf(vectors[0]).length;
    const signatures = new Uint8Array(bytes * vectors.length);
    vectors.forEach((vector, i) => signatures.set(signatureOf(vector), i * bytes));
    const estimates = vectors.map((_, i) => table.estimate(signatures, i * bytes));
    expect(estimates.every(Number.isInteger)).toBe(true);
    const products = vectors.map((vector) => product(vector, wanted));
    expect(correlation(estimates, products)).toBeGreaterThan(dimensions < 4 ? 0.8 : 0.95);
  },
);

test('of no direction there is nothing to estimate', () => {
  const table = new SignatureTable(new Float32Array(8));
  expect(table.estimate(signatureOf(unitVector([1, 2, 3, 4, 5, 6, 7, 8])), 0)).toBe(0);
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((x, y) => x + y) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return (
    covariance(a, meanA, b, meanB) /
    Math.sqrt(covariance(a, meanA, a, meanA) * covariance(b, meanB, b, meanB))
  );
}
