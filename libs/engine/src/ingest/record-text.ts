import type { SeriesAnalysis } from '@metrics-ai/insights';
import { metricText } from '../catalogue/metric-text.ts';

/**
 * The one text of a series that is embedded and searched: name, help, labels, unit. How it behaves is no text: that is
 * filtered by, since the words for it are as many as there are people.
 */
export function recordText({ labels, help, unit }: Pick<SeriesAnalysis, 'labels' | 'help' | 'unit'>): string {
  const { __name__: metric = '', ...others } = labels;
  const lists = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, [value]]));
  return metricText({ metric, help, labels: lists, unit });
}
