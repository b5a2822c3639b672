import { OrderedKeys } from './ordered-keys.ts';
import { COLUMN_BYTES } from './trees.ts';
import type { Trees } from './trees.ts';

// Looked up once: inside a sandbox (a test runner, say) reaching for a global costs more than the arithmetic.
const { floor, fround, log } = Math;
const EULER_GAMMA = 0.5772156649015329;

/**
 * Grows random trees of `depth` levels on a row-major table in −1…1, each on `seen` rows drawn without replacement.
 *
 * @param keys of the same numbers, as of `OrderedKeys`.
 */
export function growTrees(
  keys: Int32Array,
  { columns, trees, depth, seen }: { columns: number; trees: number; depth: number; seen: number },
  random: () => number,
): Trees {
  const treeSlots = 2 ** (depth + 1);
  const slots = new Float64Array(trees * treeSlots);
  const splits = new Int32Array(slots.buffer);
  const count = keys.length / columns;
  const shuffled = new Int32Array(count);
  for (let row = 0; row < count; row++) shuffled[row] = row * columns;
  // The rows of the tree that grows, column by column, and their places in the order that the splits bring about.
  const drawn = new Int32Array(columns * seen);
  const sample = new Int32Array(seen);
  const untried = new Int32Array(columns);
  const leafCost = Float64Array.from({ length: seen + 1 }, (_, n) => averagePathLength(n));
  let tree = 0;

  /** Leads the `rows` rows that have come to `node` down the left edge to one leaf. */
  const end = (node: number, level: number, rows: number): void => {
    const pathLength = level + leafCost[rows];
    for (; level < depth; level++) {
      // Greater than any key: no row goes right.
      splits[2 * (tree + node)] = MAX_KEY;
      node *= 2;
    }
    slots[tree + node] = pathLength;
  };

  /** Splits the sample's rows from `from` up to `to`, which have come to `node`. */
  const split = (node: number, level: number, from: number, to: number): void => {
    for (let c = 0; c < columns; c++) untried[c] = c;
    for (let left = columns; left > 0; left--) {
      const tried = floor(random() * left);
      const column = untried[tried];
      untried[tried] = untried[left - 1];
      const first = column * seen;
      let min = drawn[first + sample[from]];
      let max = min;
      for (let i = from + 1; i < to; i++) {
        const key = drawn[first + sample[i]];
        if (key < min) min = key;
        else if (key > max) max = key;
      }
      if (min === max) continue;
      const key = cutKey(min, max, random());
      const at = 2 * (tree + node);
      splits[at] = key;
      splits[at + 1] = column * COLUMN_BYTES;
      // Every row changes places with the first that goes right, and stays there if it goes left: nothing to guess.
      let middle = from;
      for (let i = from; i < to; i++) {
        const row = sample[i];
        sample[i] = sample[middle];
        sample[middle] = row;
        middle += 1 - ((key - drawn[first + row]) >>> 31);
      }
      descend(2 * node, level + 1, from, middle);
      descend(2 * node + 1, level + 1, middle, to);
      return;
    }
    end(node, level, to - from);
  };

  const descend = (node: number, level: number, from: number, to: number): void => {
    if (level === depth || to - from === 1) end(node, level, to - from);
    else split(node, level, from, to);
  };

  for (; tree < slots.length; tree += treeSlots) {
    for (let i = 0; i < seen; i++) {
      const other = i + floor(random() * (count - i));
      const row = shuffled[other];
      shuffled[other] = shuffled[i];
      shuffled[i] = row;
      sample[i] = i;
      for (let c = 0; c < columns; c++) drawn[c * seen + i] = keys[row + c];
    }
    if (seen > 1) split(1, 0, 0, seen);
  }
  return { columns, depth, slots };
}

/** No number has a greater one. */
const MAX_KEY = OrderedKeys.ofOne(1);

/** The key of a uniformly drawn cut in [min, max), both given as keys. */
function cutKey(minKey: number, maxKey: number, share: number): number {
  const min = OrderedKeys.numberOf(minKey);
  const max = OrderedKeys.numberOf(maxKey);
  const cut = fround(min + (max - min) * share);
  return cut < max ? OrderedKeys.ofOne(cut) : minKey;
}

/**
 * c(n), the average path length of an unsuccessful search in a binary search tree of n rows: what a leaf of n unsplit rows
 * adds to the path, and what scores are measured by (Liu et al. 2008, equation 1).
 */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  // Exact; the equation's approximation of the harmonic number is off for so few.
  if (rows === 2) return 1;
  return 2 * (log(rows - 1) + EULER_GAMMA) - (2 * (rows - 1)) / rows;
}
