import type { SeriesAnalysis } from '@metrics-ai/insights';

/** Labels that say where Prometheus found the series, not what it is: their values would only blur the text. */
const NOT_TEXT = new Set(['__name__', 'instance']);

/** The one text of a series that is embedded and searched: name, help, labels, behaviour. */
export function recordText({ labels, help, unit, tags, description }: SeriesAnalysis): string {
  const ofLabels = Object.entries(labels)
    .filter(([name]) => !NOT_TEXT.has(name))
    .map(([name, value]) => `${name} ${value}`);
  return [labels.__name__, help, ...ofLabels, unit, tags.join(' '), description]
    .filter((part) => part !== '')
    .join('. ');
}
