import { splitWords } from '@metrics-ai/lexicon';
import { plainText, type Request } from './read-request.ts';
import type { CatalogueMetric } from '@metrics-ai/promql';

/** Labels that every scraped series has. */
const GENERIC = new Set(['instance', 'job']);

/** What people call the label that a metric may have under another name; the first that it has is meant. */
const LABELS_OF_WORD: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    service: ['service', 'service_name', 'app', 'job'],
    application: ['application', 'app', 'service', 'job'],
    host: ['host', 'hostname', 'node', 'nodename', 'instance'],
    node: ['node', 'nodename', 'instance'],
    server: ['server', 'host', 'instance'],
    machine: ['host', 'node', 'instance'],
    target: ['instance'],
    endpoint: ['endpoint', 'handler', 'route', 'path'],
    status: ['status', 'code', 'status_code'],
    disk: ['device', 'disk'],
    interface: ['interface', 'device'],
    database: ['database', 'datname', 'db', 'schema'],
  }),
);

/** The labels that `per …` and `by …` name, as the metric has them. A word that is no label of it is left out. */
export function matchGroups(request: Request, metric: CatalogueMetric): string[] {
  const known = Object.keys(metric.labels);
  const groups = request.groups.flatMap((word) => {
    const stem = splitWords(word).join(' ');
    const meant = known.find((label) => splitWords(label).join(' ') === stem);
    if (meant !== undefined) return [meant];
    const singular = word.replace(/(?<=[^s])s$/, '');
    return (
      [singular, ...(LABELS_OF_WORD.get(singular) ?? [])].find(
        (label) => known.includes(label) || GENERIC.has(label),
      ) ?? []
    );
  });
  return [...new Set(groups)];
}

/** A longer list of values is not gone through: it names requests, not things that people speak of. */
const MOST_VALUES = 1_000;

/** The conditions that the question sets by naming values of the metric's labels. */
export function matchFilters(
  request: Request,
  metric: CatalogueMetric,
  nameWords: readonly string[],
): Record<string, string> {
  const filters = new Map<string, string>();
  for (const [label, values] of Object.entries(metric.labels)) {
    if (label === 'le' || label === 'quantile' || label === '__name__' || values.length > MOST_VALUES)
      continue;
    const named = values
      .filter((value) => isNamed(value, request, label, nameWords))
      .sort((a, b) => b.length - a.length);
    if (named[0] !== undefined) filters.set(label, named[0]);
  }
  return Object.fromEntries(filters);
}

function isNamed(value: string, request: Request, label: string, nameWords: readonly string[]): boolean {
  const words = splitWords(value);
  if (words.length === 0 || value.length < 2 || /^\d{1,2}$|^true$|^false$/.test(value)) return false;
  const isOneWord = words.length === 1 && /^\p{L}+$/u.test(value);
  if (!(isOneWord ? request.spoken.includes(words[0]) : request.plain.includes(` ${plainText(value)} `)))
    return false;
  // A word that the metric's name has already chosen is not needed as a value again, unless it names who reports.
  return (
    GENERIC.has(label) ||
    /service|namespace|cluster/.test(label) ||
    words.some((word) => !nameWords.includes(word))
  );
}
