import { splitWords } from '@metrics-ai/lexicon';
import { plainText, type Request } from './read-request.ts';
import type { CatalogueMetric, LabelMatcher } from '@metrics-ai/promql';

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
/** Who names more values of a label than this has named none. */
const MOST_NAMED = 5;

/** The conditions that the question sets by naming values of the metric's labels. */
export function matchFilters(
  request: Request,
  metric: CatalogueMetric,
  nameWords: readonly string[],
): LabelMatcher[] {
  return Object.entries(metric.labels).flatMap(([label, values]): LabelMatcher[] => {
    if (label === 'le' || label === 'quantile' || label === '__name__' || values.length > MOST_VALUES)
      return [];
    if (STATUS_LABEL.test(label)) {
      const status = statusFilter(request.plain, label, values);
      if (status !== undefined) return [status];
    }
    const named = values.filter((value) => isNamed(value, request, label, nameWords));
    const whole = named.filter((value) => !named.some((other) => other !== value && other.includes(value)));
    return whole.length === 0 || whole.length > MOST_NAMED ? [] : [anyValue(label, whole)];
  });
}

/** Labels that say how something ended. */
const STATUS_LABEL = /^(?:(?:http|response|grpc)_?)*(?:status|code|status_?code|result|outcome)$/i;

/** Of `5xx` the class of codes, of `404` and `404s` the code. */
function statusFilter(plain: string, label: string, values: readonly string[]): LabelMatcher | undefined {
  const [, first] = /\b([1-5])xx\b/.exec(plain) ?? [];
  if (first !== undefined && values.some((value) => value.startsWith(first) && /^\d{3}$/.test(value))) {
    return { name: label, operator: '=~', value: `${first}..` };
  }
  const code = values.find((value) => /^[1-5]\d\d$/.test(value) && new RegExp(` ${value}s? `).test(plain));
  return code === undefined ? undefined : { name: label, operator: '=', value: code };
}

/** The condition under which a metric counts what went wrong, where a label of it says so. */
export function errorFilter({ labels }: CatalogueMetric): LabelMatcher | undefined {
  for (const [label, values] of Object.entries(labels)) {
    if (!STATUS_LABEL.test(label)) continue;
    if (values.some((value) => /^5\d\d$/.test(value))) return { name: label, operator: '=~', value: '5..' };
    const failed = values.filter((value) => /err|fail|unavailable|internal/i.test(value));
    if (failed.length > 0 && failed.length < values.length) return anyValue(label, failed);
  }
  return undefined;
}

function anyValue(label: string, values: readonly string[]): LabelMatcher {
  if (values.length === 1) return { name: label, operator: '=', value: values[0] };
  const escaped = values.map((value) => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return { name: label, operator: '=~', value: escaped.join('|') };
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
