import type { MetricEntry } from '@metrics-ai/vector-store';
import { readFileSync } from 'node:fs';
import { DataError } from '../detection/csv-file.ts';

/** What a metric's file says of one; the store adds what only a live Prometheus knows. */
export type DescribedMetric = Pick<MetricEntry, 'metric' | 'type' | 'help' | 'unit'>;

export interface Question {
  readonly id: string;
  readonly question: string;
}

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'unknown'] as const;

/** @throws DataError naming file and line. */
export function readMetrics(path: string): DescribedMetric[] {
  const metrics = readLines(path, (fields, where) => {
    const type = TYPES.find((known) => known === fields['type']) ?? 'unknown';
    return {
      metric: textOf(fields, 'name', where),
      type,
      help: optionalText(fields['help']),
      unit: optionalText(fields['unit']),
    };
  });
  // Exporters may have a metric in common: it is one, as in a Prometheus.
  return [...new Map(metrics.map((metric) => [metric.metric, metric])).values()];
}

/** @throws DataError naming file and line. */
export function readQuestions(path: string): Question[] {
  return readLines(path, (fields, where) => ({
    id: textOf(fields, 'id', where),
    question: textOf(fields, 'question', where),
  }));
}

function readLines<T>(
  path: string,
  read: (fields: Readonly<Record<string, unknown>>, where: string) => T,
): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      line.trim() === '' ? [] : [read(parseLine(line, `${path}:${i + 1}`), `${path}:${i + 1}`)],
    );
}

function parseLine(line: string, where: string): Readonly<Record<string, unknown>> {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch (error) {
    throw new DataError(`${where}: ${(error as Error).message}`);
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new DataError(`${where}: a JSON object was expected`);
  return fields as Readonly<Record<string, unknown>>;
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string, where: string): string {
  const text = fields[name];
  if (typeof text !== 'string' || text === '') throw new DataError(`${where}: "${name}" must be a text`);
  return text;
}

function optionalText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
