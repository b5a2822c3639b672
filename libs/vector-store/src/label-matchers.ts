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
  const passes = labelTest(matcher);
  const emptyPasses = passes('');
  // Matching the empty string, a record passes unless it has a value that does not.
  return { name, values: valuesOf().filter((label) => passes(label) !== emptyPasses), negated: emptyPasses };
}

/** A matcher of which it is enough that some value of the label passes; `orAbsent`: having no value does too. */
export interface SomeLabelCondition {
  readonly name: string;
  readonly values: readonly string[];
  readonly orAbsent: boolean;
}

/** @param valuesOf as `resolveMatcher`'s; asked for all but equality with a value */
export function resolveForSome(matcher: LabelMatcher, valuesOf: () => readonly string[]): SomeLabelCondition {
  const { name, operator, value } = matcher;
  const passes = labelTest(matcher);
  const values = operator === '=' ? [value] : valuesOf();
  return { name, values: values.filter((label) => label !== '' && passes(label)), orAbsent: passes('') };
}

function labelTest({ name, operator, value }: LabelMatcher): (label: string) => boolean {
  const negated = operator.startsWith('!');
  if (!operator.endsWith('~')) return (label) => (label === value) !== negated;
  const pattern = compilePattern(name, value);
  return (label) => pattern.testExact(label) !== negated;
}
