import type { LabelMatcher } from './expression.ts';
import { compileRegex } from './regex.ts';

/** Whether a series without the label does not pass. */
export function demandsSomething({ operator, value }: LabelMatcher): boolean {
  if (operator === '=') return value !== '';
  if (operator === '!=') return value === '';
  const regex = compileRegex(value);
  // What does not compile is another finding.
  if (typeof regex === 'string') return true;
  return regex.matches('') === (operator === '!~');
}
