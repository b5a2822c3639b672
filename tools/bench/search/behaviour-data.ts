import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../detection/csv-file.ts';

/** A series to be profiled and searched for; whatever else the file says of it is not looked at. */
export interface BehaviourSeries {
  readonly id: string;
  /** `__name__` included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly help: string;
  readonly unit: string;
  readonly timestamps: Float64Array;
  /** NaN where the file has null. */
  readonly values: Float64Array;
}

export interface BehaviourData {
  readonly series: readonly BehaviourSeries[];
  readonly queries: readonly { readonly id: string; readonly query: string }[];
  /** Of the first and the last sample; the questions are asked at the last. */
  readonly range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number };
}

/**
 * Reads `series.jsonl` ({id, name, unit, help, labels}), `data.json` ({step, start, values: {id: [number or null]}}, seconds) and
 * `queries.jsonl` ({id, query}) of a folder.
 * @throws DataError naming the file, where one is not like this
 */
export function readBehaviourData(directory: string): BehaviourData {
  const { step, start, values } = readSamples(join(directory, 'data.json'));
  const series = readLines(join(directory, 'series.jsonl'), (line, where) => {
    const id = text(line['id'], where);
    const samples = values[id];
    if (!Array.isArray(samples)) throw new DataError(`${where}: data.json has no values of ${id}`);
    return {
      id,
      labels: { ...texts(line['labels'], where), __name__: text(line['name'], where) },
      help: text(line['help'], where),
      unit: text(line['unit'], where),
      timestamps: Float64Array.from(samples, (_, i) => 1_000 * (start + i * step)),
      values: Float64Array.from(samples, (value) => (typeof value === 'number' ? value : NaN)),
    };
  });
  const queries = readLines(join(directory, 'queries.jsonl'), (line, where) => ({
    id: text(line['id'], where),
    query: text(line['query'], where),
  }));
  const longest = Math.max(0, ...series.map(({ values }) => values.length));
  const endMs = 1_000 * (start + (longest - 1) * step);
  return { series, queries, range: { startMs: 1_000 * start, endMs, stepMs: 1_000 * step } };
}

type Fields = Readonly<Record<string, unknown>>;

function readSamples(path: string): {
  readonly step: number;
  readonly start: number;
  readonly values: Fields;
} {
  const { step, start, values } = fields(JSON.parse(readFileSync(path, 'utf8')), path);
  if (typeof step !== 'number' || typeof start !== 'number') {
    throw new DataError(`${path}: step and start must be numbers of seconds`);
  }
  return { step, start, values: fields(values, `${path}: values`) };
}

function readLines<Item>(path: string, read: (line: Fields, where: string) => Item): Item[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    const where = `${path}:${i + 1}`;
    return line.trim() === '' ? [] : [read(fields(JSON.parse(line), where), where)];
  });
}

function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null) throw new DataError(`${where}: an object was expected`);
  return value as Fields;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new DataError(`${where}: a text was expected, not ${String(value)}`);
  return value;
}

function texts(value: unknown, where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value, where)).map(([name, item]) => [name, text(item, where)]),
  );
}
