import type { MetricCatalogue } from './catalogue.ts';
import type { CheckContext } from './check-context.ts';
import { checkNames, metricFinder } from './check-catalogue.ts';
import { checkCounters } from './check-counters.ts';
import { checkHistograms } from './check-histograms.ts';
import { checkVectorMatching } from './check-matching.ts';
import { checkPitfalls } from './check-pitfalls.ts';
import { checkOperation } from './check-operations.ts';
import { checkSelectedSeries } from './check-selected-series.ts';
import { checkSelection } from './check-selectors.ts';
import { checkArguments } from './check-types.ts';
import { explainSyntax } from './explain-syntax.ts';
import { partsOf, walk, type Expression, type PromqlType } from './expression.ts';
import type { Draft, Finding } from './finding.ts';
import { findSyntaxError, MAX_EXPRESSION_LENGTH, parsePromql } from './parse-promql.ts';
import { withSuggestions } from './suggest.ts';
import { typeOf } from './type-of.ts';

export interface CheckOptions {
  /** The metrics that there are; left out: names of metrics and labels are not checked. */
  readonly catalogue?: MetricCatalogue;
  /** How often targets are scraped, in milliseconds; left out: lengths of ranges are not checked. */
  readonly scrapeIntervalMs?: number;
  /** The expression is the condition of an alert, default false. */
  readonly isAlert?: boolean;
}

export interface PromqlCheck {
  /** Whether there is no error. */
  readonly valid: boolean;
  /** Of the result; undefined when the text is not PromQL. */
  readonly type?: PromqlType;
  /** The metrics that it names, in the order of the first mention. */
  readonly metrics: readonly string[];
  /** In the order of the text, errors first where two begin at the same place. */
  readonly findings: readonly Finding[];
}

/**
 * Checks an expression: syntax, types, functions and their arguments, selectors; what it names against the catalogue; and what most
 * likely was not meant. Every suggestion was tried: the finding is gone in it, and it has no error that the expression had not.
 * Longer text than 20,000 characters is one `syntax` finding.
 */
export function checkPromql(expression: string, options: CheckOptions = {}): PromqlCheck {
  const { isAlert = false, catalogue } = options;
  const given = { ...options, isAlert, nearestMetrics: metricFinder(catalogue) };
  const read = inspect(expression, given);
  const findings = withSuggestions(expression, read.drafts, (text) => inspect(text, given).drafts);
  return {
    valid: findings.every(({ severity }) => severity !== 'error'),
    type: read.expression === undefined ? undefined : typeOf(read.expression),
    metrics: read.expression === undefined ? [] : metricsIn(read.expression),
    findings,
  };
}

/** The metrics that an expression names, in the order of the first mention. */
export function metricsIn(expression: Expression): string[] {
  const names = [...walk(expression)].map((node) =>
    node.kind === 'selector' ? node.metric?.name : undefined,
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

interface Inspection {
  readonly expression?: Expression;
  readonly drafts: readonly Draft[];
}

function inspect(text: string, given: Omit<CheckContext, 'text'>): Inspection {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    const message = `An expression has at most ${MAX_EXPRESSION_LENGTH} characters, this one has ${text.length}.`;
    return {
      drafts: [{ severity: 'error', code: 'syntax', message, from: MAX_EXPRESSION_LENGTH, to: text.length }],
    };
  }
  const error = findSyntaxError(text);
  if (error !== undefined) return { drafts: [explainSyntax(text, error)] };
  const expression = parsePromql(text);
  const drafts = [...checkNode({ ...given, text }, expression, [])];
  return { expression, drafts: drafts.sort((a, b) => a.from - b.from || (a.severity < b.severity ? -1 : 1)) };
}

/** @param ancestors from the whole expression down to what the node is part of */
function* checkNode(
  context: CheckContext,
  node: Expression,
  ancestors: readonly Expression[],
): Generator<Draft> {
  yield* checkSelection(context, node, ancestors.at(-1));
  yield* checkArguments(context, node, ancestors.at(-1));
  yield* checkOperation(context, node);
  yield* checkNames(context, node, ancestors);
  yield* checkCounters(context, node, ancestors);
  yield* checkHistograms(context, node, ancestors);
  yield* checkVectorMatching(context, node);
  yield* checkSelectedSeries(context, node);
  yield* checkPitfalls(context, node, ancestors);
  const within = [...ancestors, node];
  for (const part of partsOf(node)) yield* checkNode(context, part, within);
}
