import {
  parsePromql,
  walk,
  type CheckOptions,
  type FindingCode,
  type MetricCatalogue,
} from '@metrics-ai/promql';
import { MOST_VALUES } from '../catalogue/label-reader.ts';
import { checkChoice, type CheckedExpression } from './check-choice.ts';

/** Remarks on what gives nothing, or nothing that anybody asks for: of a model, the suggested repair is taken. */
const MENDED: ReadonlySet<FindingCode> = new Set([
  'unknown-label-value',
  'labels-never-match',
  'divided-by-itself',
  'histogram-without-suffix',
  'rate-of-gauge',
  'quantile-out-of-range',
  'range-too-short',
]);
const MOST_REPAIRS = 4;

interface Proposal {
  readonly promql: string;
  readonly question: string;
}

/**
 * Whether a model's expression may be run as an answer, mended where the checker knows how. Beyond `checkChoice`, it is to read metrics
 * by their names, and values of labels that are in the catalogue or in the question: a number out of the blue is no answer, and an empty
 * result of a value that nobody named is none either.
 */
export function checkProposal(
  { promql, question }: Proposal,
  options: CheckOptions & { readonly catalogue: MetricCatalogue },
): CheckedExpression | { readonly refused: string } {
  const checked = mend(promql, options);
  if ('refused' in checked) return checked;
  const invented = inventionIn(checked.promql, question, options.catalogue);
  return invented === undefined ? checked : { refused: invented };
}

function mend(promql: string, options: CheckOptions): CheckedExpression | { readonly refused: string } {
  const checked = checkChoice(promql, options);
  if ('refused' in checked) {
    const repaired = checked.suggestion === undefined ? checked : checkChoice(checked.suggestion, options);
    // What was wrong first is what the model is told of.
    return 'refused' in repaired ? { refused: checked.refused } : mendRemarks(repaired, options);
  }
  return mendRemarks(checked, options);
}

function mendRemarks(given: CheckedExpression, options: CheckOptions): CheckedExpression {
  let checked = given;
  for (let i = 0; i < MOST_REPAIRS; i++) {
    const remark = checked.findings.find(({ code, suggestion }) => MENDED.has(code) && suggestion);
    if (remark?.suggestion === undefined) break;
    const repaired = checkChoice(remark.suggestion.text, options);
    if ('refused' in repaired) break;
    checked = repaired;
  }
  return checked;
}

/** What of an expression comes from nowhere, in words. */
function inventionIn(promql: string, question: string, catalogue: MetricCatalogue): string | undefined {
  const selectors = [...walk(parsePromql(promql))].filter((node) => node.kind === 'selector');
  if (selectors.length === 0) return 'it reads no metric.';
  const asked = question.toLowerCase();
  for (const { metric, matchers } of selectors) {
    if (metric === undefined) return 'it reads series without naming their metric.';
    const labels = catalogue.find(metric.name)?.labels ?? {};
    for (const { name, operator, value } of matchers) {
      const values = labels[name] ?? [];
      // Of a label with more values than the catalogue holds, any may be one.
      const isKnown = values.length === 0 || values.length >= MOST_VALUES || values.includes(value);
      if (operator !== '=' || value === '' || isKnown || asked.includes(value.toLowerCase())) continue;
      return `no ${name} of ${metric.name} is known to be ${JSON.stringify(value)}.`;
    }
  }
  return undefined;
}
