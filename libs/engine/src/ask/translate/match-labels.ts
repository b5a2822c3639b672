import { splitWords, technologiesNamed } from '@metrics-ai/lexicon';
import type { CatalogueMetric, LabelMatcher } from '@metrics-ai/promql';
import { plainText, type Request } from './read-request.ts';

/** Labels that every scraped series has. */
const GENERIC = new Set(['instance', 'job']);

/** Labels that tell parts of one metric apart, and no things that people speak of. */
const TECHNICAL = new Set(['le', 'quantile', '__name__']);

/** What people call the label that a metric may have under another name; the first that it has is meant. */
const LABELS_OF_WORD: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    service: ['service', 'service_name', 'app', 'application', 'job'],
    application: ['application', 'app', 'service', 'job'],
    host: ['host', 'hostname', 'node', 'nodename', 'instance'],
    node: ['node', 'nodename', 'instance'],
    server: ['server', 'host', 'instance'],
    machine: ['host', 'node', 'instance'],
    target: ['instance'],
    endpoint: ['endpoint', 'handler', 'route', 'path'],
    status: ['status', 'code', 'status_code'],
    disk: ['device', 'disk', 'mountpoint'],
    filesystem: ['mountpoint', 'device'],
    core: ['core', 'cpu'],
    cpu: ['cpu', 'core'],
    process: ['process', 'groupname', 'process_name', 'exe'],
    command: ['command', 'cmd'],
    interface: ['interface', 'device'],
    database: ['database', 'datname', 'db', 'schema'],
  }),
);

/** A label that the question wants series told apart by, and its word for it. */
export interface LabelGroup {
  readonly label: string;
  readonly word: string;
  /** It is called so, or otherwise for want of a label that is. */
  readonly isExact: boolean;
}

/** The labels that words name, as the metric has them. A word that is no label of it is left out. */
export function matchGroups(words: readonly string[], metric: CatalogueMetric): LabelGroup[] {
  const known = Object.keys(metric.labels).filter((label) => !TECHNICAL.has(label));
  const groups = new Map<string, LabelGroup>();
  for (const word of words) {
    const stem = splitWords(word).join(' ');
    const singular = word.replace(/(?<=[^s])s$/, '');
    const label =
      known.find((name) => splitWords(name).join(' ') === stem) ??
      [singular, ...(LABELS_OF_WORD.get(singular) ?? [])].find(
        (name) => known.includes(name) || GENERIC.has(name),
      );
    if (label !== undefined && !groups.has(label))
      groups.set(label, { label, word, isExact: !GENERIC.has(label) || label === singular });
  }
  return [...groups.values()];
}

/** A condition that the question sets on a label. */
export interface LabelFilter extends LabelMatcher {
  /** As a person would say it. */
  readonly says: string;
  /** The values that it names; none where it says what a value is not, or only how it begins. */
  readonly values: readonly string[];
  /** Words of the question that it was read from, stemmed. */
  readonly words: readonly string[];
}

/** A longer list of values is not gone through: it names requests, not things that people speak of. */
const MOST_VALUES = 1_000;
/** So many values at once are no choice that a question makes. */
const MOST_NAMED = 5;

/** The conditions that the question sets by naming values of the metric's labels. Several values of one label are all meant. */
export function matchFilters(
  request: Request,
  metric: CatalogueMetric,
  nameWords: readonly string[],
): LabelFilter[] {
  const filters: LabelFilter[] = [];
  const claimed = new Set<string>();
  // Who reports is asked for where no label of the metric's own is of that name.
  const labels = Object.keys(metric.labels).sort((a, b) => Number(GENERIC.has(a)) - Number(GENERIC.has(b)));
  for (const label of labels) {
    const values = metric.labels[label];
    if (TECHNICAL.has(label) || values.length > MOST_VALUES) continue;
    const named: { value: string; words: readonly string[] }[] = [];
    for (const value of values
      .filter((each) => isNamed(each, request, label, nameWords))
      .sort((a, b) => b.length - a.length)) {
      const words = splitWords(value);
      // `search` is not meant beside `search-api`, nor what another label has already answered.
      const said = new Set([...claimed, ...named.flatMap((other) => other.words)]);
      if (!words.every((word) => said.has(word))) named.push({ value, words });
    }
    // Of two jobs, the one that the metric is called after is not meant.
    if (GENERIC.has(label) && named.length > 1) {
      const other = named.filter(({ words }) => words.some((word) => !nameWords.includes(word)));
      if (other.length > 0) named.splice(0, named.length, ...other);
    }
    if (named.length === 0 || named.length > MOST_NAMED) continue;
    const words = named.flatMap((each) => each.words);
    for (const word of words) claimed.add(word);
    filters.push({
      ...oneOf(
        label,
        named.map(({ value }) => value),
      ),
      words,
    });
  }
  return filters;
}

/** The condition that a label has one of some values. */
export function oneOf(name: string, values: readonly string[]): Omit<LabelFilter, 'words'> {
  const sorted = [...values].sort();
  return sorted.length === 1
    ? { name, operator: '=', value: sorted[0], says: sorted[0], values: sorted }
    : {
        name,
        operator: '=~',
        value: sorted.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('|'),
        says: sorted.join(' or '),
        values: sorted,
      };
}

function isNamed(value: string, request: Request, label: string, nameWords: readonly string[]): boolean {
  const words = splitWords(value);
  // Whoever asks which process it is means none that is called so.
  if (isKind(words, request)) return false;
  // The technology of the metric has been named by its name: a database that is called so is one of several.
  if (!GENERIC.has(label) && isTechnologyOf(words, nameWords) && !isCalled(label, value, request))
    return false;
  if (/^true$|^false$/.test(value)) return false;
  // `Core 3` and `replica b` name what a number or letter alone does not.
  if (/^(?:\d{1,2}|\p{L})$/u.test(value)) {
    return request.plain.includes(` ${plainText(label)} ${value.toLowerCase()} `);
  }
  if (words.length === 0 || value.length < 2) return false;
  if (ORDINARY.has(value) && !isWritten(value, request)) return false;
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

function isTechnologyOf(words: readonly string[], [family]: readonly string[]): boolean {
  return words.length === 1 && family !== undefined && technologiesNamed(words).has(family);
}

/** Whether the label is named before its value: `datname postgres`. */
function isCalled(label: string, value: string, { plain }: Request): boolean {
  return plain.includes(` ${plainText(label)} ${plainText(value)} `);
}

function isKind(words: readonly string[], { topK, counted }: Request): boolean {
  const kinds = [...(topK?.of ?? []), counted ?? ''].flatMap((kind) => splitWords(kind));
  return words.length > 0 && words.every((word) => kinds.includes(word));
}

/** Methods and codes of countries that are ordinary words when they are not in capitals. */
const ORDINARY = new Set(
  'GET PUT POST PATCH DELETE HEAD OPTIONS TRACE CONNECT US IN IT NO IS AT BE DO SO ME MY AM AS ALL AND ARE CAN'.split(
    ' ',
  ),
);

function isWritten(value: string, { written, plain }: Request): boolean {
  return (
    written.includes(` ${value} `) || new RegExp(` ${value.toLowerCase()} (?:requests?|calls?) `).test(plain)
  );
}
