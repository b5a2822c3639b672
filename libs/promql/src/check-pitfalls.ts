import type { CheckContext } from './check-context.ts';
import { isComparison, isSetOperation } from './check-operations.ts';
import {
  bare,
  operandOf,
  type Aggregation,
  type BinaryOperation,
  type Expression,
  type VectorSelector,
} from './expression.ts';
import type { Draft } from './finding.ts';
import { findMetric } from './known-metric.ts';
import { EXPERIMENTAL_AGGREGATIONS, PROMQL_FUNCTIONS } from './promql-functions.ts';
import { quote } from './quote.ts';

/** What runs, and most likely says something else than was meant. */
export function* checkPitfalls(
  context: CheckContext,
  node: Expression,
  ancestors: readonly Expression[],
): Generator<Draft> {
  if (node.kind === 'aggregation') yield* checkAggregated(node);
  if (node.kind === 'binary' && context.isAlert) yield* checkAlert(node, ancestors);
  if (node.kind === 'selector') yield* checkPatterns(context, node);
  yield* checkExperimental(node);
}

function* checkAggregated(node: Aggregation): Generator<Draft> {
  const operand = operandOf(node);
  const compared = operand === undefined ? undefined : bare(operand);
  if (compared?.kind !== 'binary' || !isComparison(compared)) return;
  const { from, to } = node.operatorSpan;
  const { operator, right, bool } = compared;
  if (
    node.operator === 'sum' &&
    bool === undefined &&
    operator === '==' &&
    right.kind === 'number' &&
    right.value === 0
  ) {
    yield {
      severity: 'warning',
      code: 'filter-then-sum',
      message:
        'A comparison keeps the series that are 0, with their values: the sum of those is 0, however many there are.',
      from,
      to,
      repairs: [{ edits: [{ from, to, text: 'count' }], reason: 'count() is how many series pass.' }],
    };
  }
  if (node.operator === 'count' && bool !== undefined) {
    yield {
      severity: 'warning',
      code: 'count-of-bool',
      message:
        'With bool every series passes, as 0 or 1: count() counts all of them, whether the comparison holds or not.',
      from,
      to,
      repairs: [{ edits: [{ from, to, text: 'sum' }], reason: 'The sum of 0 and 1 is how many hold.' }],
    };
  }
}

function* checkAlert(node: BinaryOperation, ancestors: readonly Expression[]): Generator<Draft> {
  const isCondition = ancestors.every(
    (parent) => parent.kind === 'parenthesis' || (parent.kind === 'binary' && isSetOperation(parent)),
  );
  if (!isCondition || node.bool === undefined || !isComparison(node)) return;
  yield {
    severity: 'warning',
    code: 'bool-in-alert',
    message:
      'An alert fires for every series that its expression returns, and with bool that is every series, as 0 or 1.',
    ...node.bool,
    repairs: [
      {
        edits: [{ from: node.operatorSpan.to, to: node.bool.to, text: '' }],
        reason: 'Without bool what does not hold is left out.',
      },
    ],
  };
}

function* checkPatterns({ catalogue }: CheckContext, { metric, matchers }: VectorSelector): Generator<Draft> {
  const labels =
    catalogue === undefined || metric === undefined ? undefined : findMetric(catalogue, metric.name)?.labels;
  for (const { name, operator, value, operatorSpan, valueSpan } of matchers) {
    const isKnown = labels?.get(name)?.includes(value) === true;
    if (!operator.endsWith('~') && /\.[*+]|^[\w-]+(\|[\w-]+)+$/.test(value) && !isKnown) {
      const regex = operator === '=' ? '=~' : '!~';
      yield {
        severity: 'warning',
        code: 'equality-with-pattern',
        message: `${operator} compares the value as it is written: ${quote(value)} is a regular expression to ${regex} alone.`,
        ...operatorSpan,
        repairs: [
          {
            edits: [{ ...operatorSpan, text: regex }],
            reason: `${regex} takes the value for a regular expression.`,
          },
        ],
      };
    }
    // A star behind a plain letter or dash, not behind an escape.
    const glob = /(?<!\\)([\w-])\*(?=$|[|)])/g;
    if (operator.endsWith('~') && glob.test(value)) {
      yield {
        severity: 'warning',
        code: 'glob-for-regex',
        message: `In a regular expression * repeats the sign before it: ${quote(value)} does not match what goes on with other text.`,
        ...valueSpan,
        repairs: [
          {
            edits: [{ ...valueSpan, text: quote(value.replace(glob, '$1.*')) }],
            reason: '.* stands for any text.',
          },
        ],
      };
    }
  }
}

function* checkExperimental(node: Expression): Generator<Draft> {
  const found = experimentOf(node);
  if (found === undefined) return;
  const { what, flag, from, to } = found;
  yield {
    severity: 'warning',
    code: 'experimental',
    message: `${what} is experimental: Prometheus takes it with --enable-feature=${flag} alone.`,
    from,
    to,
  };
}

function experimentOf(node: Expression) {
  if (node.kind === 'call' && PROMQL_FUNCTIONS.get(node.name)?.isExperimental === true) {
    const flag = node.name === 'start_timestamp' ? 'use-start-timestamps' : 'promql-experimental-functions';
    return { what: `${node.name}()`, flag, ...node.nameSpan };
  }
  if (node.kind === 'aggregation' && EXPERIMENTAL_AGGREGATIONS.has(node.operator)) {
    return { what: `${node.operator}()`, flag: 'promql-experimental-functions', ...node.operatorSpan };
  }
  if (node.kind === 'modified' && (node.modifier === 'anchored' || node.modifier === 'smoothed')) {
    return { what: node.modifier, flag: 'promql-extended-range-selectors', from: node.of.to, to: node.to };
  }
  if (node.kind === 'binary' && node.fill !== undefined) {
    return { what: 'fill()', flag: 'promql-binop-fill-modifiers', ...node.fill };
  }
  return undefined;
}
