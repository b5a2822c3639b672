import { compilePattern } from './check-arguments.ts';
import type { LabelMatcher } from './vector-store.ts';

/**
 * A matcher as a condition on stored pairs: the record has (or, `negated`, has not) a label of this name with one of
 * these values; with any value when `values` is undefined.
 */
export interface LabelCondition {
  readonly name: string;
  readonly values: readonly string[] | undefined;
  readonly negated: boolean;
}

/**
 * Prometheus's rules in terms of what is stored, where an empty label is not: whatever matches the empty string is
 * everything but the labels that do not match (prometheus.io/docs/prometheus/latest/querying/basics,
 * "Instant vector selectors").
 * @param valuesOf the different values that a label has among the records in question; asked for regexes only
 */
export function resolveMatcher(matcher: LabelMatcher, valuesOf: () => readonly string[]): LabelCondition {
  const { name, operator, value } = matcher;
  const negated = operator.startsWith('!');
  if (!operator.endsWith('~')) {
    return value === '' ? { name, values: undefined, negated: !negated } : { name, values: [value], negated };
  }
  const pattern = compilePattern(name, value);
  const passes = (label: string) => pattern.testExact(label) !== negated;
  const emptyPasses = passes('');
  // Matching the empty string, a record passes unless it has a value that does not.
  return { name, values: valuesOf().filter((label) => passes(label) !== emptyPasses), negated: emptyPasses };
}
