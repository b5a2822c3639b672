import type { SyntaxNode } from '@lezer/common';
import { parseDuration } from './duration.ts';
import type {
  Duration,
  Expression,
  Grouping,
  LabelMatcher,
  Matching,
  Span,
  VectorSelector,
  WrittenLabel,
  WrittenMatcher,
  WrittenMetric,
} from './expression.ts';
import { unquote } from './quote.ts';

/** The expression of a node of the grammar without errors. */
export function readExpression(text: string, node: SyntaxNode): Expression {
  const span = spanOf(node);
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', ...span, value: readNumber(slice(text, node)) };
    case 'StringLiteral':
      return { kind: 'string', ...span, value: textOf(text, node) };
    case 'VectorSelector':
      return readSelector(text, node);
    case 'ParenExpr':
      return { kind: 'parenthesis', ...span, of: firstExpression(text, node) };
    case 'UnaryExpr':
      return { kind: 'unary', ...span, isNegative: text[node.from] === '-', of: firstExpression(text, node) };
    case 'BinaryExpr':
      return readBinary(text, node);
    case 'FunctionCall':
      return readCall(text, node);
    case 'AggregateExpr':
      return readAggregation(text, node);
    default:
      return readSuffixed(text, node);
  }
}

/**
 * A range, a subquery, an offset and the like belong to the operand right before them. The grammar gives them all of the
 * operation before, `-a[5m:]` as `(-a)[5m:]`, where Prometheus has them bind tighter than any operator.
 */
function readSuffixed(text: string, node: SyntaxNode): Expression {
  const suffix = (of: Expression): Expression => {
    const { to } = node;
    if (of.kind === 'binary') return { ...of, to, right: suffix(of.right) };
    if (of.kind === 'unary') return { ...of, to, of: suffix(of.of) };
    const { from } = of;
    const [first, second] = node.getChildren('DurationExpr').map((each) => readDuration(text, each));
    switch (node.name) {
      case 'MatrixSelector':
        return { kind: 'range', from, to, of, range: first };
      case 'SubqueryExpr':
        return { kind: 'subquery', from, to, of, range: first, step: second };
      case 'OffsetExpr': {
        const written = node.getChild('OffsetDurationExpr');
        const offset = written === null ? undefined : readDuration(text, written);
        return { kind: 'modified', from, to, modifier: 'offset', of, offset };
      }
      case 'StepInvariantExpr':
        return { kind: 'modified', from, to, modifier: '@', of };
      case 'AnchoredExpr':
        return { kind: 'modified', from, to, modifier: 'anchored', of };
      case 'SmoothedExpr':
        return { kind: 'modified', from, to, modifier: 'smoothed', of };
      default:
        throw new Error(`the grammar has a node that is not read: ${node.name}`);
    }
  };
  return suffix(firstExpression(text, node));
}

function readSelector(text: string, node: SyntaxNode): VectorSelector {
  const metrics: WrittenMetric[] = [];
  const matchers: WrittenMatcher[] = [];
  const name = node.getChild('Identifier');
  if (name !== null) metrics.push({ ...spanOf(name), name: slice(text, name), form: 'bare' });
  const list = node.getChild('LabelMatchers');
  for (const child of childrenOf(list)) {
    if (child.name === 'QuotedLabelName') {
      metrics.push({ ...spanOf(child), name: textOf(text, child), form: 'quoted' });
    }
    const operator = child.getChild('MatchOp');
    if (operator === null || child.firstChild === null || child.lastChild === null) continue;
    const matcher: WrittenMatcher = {
      ...spanOf(child),
      name: textOf(text, child.firstChild),
      operator: slice(text, operator) as LabelMatcher['operator'],
      value: textOf(text, child.lastChild),
      nameSpan: spanOf(child.firstChild),
      operatorSpan: spanOf(operator),
      valueSpan: spanOf(child.lastChild),
    };
    const isEquality = matcher.name === '__name__' && matcher.operator === '=';
    // Two equalities on the name are two matchers to Prometheus; the second one selects nothing, but is no mistake of form.
    if (isEquality && !metrics.some(({ form }) => form === 'matcher')) {
      metrics.push({ ...spanOf(child), name: matcher.value, form: 'matcher' });
    } else {
      matchers.push(matcher);
    }
  }
  return {
    kind: 'selector',
    ...spanOf(node),
    metric: metrics[0],
    secondMetric: metrics[1],
    matchers,
    braces: list === null ? undefined : spanOf(list),
  };
}

function readBinary(text: string, node: SyntaxNode): Expression {
  const [left, right] = expressionsIn(text, node);
  const operator = childrenOf(node)[1];
  const bool = node.getChild('BoolModifier');
  const clause = node.getChild('MatchingModifierClause');
  const fill = node.getChild('FillModifier');
  return {
    kind: 'binary',
    ...spanOf(node),
    operator: slice(text, operator).toLowerCase(),
    operatorSpan: spanOf(operator),
    left,
    right,
    bool: bool === null ? undefined : spanOf(bool),
    matching: clause === null ? undefined : readMatching(text, clause),
    fill: fill === null ? undefined : spanOf(fill),
  };
}

function readMatching(text: string, clause: SyntaxNode): Matching {
  const [labels, include] = clause.getChildren('GroupingLabels');
  const left = clause.getChild('GroupLeft');
  const group = left ?? clause.getChild('GroupRight');
  return {
    ...spanOf(clause),
    on: clause.getChild('On') !== null,
    labels: readLabels(text, labels),
    group: group === null ? undefined : left !== null ? 'left' : 'right',
    groupSpan: group === null ? undefined : { from: group.from, to: clause.to },
    include: include === undefined ? [] : readLabels(text, include),
  };
}

function readCall(text: string, node: SyntaxNode): Expression {
  const name = node.getChild('FunctionIdentifier')!;
  return {
    kind: 'call',
    ...spanOf(node),
    name: slice(text, name),
    nameSpan: spanOf(name),
    arguments: expressionsIn(text, node.getChild('FunctionCallBody')),
  };
}

function readAggregation(text: string, node: SyntaxNode): Expression {
  const operator = node.getChild('AggregateOp')!;
  const modifier = node.getChild('AggregateModifier');
  return {
    kind: 'aggregation',
    ...spanOf(node),
    operator: slice(text, operator).toLowerCase(),
    operatorSpan: spanOf(operator),
    arguments: expressionsIn(text, node.getChild('FunctionCallBody')),
    grouping: modifier === null ? undefined : readGrouping(text, modifier),
  };
}

function readGrouping(text: string, modifier: SyntaxNode): Grouping {
  return {
    ...spanOf(modifier),
    without: modifier.getChild('Without') !== null,
    labels: readLabels(text, modifier.getChild('GroupingLabels')),
  };
}

function readLabels(text: string, list: SyntaxNode | null): WrittenLabel[] {
  return childrenOf(list).map((label) => ({ ...spanOf(label), name: textOf(text, label) }));
}

function readDuration(text: string, node: SyntaxNode): Duration {
  return { ...spanOf(node), seconds: readNumber(slice(text, node).replace(/[\s()]+/g, '')) };
}

/** The value of a number, the seconds of a duration; NaN of what is neither. */
function readNumber(written: string): number {
  const [, sign, digits] = /^([-+]?)\s*(.*)$/s.exec(written)!;
  const durationMs = parseDuration(digits);
  const plain = digits.replaceAll('_', '');
  const value =
    durationMs !== undefined ? durationMs / 1_000 : /^inf$/i.test(plain) ? Infinity : numberOf(plain);
  return sign === '-' ? -value : value;
}

function numberOf(digits: string): number {
  // A duration of nothing, such as `0s`.
  return /^0+[a-z]+$/.test(digits) ? 0 : Number(digits);
}

/** A bare name as it is, a string without its quotes and escapes. */
function textOf(text: string, node: SyntaxNode): string {
  const written = slice(text, node);
  return node.name === 'LabelName' ? written : (unquote(written) ?? written);
}

function firstExpression(text: string, node: SyntaxNode): Expression {
  return expressionsIn(text, node)[0];
}

function expressionsIn(text: string, node: SyntaxNode | null): Expression[] {
  return (node?.getChildren('Expr') ?? []).map((child) => readExpression(text, child));
}

function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

function slice(text: string, { from, to }: Span): string {
  return text.slice(from, to);
}

function spanOf({ from, to }: Span): Span {
  return { from, to };
}
