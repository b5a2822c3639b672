import type { MetricEntry } from '@metrics-ai/vector-store';

/** Labels that say where Prometheus found a series, or which part of a metric it is: in the text they would only blur it. */
const NOT_TEXT = new Set(['instance', 'le', 'quantile']);

/** A label of more values than these tells series apart rather than what they are: its name says enough. */
const MOST_VALUES = 10;

/** Values of labels may be of any length. An embedder reads no further, and a store takes no text that is much longer. */
const MOST_CHARACTERS = 10_000;

/** The one text of a metric that is embedded and searched: name, help, labels, unit. */
export function metricText({
  metric,
  help,
  labels,
  unit,
}: Pick<MetricEntry, 'metric' | 'help' | 'labels' | 'unit'>): string {
  const ofLabels = Object.entries(labels)
    .filter(([name]) => !NOT_TEXT.has(name))
    .map(([name, values]) => [name, ...(values.length > MOST_VALUES ? [] : values)].join(' '));
  const text = [metric, help, ...ofLabels, unit].filter((part) => part !== '').join('. ');
  return text.slice(0, MOST_CHARACTERS).toWellFormed();
}
