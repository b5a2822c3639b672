import { OrderedKeys } from './ordered-keys.ts';
import { seededRandom } from './seeded-random.ts';

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
const { floor, fround } = Math;
const { isFinite } = Number;
const EULER_GAMMA = 0.5772156649015329;

/**
 * A forest of random trees: what few random cuts can set apart from the rest is strange. Rows with a NaN or infinite
 * number are left out of the fit and score NaN.
 *
 * Source: F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation Forest", ICDM 2008, algorithms 1–3 and equations 1–2. Like
 * scikit-learn's it draws each cut among the columns that still vary, and works on single precision (of the centred column).
 *
 * Trees are complete binary ones in level order: the children of node i are 2i + 1 and 2i + 2. A branch that ends early
 * leads its rows down its left edge, so that every walk has the same length and no test for a leaf.
 */
export class IsolationForest {
  readonly #columns: number;
  readonly #trees: number;
  readonly #depth: number;
  /** c(n) of the rows that a tree has seen; NaN when there were fewer than two to tell apart. */
  readonly #usualPathLength: number;
  readonly #keys: OrderedKeys;
  /** Trees one behind the other, 2^depth − 1 inner nodes each: a row goes right where its key is greater. */
  readonly #splitKey: Int32Array;
  readonly #splitColumn: Int32Array;
  /** 2^depth leaves a tree. */
  readonly #pathLength: Float64Array;

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

    this.#columns = columns;
    this.#trees = trees;
    this.#depth = Math.ceil(Math.log2(Math.max(seen, 2)));
    this.#usualPathLength = seen < 2 ? NaN : averagePathLength(seen);
    this.#keys = new OrderedKeys(finite, columns);
    this.#splitKey = new Int32Array(trees * (2 ** this.#depth - 1));
    this.#splitColumn = new Int32Array(this.#splitKey.length);
    this.#pathLength = new Float64Array(trees * 2 ** this.#depth);
    if (seen >= 2) this.#grow(this.#keys.scale(finite), count, seen, seededRandom(seed));
  }

  /**
   * The anomaly score 2^(−E(h)/c(n)) of each row, 0…1: near 1 is isolated at once, 0.5 and below is ordinary. NaN for a row
   * with a number that is not finite, and for every row when the forest was grown on fewer than two.
   * @throws RangeError for a table that is not whole rows.
   * Cost: O(n · trees · log sampleSize).
   */
  score(rows: Float64Array): Float64Array {
    const columns = this.#columns;
    requireWholeRows(rows, columns);
    const count = rows.length / columns;
    const scores = this.#sumPathLengths(OrderedKeys.of(this.#keys.scale(rows)), count);
    for (let row = 0; row < count; row++) {
      const isWhole = isFiniteRow(rows, row * columns, columns);
      const meanPathLength = isWhole ? scores[row] / this.#trees : NaN;
      scores[row] = 2 ** (-meanPathLength / this.#usualPathLength);
    }
    return scores;
  }

  /** Path lengths summed over the trees. Two rows walk side by side: the processor waits for neither's memory. */
  #sumPathLengths(keys: Int32Array, count: number): Float64Array {
    const columns = this.#columns;
    const depth = this.#depth;
    const splitKey = this.#splitKey;
    const splitColumn = this.#splitColumn;
    const pathLength = this.#pathLength;
    const inner = 2 ** depth - 1;
    // The last of an odd number of rows walks beside an empty one.
    const padded = new Int32Array(keys.length + columns);
    padded.set(keys);
    const sums = new Float64Array(count + 1);
    for (let tree = 0; tree < this.#trees; tree++) {
      const root = (tree * inner) | 0;
      const leaves = (tree * (inner + 1) - inner) | 0;
      for (let row = 0; row < count; row = (row + 2) | 0) {
        const one = (row * columns) | 0;
        const other = (one + columns) | 0;
        let a = 0;
        let b = 0;
        for (let level = 0; level < depth; level = (level + 1) | 0) {
          const atA = (root + a) | 0;
          const atB = (root + b) | 0;
          a = (2 * a + 1 + ((splitKey[atA] - padded[(one + splitColumn[atA]) | 0]) >>> 31)) | 0;
          b = (2 * b + 1 + ((splitKey[atB] - padded[(other + splitColumn[atB]) | 0]) >>> 31)) | 0;
        }
        sums[row] += pathLength[(leaves + a) | 0];
        sums[row + 1] += pathLength[(leaves + b) | 0];
      }
    }
    return sums.subarray(0, count);
  }

  #grow(table: Float32Array<ArrayBuffer>, count: number, seen: number, random: () => number): void {
    const columns = this.#columns;
    const keys = OrderedKeys.of(table);
    const shuffled = Int32Array.from({ length: count }, (_, row) => row * columns);
    const sample = new Int32Array(seen);
    const untried = new Int32Array(columns);
    const inner = 2 ** this.#depth - 1;
    const leafCost = Float64Array.from({ length: seen + 1 }, (_, n) => averagePathLength(n));
    let tree = 0;

    /** Splits the sample's rows from `from` up to `to`, which have come to `node`. */
    const split = (node: number, level: number, from: number, to: number): void => {
      if (level === this.#depth) {
        this.#pathLength[tree * (inner + 1) + node - inner] = level + leafCost[to - from];
        return;
      }
      const cut = to - from > 1 ? drawCut(from, to) : undefined;
      if (cut === undefined) {
        this.#endEarly(tree, node, level, level + leafCost[to - from]);
        return;
      }
      const { column, key } = cut;
      this.#splitColumn[tree * inner + node] = column;
      this.#splitKey[tree * inner + node] = key;
      let left = from;
      let right = to - 1;
      while (left <= right) {
        const row = sample[left];
        if (keys[row + column] <= key) {
          left++;
        } else {
          sample[left] = sample[right];
          sample[right--] = row;
        }
      }
      split(2 * node + 1, level + 1, from, left);
      split(2 * node + 2, level + 1, left, to);
    };

    /** A random column among those that vary, and a random cut between its extremes; undefined when all rows are alike. */
    const drawCut = (from: number, to: number): { column: number; key: number } | undefined => {
      for (let c = 0; c < columns; c++) untried[c] = c;
      for (let left = columns; left > 0; left--) {
        const drawn = floor(random() * left);
        const column = untried[drawn];
        untried[drawn] = untried[left - 1];
        let min = table[sample[from] + column];
        let max = min;
        for (let i = from + 1; i < to; i++) {
          const value = table[sample[i] + column];
          if (value < min) min = value;
          else if (value > max) max = value;
        }
        if (min < max) return { column, key: cutKey(min, max, random()) };
      }
      return undefined;
    };

    for (; tree < this.#trees; tree++) {
      for (let i = 0; i < seen; i++) {
        const drawn = i + floor(random() * (count - i));
        const row = shuffled[drawn];
        shuffled[drawn] = shuffled[i];
        shuffled[i] = row;
        sample[i] = row;
      }
      split(0, 0, 0, seen);
    }
  }

  /** Leads every row that comes to `node` down the left edge to one leaf. */
  #endEarly(tree: number, node: number, level: number, pathLength: number): void {
    const inner = 2 ** this.#depth - 1;
    for (; level < this.#depth; level++) {
      // Greater than any key: no row goes right.
      this.#splitKey[tree * inner + node] = MAX_KEY;
      node = 2 * node + 1;
    }
    this.#pathLength[tree * (inner + 1) + node - inner] = pathLength;
  }
}

/** No number has a greater one. */
const MAX_KEY = OrderedKeys.ofOne(1);

/** The key of a uniformly drawn cut in [min, max). */
function cutKey(min: number, max: number, share: number): number {
  const cut = fround(min + (max - min) * share);
  return OrderedKeys.ofOne(cut < max ? cut : min);
}

/**
 * c(n), the average path length of an unsuccessful search in a binary search tree of n rows: what a leaf of n unsplit rows
 * adds to the path, and what scores are measured by (Liu et al. 2008, equation 1).
 */
function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  // Exact; the equation's approximation of the harmonic number is off for so few.
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + EULER_GAMMA) - (2 * (rows - 1)) / rows;
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
    throw new RangeError(`${name} must be an integer from ${min} to ${floor(max)}, not ${value}`);
  }
}
