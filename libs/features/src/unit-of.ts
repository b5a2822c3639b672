import { oneLine } from './one-line.ts';

/**
 * A unit in words: a base unit (`bytes`, `seconds`, `ratio`, `percent`, `celsius`, …), something counted per second
 * (`bytes/s`, `requests/s`, or `/s` where the name does not say what is counted), `timestamp` for seconds since the
 * epoch, or empty when it is not known.
 */
export type Unit = string;

/** What Prometheus tells of a metric besides its name (`/api/v1/metadata`). */
export interface MetricMetadata {
  /** `counter`, `gauge`, `histogram`, `summary`, `unknown`, …; empty or absent when not known. */
  readonly type?: string;
  readonly unit?: string;
  readonly help?: string;
}

/** Unit words as they appear in metric names and metadata, and the unit that each means. */
export const UNIT_WORDS: ReadonlyMap<string, Unit> = new Map([
  ...['bytes', 'bits', 'volts', 'amperes', 'joules', 'watts', 'grams', 'celsius', 'kelvin', 'ratio'].map(
    (unit): [string, Unit] => [unit, unit],
  ),
  ...['kilobytes', 'megabytes', 'gigabytes'].map((unit): [string, Unit] => [unit, unit]),
  ...['seconds', 'milliseconds', 'microseconds', 'nanoseconds'].map((unit): [string, Unit] => [unit, unit]),
  ['byte', 'bytes'],
  ['kb', 'kilobytes'],
  ['mb', 'megabytes'],
  ['gb', 'gigabytes'],
  ['second', 'seconds'],
  ['secs', 'seconds'],
  ['ms', 'milliseconds'],
  ['msec', 'milliseconds'],
  ['millis', 'milliseconds'],
  ['us', 'microseconds'],
  ['usec', 'microseconds'],
  ['micros', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['nanos', 'nanoseconds'],
  ['percent', 'percent'],
  ['percentage', 'percent'],
  ['pct', 'percent'],
  ['ratios', 'ratio'],
  ['fraction', 'ratio'],
  ['hertz', 'hertz'],
  ['hz', 'hertz'],
  ['meters', 'metres'],
  ['metres', 'metres'],
  ['timestamp', 'timestamp'],
]);

/** Names come from whatever is scraped. */
const MAX_NAME_LENGTH = 500;
const MAX_UNIT_LENGTH = 30;

const TIMESTAMP_NAME =
  /(^|_)(timestamp|(start|boot|created|creation|modified|last_\w+|expir\w+|not_after|not_before)_time|expiry|not_after|not_before)(_seconds)?$/;

/**
 * Finds the unit of a metric's values after counters were turned into rates, from the Prometheus naming conventions
 * (https://prometheus.io/docs/practices/naming/), the metadata's UNIT and, when neither says it, its HELP text.
 *
 * A counter (by its type; without a type, by `_total`, `_bucket`, `_count` or `_sum`) gives a unit per second.
 * Returns '' when nothing says the unit.
 */
export function unitOf(metricName: string, metadata: MetricMetadata = {}): Unit {
  const { type = '', unit = '', help = '' } = metadata;
  const name = snakeCase(metricName.slice(0, MAX_NAME_LENGTH));
  const base = name.replace(/_(total|bucket|count|sum)$/, '');
  const suffix = name.slice(base.length + 1);
  const counter = isCounter(type, suffix);
  if (suffix === 'created' || TIMESTAMP_NAME.test(base)) {
    return counter ? '' : 'timestamp';
  }
  if (counter && (suffix === 'count' || suffix === 'bucket')) return 'observations/s';
  const words = (counter ? base : name).split('_');
  const known =
    UNIT_WORDS.get(unit.toLowerCase()) ??
    unitPerSecond(words) ??
    unitAtEnd(words) ??
    (counter ? undefined : unitOfHelp(help)) ??
    (unit === '' ? undefined : oneLine(unit, MAX_UNIT_LENGTH));
  if (!counter) return known ?? '';
  return known === undefined ? `${words.length > 1 ? countedThing(words) : ''}/s` : `${known}/s`;
}

/** How many words at the end say `per second`. */
export function perSecondWords(words: readonly string[]): number {
  return words.at(-2) === 'per' && /^s(ec(ond)?s?)?$/.test(words.at(-1) ?? '') ? 2 : 0;
}

/** `wind_speed_meters_per_second` are metres, and no seconds. */
function unitPerSecond(words: readonly string[]): Unit | undefined {
  const count = perSecondWords(words);
  if (count === 0) return undefined;
  const before = words.slice(0, -count);
  // Where a unit is all of the name, it is the unit as well.
  return `${unitAtEnd(['', ...before]) ?? countedThing(before)}/s`;
}

/** Lower case with underscores, where a name may have camelCase. */
export function snakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** The suffix decides within a histogram, and where there is no type. */
function isCounter(type: string, suffix: string): boolean {
  if (type === 'counter') return true;
  if (type === 'histogram' || type === 'summary') return /^(bucket|count|sum)$/.test(suffix);
  return (type === '' || type === 'unknown' || type === 'untyped') && suffix !== '';
}

/** The last two words: `jvm_memory_bytes_used` has its unit before the last. */
function unitAtEnd(words: readonly string[]): Unit | undefined {
  for (const word of words.slice(1).slice(-2).reverse()) {
    const unit = UNIT_WORDS.get(word);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

function unitOfHelp(help: string): Unit | undefined {
  const text = help.slice(0, 1_000).toLowerCase();
  const named = /(?:\bin |\(|\bas a )(?:the )?([a-z]+)\b/g;
  for (const match of text.matchAll(named)) {
    const unit = UNIT_WORDS.get(match[1]);
    if (unit !== undefined && match[1].length > 2) return unit;
  }
  if (/\b0(?:\.0)?\s*(?:-|–|…|\.\.\.?|to)\s*1(?:\.0)?\b(?!\.\d|\s*%)/.test(text)) return 'ratio';
  if (/\b0\s*(?:-|–|…|\.\.\.?|to)\s*100\b|\bpercent(?:age)?\b/.test(text)) return 'percent';
  return undefined;
}

/** `http_requests_total` counts requests; a word that is not a plural (`handled`) is no name for a thing. */
function countedThing(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return /[a-z]{3,}s$/.test(last) && !/(ss|us|is)$/.test(last) ? last : '';
}
