import { parseDuration } from './duration.ts';
import type { LabelMatcher, VectorSelector } from './expression.ts';
import { parsePromql, PromqlSyntaxError } from './parse-promql.ts';

export interface ParsedSelector {
  readonly metric?: string;
  readonly matchers: readonly LabelMatcher[];
}

/** Whether `parseSelector` reads the text. */
export function isSelector(promql: string): boolean {
  try {
    parseSelector(promql);
    return true;
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return false;
    throw error;
  }
}

/**
 * The metric and matchers of a series selector. An equality on `__name__` counts as the metric.
 * Throws PromqlSyntaxError when the text is anything else, a selector with a comment included.
 */
export function parseSelector(text: string): ParsedSelector {
  const node = parsePromql(text);
  const isWhole = node.kind === 'selector' && text.trim() === text.slice(node.from, node.to);
  if (!isWhole) throw new PromqlSyntaxError(`not a series selector: ${text}`, { from: 0, to: text.length });
  const twice = secondName(node);
  if (twice !== undefined) throw new PromqlSyntaxError('a series selector has one metric name', twice);
  const matchers = node.matchers.map(({ name, operator, value }) => ({ name, operator, value }));
  if (node.metric === undefined && matchers.length === 0) {
    throw new PromqlSyntaxError('a series selector needs at least one matcher', node);
  }
  return { metric: node.metric?.name, matchers };
}

/** Where a selector has a second condition on the metric's name beside one that is not a matcher. */
export function secondName({ metric, secondMetric, matchers }: VectorSelector) {
  const isNamed = metric?.form === 'bare' || metric?.form === 'quoted' || secondMetric?.form === 'quoted';
  return isNamed ? (secondMetric ?? matchers.find(({ name }) => name === '__name__')) : undefined;
}

/** What `rate(selector[window])` takes the rate of. */
export interface RatedCounter {
  readonly selector: string;
  readonly windowMs: number;
}

const RATES = ['rate', 'irate', 'increase'];

/**
 * The counter of an expression that is its rate (`rate`, `irate` or `increase`) and nothing more; undefined of every other one, and
 * of one with an offset. Throws PromqlSyntaxError when the text is not well-formed PromQL.
 */
export function ratedCounter(promql: string): RatedCounter | undefined {
  const call = parsePromql(promql);
  if (call.kind !== 'call' || !RATES.includes(call.name) || call.arguments.length !== 1) return undefined;
  const [window] = call.arguments;
  if (window.kind !== 'range' || window.of.kind !== 'selector') return undefined;
  const windowMs = parseDuration(promql.slice(window.range.from, window.range.to));
  return windowMs === undefined
    ? undefined
    : { selector: promql.slice(window.of.from, window.of.to), windowMs };
}
