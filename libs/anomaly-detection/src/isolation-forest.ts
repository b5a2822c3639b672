import { averagePathLength, growTrees } from './grow-trees.ts';
import { OrderedKeys } from './ordered-keys.ts';
import { seededRandom } from './seeded-random.ts';
import type { Trees } from './trees.ts';
import { sumPathLengths } from './walk-trees.ts';

export interface IsolationForestOptions {
  /** Columns of a row: the table is row-major, `rows.length / columns` rows. */
  columns: number;
  /** Default 100: path lengths are stable well before that (Liu et al. 2008, section 5.2). */
  trees?: number;
  /** Rows that each tree sees, drawn without replacement. Default 256: more no longer helps (section 5.2). */
  sampleSize?: number;
  /** Any integer; the same seed and rows give the same forest. Default 0. */
  seed?: number;
}

/** More nodes than this would only cost memory: about 300 MB. */
const MAX_TREE_ROWS = 2 ** 23;
// Looked up once: inside a sandbox (a test runner, say) reaching for a global costs more than the arithmetic.
const { isFinite } = Number;

/**
 * A forest of random trees: what few random cuts can set apart from the rest is strange. Rows with a NaN or infinite
 * number are left out of the fit and score NaN.
 *
 * Source: F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation Forest", ICDM 2008, algorithms 1–3 and equations 1–2. Like
 * scikit-learn's it draws each cut among the columns that still vary, and works on single precision (of the centred column).
 */
export class IsolationForest {
  /** c(n) of the rows that a tree has seen; NaN when there were fewer than two to tell apart. */
  readonly #usualPathLength: number;
  readonly #keys: OrderedKeys;
  readonly #trees: Trees;
  readonly #treeCount: number;

  /**
   * Grows a forest on a row-major table.
   * @throws RangeError for a table that is not whole rows, or for sizes out of bounds.
   * Cost: O(n · columns + trees · sampleSize · log sampleSize).
   */
  static fit(rows: Float64Array, options: IsolationForestOptions): IsolationForest {
    return new IsolationForest(rows, options);
  }

  private constructor(rows: Float64Array, options: IsolationForestOptions) {
    const { columns, trees = 100, sampleSize = 256, seed = 0 } = options;
    requireInteger('columns', columns, 1, 65_535);
    requireInteger('trees', trees, 1, MAX_TREE_ROWS);
    requireInteger('sampleSize', sampleSize, 2, MAX_TREE_ROWS / trees);
    requireWholeRows(rows, columns);
    const finite = finiteRows(rows, columns);
    const count = finite.length / columns;
    const seen = Math.min(sampleSize, count);

    const depth = Math.ceil(Math.log2(Math.max(seen, 2)));

    this.#usualPathLength = seen < 2 ? NaN : averagePathLength(seen);
    this.#keys = new OrderedKeys(finite, columns);
    this.#treeCount = trees;
    this.#trees = growTrees(
      OrderedKeys.of(this.#keys.scale(finite)),
      { columns, trees, depth, seen },
      seededRandom(seed),
    );
  }

  /**
   * The anomaly score 2^(−E(h)/c(n)) of each row, 0…1: near 1 is isolated at once, 0.5 and below is ordinary. NaN for a row
   * with a number that is not finite, and for every row when the forest was grown on fewer than two.
   * @throws RangeError for a table that is not whole rows.
   * Cost: O(n · trees · log sampleSize).
   */
  score(rows: Float64Array): Float64Array {
    const { columns } = this.#trees;
    requireWholeRows(rows, columns);
    const scores = sumPathLengths(this.#trees, OrderedKeys.of(this.#keys.scale(rows)));
    for (let row = 0; row < scores.length; row++) {
      const isWhole = isFiniteRow(rows, row * columns, columns);
      const meanPathLength = isWhole ? scores[row] / this.#treeCount : NaN;
      scores[row] = 2 ** (-meanPathLength / this.#usualPathLength);
    }
    return scores;
  }
}

function finiteRows(rows: Float64Array, columns: number): Float64Array {
  const finite = new Float64Array(rows.length);
  let length = 0;
  for (let from = 0; from < rows.length; from += columns) {
    if (!isFiniteRow(rows, from, columns)) continue;
    for (let i = from; i < from + columns; i++) finite[length++] = rows[i];
  }
  return finite.subarray(0, length);
}

function isFiniteRow(rows: Float64Array, from: number, columns: number): boolean {
  for (let i = from; i < from + columns; i++) if (!isFinite(rows[i])) return false;
  return true;
}

function requireWholeRows(rows: Float64Array, columns: number): void {
  if (rows.length % columns !== 0) {
    throw new RangeError(`rows: ${rows.length} numbers are not whole rows of ${columns} columns`);
  }
}

function requireInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be an integer from ${min} to ${Math.floor(max)}, not ${value}`);
  }
}
