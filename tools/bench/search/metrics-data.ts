import { metricText } from '@metrics-ai/engine';
import type { MetricEntry, MetricType } from '@metrics-ai/vector-store';
import { readFileSync } from 'node:fs';
import { DataError } from '../detection/csv-file.ts';

export interface Question {
  readonly id: string;
  readonly query: string;
}

type Fields = Readonly<Record<string, unknown>>;

const TYPES: readonly MetricType[] = ['counter', 'gauge', 'histogram', 'summary'];

/**
 * Reads {name, type, help, unit, exporter} a line; a name of several exporters is one metric with several jobs.
 * @throws DataError naming file and line
 */
export function readMetrics(path: string, seenAtMs: number): MetricEntry[] {
  const byName = new Map<string, { readonly line: Fields; readonly jobs: Set<string> }>();
  for (const { line, where } of readLines(path)) {
    const name = text(line, 'name', where);
    if (name === '') throw new DataError(`${where}: name must not be empty`);
    const known = byName.get(name);
    const jobs = known?.jobs ?? new Set<string>();
    const job = text(line, 'exporter', where, '');
    if (job !== '') jobs.add(job);
    for (const field of ['type', 'help', 'unit']) text(line, field, where, '');
    // The first that says what it is.
    const isTold = known !== undefined && known.line['help'] !== undefined && known.line['help'] !== '';
    byName.set(name, { line: isTold ? known.line : line, jobs });
  }
  return [...byName].map(([metric, { line, jobs }]) => {
    const labels: Record<string, string[]> = jobs.size > 0 ? { job: [...jobs] } : {};
    const described = {
      metric,
      help: text(line, 'help', path, ''),
      unit: text(line, 'unit', path, ''),
      labels,
    };
    const type = TYPES.find((known) => known === line['type']) ?? 'unknown';
    return { ...described, type, series: NaN, text: metricText(described), seenAtMs };
  });
}

/** Reads {id, query} a line. @throws DataError naming file and line */
export function readQuestions(path: string): Question[] {
  const questions = readLines(path).map(({ line, where }) => ({
    id: text(line, 'id', where),
    query: text(line, 'query', where),
  }));
  const ids = new Set<string>();
  for (const { id } of questions) {
    if (ids.has(id)) throw new DataError(`${path}: the id ${JSON.stringify(id)} stands there twice`);
    ids.add(id);
  }
  return questions;
}

function readLines(path: string): { readonly line: Fields; readonly where: string }[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const read = lines.flatMap((content, i) => {
    if (content.trim() === '') return [];
    const where = `${path}:${i + 1}`;
    return [{ line: parseLine(content, where), where }];
  });
  if (read.length === 0) throw new DataError(`${path}: is empty`);
  return read;
}

function parseLine(content: string, where: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new DataError(`${where}: is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new DataError(`${where}: must be an object`);
}

function text(line: Fields, field: string, where: string, otherwise?: string): string {
  const value = line[field] ?? otherwise;
  if (typeof value === 'string') return value;
  const given = value === undefined ? 'is missing' : `must be a text, not ${JSON.stringify(value)}`;
  throw new DataError(`${where}: ${field} ${given}`);
}
