import type { CheckOptions, FindingCode, MetricCatalogue } from '@metrics-ai/promql';
import { checkChoice, type CheckedExpression } from './check-choice.ts';
import { findInvention } from './find-invention.ts';

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
 * result of a value that nobody named is none either, nor is a number that stands in for one.
 */
export function checkProposal(
  { promql, question }: Proposal,
  options: CheckOptions & { readonly catalogue: MetricCatalogue },
): CheckedExpression | { readonly refused: string } {
  const checked = mend(promql, options);
  if ('refused' in checked) return checked;
  const invented = findInvention(checked.promql, question, options.catalogue);
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
