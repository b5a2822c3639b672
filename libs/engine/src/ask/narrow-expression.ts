import { parsePromql, selector, walk } from '@metrics-ai/promql';
import type { LabelMatcher } from '@metrics-ai/prometheus-client';

/** The expression with these conditions on every selector in it. Throws as `parsePromql`. */
export function narrowExpression(promql: string, matchers: readonly LabelMatcher[]): string {
  if (matchers.length === 0) return promql;
  const conditions = selector(undefined, matchers).slice(1, -1);
  const places = [...walk(parsePromql(promql))]
    .flatMap((each) => (each.kind === 'selector' ? [each] : []))
    .sort((a, b) => b.from - a.from);
  let narrowed = promql;
  for (const { braces, to } of places) {
    if (braces === undefined) narrowed = `${narrowed.slice(0, to)}{${conditions}}${narrowed.slice(to)}`;
    else {
      const [start, end] = [braces.from + 1, braces.to - 1];
      const rest = narrowed.slice(start, end).trim() === '' ? '' : ',';
      narrowed = narrowed.slice(0, start) + conditions + rest + narrowed.slice(start);
    }
  }
  return narrowed;
}
