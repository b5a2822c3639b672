import { describe, expect, test } from '@jest/globals';
import { growTrees } from './grow-trees.ts';
import { seededRandom } from './seeded-random.ts';
import { BLOCK_ROWS } from './trees.ts';
import { sumPathLengths, walkOneByOne } from './walk-trees.ts';

/** Keys of uniform numbers, a tenth of them the same one. */
function someKeys(rows: number, columns: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from({ length: rows * columns }, () =>
    random() < 0.1 ? 7 : Math.round((random() - 0.5) * 2 ** 30),
  );
}

function someTrees(columns: number, depth: number, trees = 5) {
  const keys = someKeys(2 ** depth, columns, depth);
  return growTrees(keys, { columns, trees, depth, seen: 2 ** depth }, seededRandom(columns));
}

describe('sumPathLengths', () => {
  const shapes = [1, 2, 4, 12].flatMap((columns) => [1, 2, 8, 11].map((depth) => ({ columns, depth })));

  test.each(shapes)(
    'rows side by side come to the leaves that they come to one by one: $columns columns, depth $depth',
    ({ columns, depth }) => {
      const trees = someTrees(columns, depth);
      for (const rows of [16, 17, 23, 500]) {
        const keys = someKeys(rows, columns, rows);
        expect(sumPathLengths(trees, keys)).toEqual(walkOneByOne(trees, keys));
      }
    },
  );

  test('so do those of several blocks, and of one that follows a longer one', () => {
    const trees = someTrees(3, 8, 20);
    for (const rows of [2 * BLOCK_ROWS + 5, BLOCK_ROWS + 1, BLOCK_ROWS, BLOCK_ROWS - 1, 16]) {
      const keys = someKeys(rows, 3, rows);
      expect(sumPathLengths(trees, keys)).toEqual(walkOneByOne(trees, keys));
    }
  });

  test('what the machine has no room for is walked without it', () => {
    for (const [columns, depth] of [
      [13, 3],
      [2, 12],
    ]) {
      const trees = someTrees(columns, depth);
      const keys = someKeys(40, columns, 1);
      expect(sumPathLengths(trees, keys)).toEqual(walkOneByOne(trees, keys));
    }
  });

  test('a path is as long as the cuts on it, and what its leaf would have taken', () => {
    // Four different rows in one column: two levels set all apart, or leave two together that would take one more.
    const keys = Int32Array.of(1, 2, 3, 4);
    const trees = growTrees(keys, { columns: 1, trees: 1, depth: 2, seen: 4 }, seededRandom(3));
    const lengths = Array.from(walkOneByOne(trees, keys)).sort((a, b) => a - b);
    expect([
      [2, 2, 2, 2],
      [1, 2, 3, 3],
    ]).toContainEqual(lengths);
  });
});
