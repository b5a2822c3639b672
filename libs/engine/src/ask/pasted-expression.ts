import type { MetricCatalogue } from '@metrics-ai/promql';
import { checkChoice } from './check-choice.ts';

/** What no question in plain words has and still parses. */
const BRACKETS = /[([{]/;

/** The expression that a question is, where it is no words but PromQL that may be run; undefined of any other question. */
export function pastedExpression(question: string, catalogue: MetricCatalogue): string | undefined {
  if (!BRACKETS.test(question)) return undefined;
  const checked = checkChoice(question.trim(), { catalogue });
  return 'refused' in checked ? undefined : checked.promql;
}
