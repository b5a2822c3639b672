/** Rows that walk side by side: while the memory answers one, the processor asks for the others. More would spill. */
export const SIDE_BY_SIDE = 8;

export interface WalkLayout {
  /** Where the memory has the sums, a double a row. */
  readonly sumsAt: number;
  /** Where it has the keys of the first column, an integer a row. */
  readonly keysAt: number;
  /** In 64 KiB. */
  readonly pages: number;
}

/**
 * Assembles the WebAssembly module (binary format, version 1) that lets rows walk down one tree and adds the length of
 * each path to the row's sum. It exports its `memory`, in which the tree lies at 0, as in `Trees`, and
 *
 *     walk(depth, end): for (row = 0; row < end; row += 4 · 8), eight rows side by side:
 *       node = 8
 *       depth times: node = 2 · node + 8 · (key at row + column of node > split key of node)
 *       sum at 2 · row += path length at node
 *
 * Rows and nodes are byte offsets, so that nothing needs to be multiplied on the way; `end` is four times the number of rows.
 */
export function assembleWalk({ sumsAt, keysAt, pages }: WalkLayout): Uint8Array<ArrayBuffer> {
  const [depth, end, row, level] = [0, 1, 2, 3];
  const nodes = Array.from({ length: SIDE_BY_SIDE }, (_, i) => level + 1 + i);

  const descend = (node: number, i: number): number[] => [
    ...[...get(node), ...constant(1), SHIFT_LEFT],
    ...[...get(node), ...loadInteger(4), ...get(row), ADD, ...loadInteger(keysAt + 4 * i)],
    ...[...get(node), ...loadInteger(0), GREATER, ...constant(3), SHIFT_LEFT],
    ...[ADD, ...set(node)],
  ];
  const addPathLength = (node: number, i: number): number[] => [
    ...[...get(row), ...constant(1), SHIFT_LEFT],
    ...[...get(row), ...constant(1), SHIFT_LEFT, ...loadDouble(sumsAt + 8 * i)],
    ...[...get(node), ...loadDouble(0), ADD_DOUBLES, ...storeDouble(sumsAt + 8 * i)],
  ];
  const walk = loop(
    ...nodes.flatMap((node) => [...constant(8), ...set(node)]),
    ...[...get(depth), ...set(level)],
    ...loop(...nodes.flatMap(descend), ...get(level), ...constant(1), SUBTRACT, ...tee(level), ...again),
    ...nodes.flatMap(addPathLength),
    ...[...get(row), ...constant(4 * SIDE_BY_SIDE), ADD, ...tee(row), ...get(end), LESS, ...again],
  );
  const locals = list([[...unsigned(2 + SIDE_BY_SIDE), I32]]);
  const body = [...locals, ...walk, END];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...list([[I32], [I32]]), ...list([])]]), // types: (integer, integer) → nothing
    ...section(3, [[0]]), // functions: one of type 0
    ...section(5, [[0, ...unsigned(pages)]]), // memories
    ...section(7, [exported('memory', 2), exported('walk', 0)]),
    ...section(10, [[...unsigned(body.length), ...body]]), // code
  ]);
}

const I32 = 0x7f;
const END = 0x0b;
const LESS = 0x49;
const GREATER = 0x4a;
const ADD = 0x6a;
const SUBTRACT = 0x6b;
const SHIFT_LEFT = 0x74;
const ADD_DOUBLES = 0xa0;
/** Leaves the innermost loop, or begins it again where the number on the stack is not 0. */
const again = [0x0d, 0];

const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const tee = (local: number): number[] => [0x22, ...unsigned(local)];
const constant = (value: number): number[] => [0x41, value]; // Below 64 a signed number is its own LEB128.
const loadInteger = (offset: number): number[] => [0x28, 2, ...unsigned(offset)];
const loadDouble = (offset: number): number[] => [0x2b, 3, ...unsigned(offset)];
const storeDouble = (offset: number): number[] => [0x39, 3, ...unsigned(offset)];
const loop = (...body: number[]): number[] => [0x03, 0x40, ...body, END];

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function list(items: readonly number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, items: readonly number[][]): number[] {
  const content = list(items);
  return [id, ...unsigned(content.length), ...content];
}

function exported(name: string, kind: number): number[] {
  return [...list(Array.from(name, (letter) => [letter.charCodeAt(0)])), kind, 0];
}
