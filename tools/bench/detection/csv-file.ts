import { readFileSync } from 'node:fs';
import { DataError } from '../data-error.ts';

/** The rows of a CSV file without quotes, by the names in its first line. */
export interface CsvFile {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of the first row, counted from 1. */
  readonly firstLine: number;
}

/** @throws DataError naming file and line, where a row has not as many cells as the first line, or there is no row. */
export function readCsv(path: string): CsvFile {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  // A line break at the end ends the last line, and begins no further one; nor do empty lines.
  while (lines.at(-1)?.trim() === '') lines.pop();
  const columns = (lines[0] ?? '').split(',').map((name) => name.trim());
  const rows = lines.slice(1).map((line, i) => {
    const cells = line.split(',');
    if (cells.length === columns.length) return cells;
    throw new DataError(
      `${path}:${i + 2}: ${columns.length} cells were expected (${columns.join(',')}), not ${cells.length}: ${quote(line)}`,
    );
  });
  if (rows.length === 0) throw new DataError(`${path}:1: a line of names was expected, and rows below it`);
  return { path, columns, rows, firstLine: 2 };
}

/** @throws DataError where there is no such column. */
export function textColumn({ path, columns, rows }: CsvFile, name: string): string[] {
  const at = columns.indexOf(name);
  if (at < 0) throw new DataError(`${path}:1: a column ${name} was expected among ${columns.join(',')}`);
  return rows.map((cells) => cells[at]);
}

const GAP = /^\s*(nan)?\s*$/i;
/** Number() knows `Infinity` alone; what writes data for Python calls it otherwise. */
const INFINITE = /^\s*([+-]?)inf(?:inity)?\s*$/i;

/**
 * A column of numbers; an empty cell and NaN are gaps.
 *
 * @throws DataError naming file and line, where a cell is something else.
 */
export function numberColumn(file: CsvFile, name: string): Float64Array {
  return Float64Array.from(textColumn(file, name), (text, i) => {
    if (GAP.test(text)) return NaN;
    const number = Number(text.replace(INFINITE, '$1Infinity'));
    if (!Number.isNaN(number)) return number;
    throw new DataError(`${file.path}:${file.firstLine + i}: ${name} must be a number, not ${quote(text)}`);
  });
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
