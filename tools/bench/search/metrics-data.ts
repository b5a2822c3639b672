import { metricText } from '@metrics-ai/engine';
import { METRIC_TYPES, type MetricEntry } from '@metrics-ai/vector-store';
import { DataError } from '../data-error.ts';
import { helpOf, readAsked, readJsonLines, textOf, type JsonLine } from '../json-lines.ts';

export interface Question {
  readonly id: string;
  readonly query: string;
}

/**
 * Reads {name, type, help, unit, exporter} a line; a name of several exporters is one metric with several jobs.
 * @throws DataError naming file and line
 */
export function readMetrics(path: string, seenAtMs: number): MetricEntry[] {
  const byName = new Map<string, { readonly line: JsonLine; readonly jobs: Set<string> }>();
  for (const line of readJsonLines(path)) {
    const name = textOf(line, 'name');
    if (name === '') throw new DataError(`${line.where}: name must not be empty`);
    const known = byName.get(name);
    const jobs = known?.jobs ?? new Set<string>();
    const job = textOf(line, 'exporter', '');
    if (job !== '') jobs.add(job);
    // The first that says what it is.
    const isTold = known !== undefined && helpOf(known.line) !== '';
    byName.set(name, { line: isTold ? known.line : line, jobs });
  }
  return [...byName].map(([metric, { line, jobs }]) => {
    const labels: Record<string, string[]> = jobs.size > 0 ? { job: [...jobs] } : {};
    const described = { metric, help: helpOf(line), unit: textOf(line, 'unit', ''), labels };
    const type = METRIC_TYPES.find((known) => known === line.fields['type']) ?? 'unknown';
    return { ...described, type, series: NaN, text: metricText(described), seenAtMs };
  });
}

/** Reads {id, query} a line. @throws DataError naming file and line */
export function readQuestions(path: string): Question[] {
  return readAsked(path, 'query').map(({ id, text }) => ({ id, query: text }));
}
