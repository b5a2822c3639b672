export interface Eigenpairs {
  /** Largest magnitude first. */
  readonly values: Float64Array;
  /** One eigenvector after the other, each of unit length. */
  readonly vectors: readonly Float64Array[];
}

/** More vectors than wanted make the wanted ones converge sooner (Halko et al., §4.2). */
const SPARE_VECTORS = 16;
const ROUNDS = 12;
const JACOBI_SWEEPS = 12;

/**
 * The eigenvectors of the largest eigenvalues, by magnitude, of a symmetric matrix: orthogonal iteration from a fixed start and a
 * Rayleigh–Ritz step (Golub & Van Loan, "Matrix Computations", §8.2.4 and §8.5; Halko, Martinsson, Tropp, "Finding
 * structure with randomness", SIAM Review 53, 2011). The same matrix always gives the same result. O(rounds · n² · count).
 * @param matrix n rows of n numbers
 */
export function leadingEigenvectors(matrix: readonly Float64Array[], count: number): Eigenpairs {
  const size = matrix.length;
  const width = Math.min(size, count + SPARE_VECTORS);
  let basis = orthonormalise(startVectors(width, size));
  for (let round = 0; round < ROUNDS; round++) {
    basis = orthonormalise(basis.map((vector) => multiply(matrix, vector)));
  }
  const images = basis.map((vector) => multiply(matrix, vector));
  const small = basis.map((vector) => Float64Array.from(images, (image) => dot(vector, image)));
  const { values, vectors } = diagonalise(small);
  const order = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, count);
  return {
    values: Float64Array.from(order, (index) => values[index]),
    vectors: order.map((index) => withSign(combine(basis, vectors[index]))),
  };
}

/** Numbers between −1 and 1 from a linear congruential generator with a fixed seed. */
function startVectors(count: number, size: number): Float64Array[] {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return Array.from({ length: count }, () => Float64Array.from({ length: size }, next));
}

/** Modified Gram–Schmidt, twice, since once loses orthogonality. A vector that depends on others becomes zero. */
function orthonormalise(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) addTo(rest, other, -dot(rest, other));
    }
    const length = Math.sqrt(dot(rest, rest));
    done.push(length > 1e-12 ? rest.map((x) => x / length) : rest.fill(0));
  }
  return done;
}

/** All eigenpairs of a small symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, §8.5.3). */
function diagonalise(matrix: readonly Float64Array[]): { values: Float64Array; vectors: Float64Array[] } {
  const size = matrix.length;
  const a = matrix.map((row) => row.slice());
  const v = a.map((_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < JACOBI_SWEEPS; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p][q]) < 1e-300) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < size; k++)
          [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < size; k++)
          [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < size; k++)
          [v[p][k], v[q][k]] = [c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k]];
      }
    }
  }
  return { values: Float64Array.from(a, (row, i) => row[i]), vectors: v };
}

/** An eigenvector may point either way: its largest component is made positive. */
function withSign(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? vector.map((x) => -x) : vector;
}

function combine(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0].length);
  basis.forEach((vector, i) => addTo(sum, vector, weights[i]));
  return sum;
}

const multiply = (matrix: readonly Float64Array[], vector: Float64Array): Float64Array =>
  Float64Array.from(matrix, (row) => dot(row, vector));

function addTo(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * vector[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
