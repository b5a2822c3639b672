import { splitWords } from '@metrics-ai/lexicon';
import type { CatalogueMetric } from '@metrics-ai/promql';
import { oneOf, type LabelFilter } from './match-labels.ts';
import type { MetricTraits } from './metric-traits.ts';
import type { Request } from './read-request.ts';

/** Names of labels that say how something ended. */
const OUTCOME = /(?:^|_)(?:code|status|result|outcome|success|ok|response|state|verdict)(?:$|_)/i;
const HTTP_CODE = /^[1-5](?:\d\d|xx)$/i;
const FAILED = new Set(
  splitWords('error err fail failed failure rejected denied timeout aborted exception unsuccessful'),
);
const SUCCEEDED = new Set(splitWords('ok success succeeded successful'));

/** The condition on a metric's label for outcomes that the question sets: `5xx`, `404s`, `errors`, `successful`. */
export function matchOutcome(
  request: Request,
  { metric, kind, words }: MetricTraits,
): LabelFilter | undefined {
  if (kind !== 'counter' && kind !== 'histogram') return undefined;
  const label = Object.keys(metric.labels).find(
    (name) => OUTCOME.test(name) && (isHttpCode(metric, name) || hasOutcomes(metric.labels[name])),
  );
  if (label === undefined) return undefined;
  const values = metric.labels[label];
  if (isHttpCode(metric, label)) {
    const asked = / ([1-5])xx(?:s|es)? /.exec(request.plain) ?? / ([1-5]\d\d)s? /.exec(request.plain);
    if (asked !== null) {
      const words = splitWords(asked[0]);
      if (asked[1].length === 1) return { ...codesOf(label, asked[1]), words };
      return values.includes(asked[1]) ? { ...oneOf(label, [asked[1]]), words } : undefined;
    }
  }
  const failure = request.signals.get('failure') ?? / availability /.exec(request.plain)?.[0];
  // What counts failures only has told them apart already.
  if (failure === undefined || words.some((word) => FAILED.has(word))) return undefined;
  const isSuccess = /^success|availability/.test(failure);
  const said = splitWords(failure);
  if (isHttpCode(metric, label)) {
    const codes = { ...codesOf(label, '5'), words: said };
    // Whoever asks for what is not there has not been failed.
    return isSuccess ? { ...codes, operator: '!~', says: 'not 5xx' } : codes;
  }
  const [failed, succeeded] = [FAILED, SUCCEEDED].map((ends) =>
    values.filter((value) => splitWords(value).some((word) => ends.has(word))),
  );
  const meant = isSuccess ? succeeded : failed;
  if (meant.length > 0) return { ...oneOf(label, meant), words: said };
  const [other] = isSuccess ? failed : succeeded;
  return { name: label, operator: '!=', value: other, says: `not ${other}`, values: [], words: said };
}

function codesOf(name: string, digit: string): Omit<LabelFilter, 'words'> {
  return { name, operator: '=~', value: `${digit}..`, says: `${digit}xx`, values: [] };
}

function isHttpCode({ labels }: CatalogueMetric, label: string): boolean {
  const values = labels[label];
  return values.filter((value) => HTTP_CODE.test(value)).length * 2 > values.length;
}

function hasOutcomes(values: readonly string[]): boolean {
  return (
    values.length > 1 &&
    values.some((value) => splitWords(value).some((word) => FAILED.has(word) || SUCCEEDED.has(word)))
  );
}
