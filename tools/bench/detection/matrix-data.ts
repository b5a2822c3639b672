import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../data-error.ts';

/** Several series that were sampled together, with the rows at which something was wrong. */
export interface Matrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Leading rows that are not scored. */
  readonly trainRows: number;
  /** Row by row. */
  readonly values: Float32Array;
  /** 0 is normal. Undefined where there is no file of them: the matrix can be judged, and not be scored. */
  readonly labels: Uint8Array | undefined;
}

/**
 * The matrices of a folder, in the order of its `meta.json`, one at a time.
 *
 * @throws DataError naming the file, and for `meta.json` the entry.
 */
export function* readMatrices(folder: string): Generator<Matrix> {
  for (const { name, n, d, train } of readMeta(join(folder, 'meta.json'))) {
    const values = readBytes(join(folder, `${name}.f32`), n * d * 4, `${n} × ${d} float32`);
    const labelPath = join(folder, `${name}.lab`);
    const labels = existsSync(labelPath) ? readBytes(labelPath, n, `${n} labels`) : undefined;
    yield { name, rows: n, columns: d, trainRows: train, values: littleEndianFloats(values), labels };
  }
}

interface Entry {
  readonly name: string;
  readonly n: number;
  readonly d: number;
  readonly train: number;
}

function readMeta(path: string): Entry[] {
  if (!existsSync(path)) throw new DataError(`${path}: is not there`);
  let meta: unknown;
  try {
    meta = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new DataError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(meta) || meta.length === 0) throw new DataError(`${path}: a list was expected`);
  return (meta as unknown[]).map((entry, i) => parseEntry(entry, `${path}: entry ${i}`));
}

function parseEntry(entry: unknown, where: string): Entry {
  const { name, n, d, train = 0 } = (entry ?? {}) as Record<string, unknown>;
  // It becomes part of the names of files that are written.
  if (typeof name !== 'string' || !/^[^/\\]+$/.test(name) || name.startsWith('.')) {
    throw new DataError(`${where}: name must be that of files in the folder, not ${JSON.stringify(name)}`);
  }
  if (!isCount(n, 1) || !isCount(d, 1))
    throw new DataError(`${where}: n and d must be counts of rows and columns`);
  if (!isCount(train, 0) || train >= n)
    throw new DataError(`${where}: train must be a count of rows, less than n`);
  return { name, n, d, train };
}

function isCount(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

function readBytes(path: string, size: number, what: string): Uint8Array {
  if (!existsSync(path)) throw new DataError(`${path}: is not there`);
  const bytes = readFileSync(path);
  if (bytes.length === size) return bytes;
  throw new DataError(`${path}: ${what} are ${size} bytes, the file has ${bytes.length}`);
}

function littleEndianFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** As the files of a matrix hold numbers. */
export function littleEndianBytes(numbers: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, i) => view.setFloat32(4 * i, number, true));
  return new Uint8Array(view.buffer);
}
