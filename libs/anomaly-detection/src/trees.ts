/**
 * Isolation trees one behind the other, each a complete binary one in level order of 2^(depth + 1) slots: slot 1 is the
 * root, the children of slot i are 2i and 2i + 1, slot 0 is unused. A branch that ends early leads its rows down its left
 * edge, so that every walk has the same length and no test for a leaf.
 *
 * In the first half of a tree a slot is a split, two integers: the key, and the column as the place of its
 * {@link COLUMN_BYTES} among those of a block. A row goes right where its key is greater. In the second half a slot is a leaf,
 * one number: the length of the path.
 */
export interface Trees {
  readonly columns: number;
  readonly depth: number;
  readonly slots: Float64Array<ArrayBuffer>;
}

/** A split's first and second integer, and a leaf's number. */
export const SLOT_BYTES = 8;

/** Rows that are walked together, column by column: their keys stay in the second cache while all trees go over them. */
export const BLOCK_ROWS = 2_048;
export const COLUMN_SHIFT = 13;
export const COLUMN_BYTES = 2 ** COLUMN_SHIFT;
