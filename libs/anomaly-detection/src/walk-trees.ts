import { assembleWalk, SIDE_BY_SIDE } from './assemble-walk.ts';
import { BLOCK_ROWS, COLUMN_BYTES, COLUMN_SHIFT, SLOT_BYTES } from './trees.ts';
import type { Trees } from './trees.ts';

/** What the machine's memory has room for (0.2 MB in all); larger trees and wider tables are walked without it. */
const MAX_DEPTH = 11;
const MAX_COLUMNS = 12;

/** For fewer rows, handing the trees to the machine would take longer than walking them. */
const MIN_ROWS = 16;

const TREE_BYTES = 2 ** (MAX_DEPTH + 1) * SLOT_BYTES;
const SUMS_BYTES = BLOCK_ROWS * 8;
const LAYOUT = {
  sumsAt: TREE_BYTES,
  keysAt: TREE_BYTES + SUMS_BYTES,
  pages: Math.ceil((TREE_BYTES + SUMS_BYTES + MAX_COLUMNS * COLUMN_BYTES) / 65_536),
};

/** As much of the global as is used here: the language's own types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer };
      readonly walk: (depth: number, end: number) => void;
    };
  };
};

interface Machine {
  readonly walk: (depth: number, end: number) => void;
  readonly tree: Float64Array;
  readonly sums: Float64Array;
  readonly keys: Int32Array;
}

let machine: Machine | undefined;

/**
 * The path lengths of each row, summed over the trees in their order.
 *
 * @param keys row-major, as of `OrderedKeys`.
 */
export function sumPathLengths(trees: Trees, keys: Int32Array): Float64Array {
  const fits = trees.depth <= MAX_DEPTH && trees.columns <= MAX_COLUMNS;
  return fits && keys.length >= MIN_ROWS * trees.columns
    ? walkSideBySide(trees, keys)
    : walkOneByOne(trees, keys);
}

/** What the machine does, in plain words. */
export function walkOneByOne({ columns, depth, slots }: Trees, keys: Int32Array): Float64Array {
  const splits = new Int32Array(slots.buffer, slots.byteOffset, 2 * slots.length);
  const sums = new Float64Array(keys.length / columns);
  const treeSlots = 2 ** (depth + 1);
  for (let row = 0; row < sums.length; row++) {
    const from = row * columns;
    let sum = 0;
    for (let tree = 0; tree < slots.length; tree += treeSlots) {
      let node = 1;
      for (let level = 0; level < depth; level++) {
        const split = 2 * (tree + node);
        node = 2 * node + (keys[from + (splits[split + 1] >>> COLUMN_SHIFT)] > splits[split] ? 1 : 0);
      }
      sum += slots[tree + node];
    }
    sums[row] = sum;
  }
  return sums;
}

function walkSideBySide({ columns, depth, slots }: Trees, keys: Int32Array): Float64Array {
  machine ??= buildMachine();
  const { walk, tree, sums } = machine;
  const count = keys.length / columns;
  const result = new Float64Array(count);
  const treeSlots = 2 ** (depth + 1);
  for (let first = 0; first < count; first += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, count - first);
    layOut(keys, columns, first, rows, machine.keys);
    sums.fill(0, 0, rows);
    // Behind the last row walk what other rows have left there, to sums that nobody reads.
    const end = Math.ceil(rows / SIDE_BY_SIDE) * SIDE_BY_SIDE * Int32Array.BYTES_PER_ELEMENT;
    for (let from = 0; from < slots.length; from += treeSlots) {
      tree.set(slots.subarray(from, from + treeSlots));
      walk(depth, end);
    }
    result.set(sums.subarray(0, rows), first);
  }
  return result;
}

/** Column by column, where the trees' splits look for them. */
function layOut(keys: Int32Array, columns: number, first: number, rows: number, places: Int32Array): void {
  for (let c = 0; c < columns; c++) {
    const to = c * BLOCK_ROWS;
    for (let row = 0, i = first * columns + c; row < rows; row++, i += columns) places[to + row] = keys[i];
  }
}

function buildMachine(): Machine {
  const { memory, walk } = new WebAssembly.Instance(new WebAssembly.Module(assembleWalk(LAYOUT))).exports;
  return {
    walk,
    tree: new Float64Array(memory.buffer, 0, TREE_BYTES / SLOT_BYTES),
    sums: new Float64Array(memory.buffer, LAYOUT.sumsAt, BLOCK_ROWS),
    keys: new Int32Array(memory.buffer, LAYOUT.keysAt, MAX_COLUMNS * BLOCK_ROWS),
  };
}
