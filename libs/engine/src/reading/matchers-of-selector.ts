import { parseSelector, PromqlSyntaxError, type LabelMatcher } from '@metrics-ai/promql';
import { InvalidRequestError } from '../invalid-request-error.ts';

/** The conditions of a series selector, its metric's name among them; throws InvalidRequestError when it is none. */
export function matchersOfSelector(match: string): LabelMatcher[] {
  try {
    const { metric, matchers } = parseSelector(match);
    return [
      ...(metric === undefined ? [] : [{ name: '__name__', operator: '=', value: metric } as const]),
      ...matchers,
    ];
  } catch (error) {
    if (error instanceof PromqlSyntaxError) throw new InvalidRequestError('match', error.message);
    throw error;
  }
}
