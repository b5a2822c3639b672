import { oneLine } from './one-line.ts';
import { perSecondWords, snakeCase, UNIT_WORDS } from './unit-of.ts';

const UPPER_CASE = new Set(['api', 'cpu', 'dns', 'gc', 'io', 'jvm', 'sql', 'tcp', 'tls', 'udp']);
const PARTS: ReadonlyMap<string, string> = new Map([
  ['bucket', ' (bucket)'],
  ['count', ' (count)'],
  ['sum', ' (sum)'],
]);
const MAX_LENGTH = 100;

/**
 * Writes a metric's name as words: `http_request_duration_seconds` with quantile 0.99 is `http request duration (p99)`.
 * Units and `_total` are left out, as they show in the values.
 */
export function humaniseMetric(metricName: string, quantile?: number): string {
  const words = snakeCase(metricName)
    .split(/[_:.\s]+/)
    .filter((word) => word !== '');
  if (words.length > 1 && words.at(-1) === 'total') words.pop();
  const part = words.length > 1 ? PARTS.get(words.at(-1) ?? '') : undefined;
  if (part !== undefined) words.pop();
  const perSecond = perSecondWords(words);
  if (words.length > perSecond) words.length -= perSecond;
  if (words.length > 1 && UNIT_WORDS.has(words.at(-1) ?? '')) words.pop();
  const name = words.map((word) => (UPPER_CASE.has(word) ? word.toUpperCase() : word)).join(' ');
  const asked =
    quantile !== undefined && quantile >= 0 && quantile <= 1
      ? ` (p${Number((quantile * 100).toPrecision(6))})`
      : '';
  return oneLine(name, MAX_LENGTH) + (part ?? '') + asked;
}
