import { readFileSync } from 'node:fs';
import { DataError } from './data-error.ts';

/** As far as a help text is taken from a Prometheus, and a question is looked up in a store. */
const LONGEST_HELP = 2_000;
const LONGEST_QUESTION = 10_000;

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
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((content, i) => (content.trim() === '' ? [] : [parseLine(content, `${path}:${i + 1}`)]));
  if (lines.length === 0) throw new DataError(`${path}: is empty`);
  return lines;
}

function parseLine(content: string, where: string): JsonLine {
  return { fields: fieldsOf(parseJson(content, where), where), where };
}

/** @throws DataError where it is none */
export function parseJson(content: string, where: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new DataError(`${where}: is not JSON: ${(error as Error).message}`);
  }
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

export function helpOf(line: JsonLine): string {
  return textOf(line, 'help', '').slice(0, LONGEST_HELP).toWellFormed();
}

/** Ids become keys of a JSON object, which are texts: a number is as good. */
export function idOf(line: JsonLine): string {
  const { id } = line.fields;
  return typeof id === 'number' ? String(id) : textOf(line, 'id');
}

/** The questions of a file, which stand in a field of its lines. @throws DataError naming file and line, also of a second one of an id */
export function readAsked(path: string, field: string): { readonly id: string; readonly text: string }[] {
  const ids = new Set<string>();
  return readJsonLines(path).map((line) => {
    const id = idOf(line);
    if (ids.has(id)) throw new DataError(`${line.where}: the id ${JSON.stringify(id)} stands there twice`);
    ids.add(id);
    return { id, text: textOf(line, field).slice(0, LONGEST_QUESTION) };
  });
}
