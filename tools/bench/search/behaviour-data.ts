import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../data-error.ts';
import {
  fieldsOf,
  helpOf,
  idOf,
  parseJson,
  readAsked,
  readJsonLines,
  textOf,
  type Fields,
  type JsonLine,
} from '../json-lines.ts';

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
  const series = readJsonLines(join(directory, 'series.jsonl')).map((line) => {
    const id = idOf(line);
    const samples = values[id];
    if (!Array.isArray(samples)) throw new DataError(`${line.where}: data.json has no values of ${id}`);
    return {
      id,
      labels: { ...labelsOf(line), __name__: textOf(line, 'name') },
      help: helpOf(line),
      unit: textOf(line, 'unit', ''),
      timestamps: Float64Array.from(samples, (_, i) => 1_000 * (start + i * step)),
      values: Float64Array.from(samples, (value) => (typeof value === 'number' ? value : NaN)),
    };
  });
  const asked = readAsked(join(directory, 'queries.jsonl'), 'query');
  const queries = asked.map(({ id, text }) => ({ id, query: text }));
  const longest = Math.max(0, ...series.map(({ values }) => values.length));
  const endMs = 1_000 * (start + (longest - 1) * step);
  return { series, queries, range: { startMs: 1_000 * start, endMs, stepMs: 1_000 * step } };
}

function readSamples(path: string): {
  readonly step: number;
  readonly start: number;
  readonly values: Fields;
} {
  const { step, start, values } = fieldsOf(parseJson(readFileSync(path, 'utf8'), path), path);
  if (typeof step !== 'number' || typeof start !== 'number') {
    throw new DataError(`${path}: step and start must be numbers of seconds`);
  }
  return { step, start, values: fieldsOf(values, `${path}: values`) };
}

function labelsOf({ fields, where }: JsonLine): Record<string, string> {
  const line = { fields: fieldsOf(fields['labels'], `${where}: labels`), where };
  return Object.fromEntries(Object.keys(line.fields).map((name) => [name, textOf(line, name)]));
}
