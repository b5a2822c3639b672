import type { CheckContext } from './check-context.ts';
import { demandsSomething } from './demands-something.ts';
import {
  operandOf,
  type Aggregation,
  type BinaryOperation,
  type Expression,
  type FunctionCall,
  type VectorSelector,
} from './expression.ts';
import { findMetric } from './known-metric.ts';
import { SELECTING_AGGREGATIONS } from './promql-functions.ts';
import { typeOf } from './type-of.ts';

/** All labels that a series of a result may have, the metric's name aside; undefined where that is not known. */
export type LabelSet = ReadonlySet<string> | undefined;

/**
 * The labels that the series of an expression may have, as far as aggregations and the catalogue say it. A label that is not in the set is
 * on no series; one that is in it may still be missing from some.
 */
export function labelsOfResult(context: CheckContext, node: Expression): LabelSet {
  switch (node.kind) {
    case 'number':
    case 'string':
      return new Set();
    case 'selector':
      return labelsOfSelector(context, node);
    case 'range':
    case 'subquery':
    case 'modified':
    case 'unary':
    case 'parenthesis':
      return labelsOfResult(context, node.of);
    case 'aggregation':
      return labelsOfAggregation(context, node);
    case 'call':
      return labelsOfCall(context, node);
    case 'binary':
      return labelsOfOperation(context, node);
  }
}

function labelsOfSelector(context: CheckContext, node: VectorSelector): LabelSet {
  const { catalogue } = context;
  if (catalogue === undefined || node.metric === undefined) return undefined;
  const known = findMetric(catalogue, node.metric.name)?.labels;
  if (known === undefined) return undefined;
  const missing = node.matchers.filter((matcher) => matcher.operator === '=' && !demandsSomething(matcher));
  return new Set([...known.keys()].filter((label) => !missing.some(({ name }) => name === label)));
}

function labelsOfAggregation(context: CheckContext, node: Aggregation): LabelSet {
  const operand = operandOf(node);
  const inner = operand === undefined ? undefined : labelsOfResult(context, operand);
  const { operator, grouping } = node;
  if (SELECTING_AGGREGATIONS.has(operator)) return inner;
  const named = grouping?.labels.map(({ name }) => name) ?? [];
  const [parameter] = node.arguments;
  const added = operator === 'count_values' && parameter?.kind === 'string' ? [parameter.value] : [];
  if (grouping?.without === true) {
    return inner === undefined
      ? undefined
      : new Set([...inner].filter((label) => !named.includes(label)).concat(added));
  }
  return new Set([...named.filter((label) => inner === undefined || inner.has(label)), ...added]);
}

function labelsOfCall(context: CheckContext, call: FunctionCall): LabelSet {
  const { name, arguments: args } = call;
  if (name === 'vector' || args.length === 0 || typeOf(call) === 'scalar') return new Set();
  // What is absent carries the labels that were asked for; info() adds some of another metric.
  if (name === 'absent' || name === 'absent_over_time' || name === 'info') return undefined;
  const vector = args.find((argument) => typeOf(argument) === 'vector' || typeOf(argument) === 'matrix');
  const inner = vector === undefined ? undefined : labelsOfResult(context, vector);
  if (inner === undefined) return undefined;
  if (name === 'label_replace' || name === 'label_join' || name === 'histogram_quantiles') {
    const [, target] = args;
    return target?.kind === 'string' ? new Set([...inner, target.value]) : undefined;
  }
  if (name === 'histogram_quantile') return new Set([...inner].filter((label) => label !== 'le'));
  return inner;
}

function labelsOfOperation(context: CheckContext, node: BinaryOperation): LabelSet {
  const { left, right, operator, matching } = node;
  if (typeOf(left) === 'scalar') return labelsOfResult(context, right);
  const ofLeft = labelsOfResult(context, left);
  if (typeOf(right) === 'scalar' || operator === 'and' || operator === 'unless') return ofLeft;
  const ofRight = labelsOfResult(context, right);
  if (operator === 'or') {
    // Of two kinds of series one may match what the other does not.
    return ofLeft !== undefined && ofRight !== undefined && isSame(ofLeft, ofRight) ? ofLeft : undefined;
  }
  const include = matching?.include.map(({ name }) => name) ?? [];
  if (matching?.group === 'left') return ofLeft && new Set([...ofLeft, ...include]);
  if (matching?.group === 'right') return ofRight && new Set([...ofRight, ...include]);
  const named = matching?.labels.map(({ name }) => name) ?? [];
  if (matching?.on === true) return new Set(named);
  return ofLeft && new Set([...ofLeft].filter((label) => !named.includes(label)));
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((label) => b.has(label));
}
