import { parsePromql, selector, walk } from '@metrics-ai/promql';
import type { LabelMatcher } from '@metrics-ai/prometheus-client';

/** The expression with these conditions on every selector in it, once each. Throws as `parsePromql`. */
export function narrowExpression(promql: string, matchers: readonly LabelMatcher[]): string {
  if (matchers.length === 0) return promql;
  const places = [...walk(parsePromql(promql))]
    .flatMap((each) => (each.kind === 'selector' ? [each] : []))
    .sort((a, b) => b.from - a.from);
  let narrowed = promql;
  for (const { braces, to, matchers: written } of places) {
    const missing = matchers.filter((matcher) => !written.some((each) => isSame(each, matcher)));
    if (missing.length === 0) continue;
    const conditions = selector(undefined, missing).slice(1, -1);
    if (braces === undefined) narrowed = `${narrowed.slice(0, to)}{${conditions}}${narrowed.slice(to)}`;
    else {
      const [start, end] = [braces.from + 1, braces.to - 1];
      const rest = narrowed.slice(start, end).trim() === '' ? '' : ',';
      narrowed = narrowed.slice(0, start) + conditions + rest + narrowed.slice(start);
    }
  }
  return narrowed;
}

function isSame(one: LabelMatcher, other: LabelMatcher): boolean {
  return one.name === other.name && one.operator === other.operator && one.value === other.value;
}
