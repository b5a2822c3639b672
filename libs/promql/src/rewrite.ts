import { demandsSomething } from './demands-something.ts';
import { walk, type Expression, type Span, type VectorSelector } from './expression.ts';
import { applyEdits, type Edit } from './finding.ts';
import { parsePromql } from './parse-promql.ts';

/**
 * The same expression as it was a while ago: `offset` behind everything that it selects. Undefined where something is moved in time
 * already, or nothing is selected. Throws PromqlSyntaxError for text that is not PromQL.
 * @param offset a Prometheus duration such as `1d`
 */
export function offsetBy(promql: string, offset: string): string | undefined {
  const expression = parsePromql(promql);
  const nodes = [...walk(expression)];
  if (nodes.some(({ kind }) => kind === 'modified')) return undefined;
  const ends = selectedIn(expression).map(({ to }) => to);
  if (ends.length === 0) return undefined;
  return applyEdits(
    promql,
    ends.map((at) => ({ from: at, to: at, text: ` offset ${offset}` })),
  );
}

/** Selectors, with their ranges where they have one: what an `offset` can stand behind. */
export function selectedIn(expression: Expression): Span[] {
  const ranged = new Set<Expression>();
  const selected: Span[] = [];
  for (const node of walk(expression)) {
    if (node.kind === 'range') ranged.add(node.of);
    if (node.kind === 'range' || (node.kind === 'selector' && !ranged.has(node))) selected.push(node);
  }
  return selected;
}

/**
 * The same expression without the matchers of these labels. A selector that they alone kept from selecting everything keeps them.
 * Throws PromqlSyntaxError for text that is not PromQL.
 */
export function dropMatchers(promql: string, labels: readonly string[]): string {
  const selectors = [...walk(parsePromql(promql))].filter((node) => node.kind === 'selector');
  return applyEdits(
    promql,
    selectors.flatMap((node) => withoutMatchers(promql, node, labels)),
  );
}

function withoutMatchers(promql: string, node: VectorSelector, labels: readonly string[]): Edit[] {
  const { braces, matchers, metric } = node;
  const kept = matchers.filter(({ name }) => !labels.includes(name));
  if (braces === undefined || kept.length === matchers.length) return [];
  if (metric === undefined && !kept.some(demandsSomething)) return [];
  const named = metric === undefined || metric.form === 'bare' ? [] : [metric];
  const list = [...named, ...kept].map(({ from, to }) => promql.slice(from, to)).join(',');
  return [{ from: braces.from, to: braces.to, text: list === '' ? '' : `{${list}}` }];
}
