import { checkPromql, type CheckOptions, type Finding } from '@metrics-ai/promql';

/** An expression that may be run, with what was remarked of it. */
export interface CheckedExpression {
  readonly promql: string;
  readonly findings: readonly Finding[];
}

/** To a label that no series has Prometheus says nothing: as an answer, that would be a wrong one. */
const UNKNOWN: ReadonlySet<Finding['code']> = new Set(['unknown-metric', 'unknown-label']);

/**
 * Whether an expression may be run as an answer: well-formed, an instant vector or a scalar, and over metrics and labels that there are.
 * `refused` says why not, in the checker's words; `suggestion` is the whole expression with that mended.
 */
export function checkChoice(
  promql: string,
  options: CheckOptions,
): CheckedExpression | { readonly refused: string; readonly suggestion?: string } {
  const { type, findings } = checkPromql(promql, options);
  const error = findings.find(({ severity, code }) => severity === 'error' || UNKNOWN.has(code));
  if (error !== undefined) {
    return {
      refused: error.message,
      ...(error.suggestion !== undefined && { suggestion: error.suggestion.text }),
    };
  }
  if (type === 'matrix' || type === 'string') {
    return {
      refused: `the result is a ${type === 'matrix' ? 'range vector' : 'string'}: an answer is an instant vector or a scalar`,
    };
  }
  return { promql, findings };
}
