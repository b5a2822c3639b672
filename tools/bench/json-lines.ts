import { readFileSync } from 'node:fs';
import { DataError } from './data-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object that stands on a line of a file. */
export interface JsonLine {
  readonly fields: Fields;
  /** `path:line`, for what is said of it. */
  readonly where: string;
}

/** The objects of a file that has one a line; empty lines are left out. @throws DataError naming file and line */
export function readJsonLines(path: string): JsonLine[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((content, i) => (content.trim() === '' ? [] : [parseLine(content, `${path}:${i + 1}`)]));
  if (lines.length === 0) throw new DataError(`${path}: is empty`);
  return lines;
}

function parseLine(content: string, where: string): JsonLine {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new DataError(`${where}: is not JSON: ${(error as Error).message}`);
  }
  return { fields: fieldsOf(value, where), where };
}

/** @throws DataError where a value is no object */
export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new DataError(`${where}: must be an object`);
}

/** The text of a field; `otherwise` where there is none. @throws DataError where it is missing, or no text */
export function textOf({ fields, where }: JsonLine, field: string, otherwise?: string): string {
  const value = fields[field] ?? otherwise;
  if (typeof value === 'string') return value;
  const given = value === undefined ? 'is missing' : `must be a text, not ${JSON.stringify(value)}`;
  throw new DataError(`${where}: ${field} ${given}`);
}
