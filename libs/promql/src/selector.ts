import type { LabelMatcher } from './expression.ts';
import { quote } from './quote.ts';

const LEGACY_METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Words that PromQL would read as something else than a metric's name where an expression begins. */
const RESERVED = new Set(
  (
    'inf nan and or unless atan2 by without on ignoring group_left group_right bool offset start end step smoothed anchored fill ' +
    'sum avg min max count stddev stdvar group count_values bottomk topk quantile limitk limit_ratio'
  ).split(' '),
);

/**
 * The series selector of a metric and matchers, such as `up{job="node"}`. Whatever a name or value holds, it stays
 * a name or value: values are escaped, and names that are not legacy-valid are quoted as Prometheus 3 has it
 * (`{"my.metric","label.name"="v"}`; Prometheus documentation, "UTF-8 in Prometheus").
 * Throws RangeError without any condition, for an empty name, and for text that is not well-formed Unicode.
 */
export function selector(metric: string | undefined, matchers: readonly LabelMatcher[]): string {
  if (metric === undefined && matchers.length === 0) {
    throw new RangeError('a selector needs a metric or a matcher');
  }
  const conditions = matchers.map(
    ({ name, operator, value }) => `${labelName(name)}${operator}${quote(value)}`,
  );
  if (metric === undefined) return `{${conditions.join(',')}}`;
  // Prometheus refuses a metric's name beside another condition on the name, unless both are matchers.
  const isNameMatched = matchers.some((matcher) => matcher.name === '__name__');
  if (isNameMatched || RESERVED.has(metric.toLowerCase())) {
    return `{${[`__name__=${quote(metric)}`, ...conditions].join(',')}}`;
  }
  const name = writeName(metric, LEGACY_METRIC_NAME);
  if (name !== metric) return `{${[name, ...conditions].join(',')}}`;
  return conditions.length === 0 ? name : `${name}{${conditions.join(',')}}`;
}

/** A label's name as `by`, `on` and matchers take it: quoted where it is not legacy-valid. Throws as `selector` does. */
export function labelName(name: string): string {
  return writeName(name, LEGACY_LABEL_NAME);
}

/** Matchers of exactly these labels. */
export function matchersOf(labels: Readonly<Record<string, string>>): LabelMatcher[] {
  return Object.entries(labels).map(([name, value]) => ({ name, operator: '=', value }));
}

function writeName(name: string, legacy: RegExp): string {
  if (name === '') throw new RangeError('a metric or label name must not be empty');
  return legacy.test(name) ? name : quote(name);
}
