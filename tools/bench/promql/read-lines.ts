import { METRIC_TYPES, type MetricEntry } from '@metrics-ai/vector-store';
import { helpOf, readAsked, readJsonLines, textOf } from '../json-lines.ts';

/** What a metric's file says of one; the store adds what only a live Prometheus knows. */
export type DescribedMetric = Pick<MetricEntry, 'metric' | 'type' | 'help' | 'unit'>;

export interface Question {
  readonly id: string;
  readonly question: string;
}

/** @throws DataError naming file and line. */
export function readMetrics(path: string): DescribedMetric[] {
  const metrics = readJsonLines(path).map((line) => ({
    metric: textOf(line, 'name'),
    type: METRIC_TYPES.find((known) => known === line.fields['type']) ?? 'unknown',
    help: helpOf(line),
    unit: textOf(line, 'unit', ''),
  }));
  // Exporters may have a metric in common: it is one, as in a Prometheus.
  return [...new Map(metrics.map((metric) => [metric.metric, metric])).values()];
}

/** @throws DataError naming file and line. */
export function readQuestions(path: string): Question[] {
  return readAsked(path, 'question').map(({ id, text }) => ({ id, question: text }));
}
