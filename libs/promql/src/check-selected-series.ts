import { textAt, type CheckContext } from './check-context.ts';
import { comparedBy, whyNothingMeets } from './compared-by.ts';
import { demandsSomething } from './demands-something.ts';
import {
  bare,
  walk,
  type BinaryOperation,
  type Expression,
  type LabelMatcher,
  type VectorSelector,
} from './expression.ts';
import { wrap, type Draft, type Repair } from './finding.ts';
import { quote } from './quote.ts';
import { typeOf } from './type-of.ts';

/** Whether the series of two sides that are selected by labels can meet, and meet others than themselves. */
export function* checkSelectedSeries(context: CheckContext, node: Expression): Generator<Draft> {
  if (node.kind !== 'binary' || node.operator === 'or' || node.fill !== undefined) return;
  if (typeOf(node.left) !== 'vector' || typeOf(node.right) !== 'vector') return;
  const left = selectionOf(node.left);
  const right = selectionOf(node.right);
  if (left === undefined || right === undefined) return;
  const apart = labelApart(node, left, right);
  if (apart !== undefined) yield neverMeet(context, node, apart);
  else if (meetsItself(context, node, left, right)) yield dividedByItself(context, node);
}

/** The selector whose series an expression passes on one by one, with their labels; undefined where it is not of that kind. */
function selectionOf(expression: Expression): VectorSelector | undefined {
  const node = bare(expression);
  if (node.kind === 'selector') return node;
  if (node.kind === 'range') return selectionOf(node.of);
  if (node.kind !== 'call' || node.arguments.length !== 1) return undefined;
  // Others than these change the labels.
  const isRelabelled = node.name.startsWith('absent') || node.name.startsWith('histogram_');
  return isRelabelled ? undefined : selectionOf(node.arguments[0]);
}

interface Apart {
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** A label that series must agree on to meet, and that is one thing on the left and another on the right. */
function labelApart(node: BinaryOperation, left: VectorSelector, right: VectorSelector): Apart | undefined {
  const isCompared = comparedBy(node);
  for (const { name, value } of left.matchers.filter(isFixed)) {
    const other = right.matchers.find((matcher) => matcher.name === name && isFixed(matcher));
    if (other !== undefined && other.value !== value && isCompared(name)) {
      return { label: name, left: value, right: other.value };
    }
  }
  return undefined;
}

function isFixed(matcher: LabelMatcher): boolean {
  return matcher.operator === '=' && demandsSomething(matcher);
}

function neverMeet(context: CheckContext, node: BinaryOperation, { label, left, right }: Apart): Draft {
  const { matching } = node;
  const at = node.bool?.to ?? node.operatorSpan.to;
  const ignoring: Repair = {
    edits: [{ from: at, to: at, text: ` ignoring (${label})` }],
    reason: `Matched on all labels but ${label}.`,
  };
  return {
    severity: 'warning',
    code: 'labels-never-match',
    message: whyNothingMeets(
      context,
      node,
      `${label} is ${quote(left)} on the left and ${quote(right)} on the right`,
    ),
    from: node.operatorSpan.from,
    to: matching?.to ?? node.operatorSpan.to,
    repairs: matching === undefined ? [ignoring] : [],
  };
}

/** Whether both sides are the same of one metric, and one side has all of the conditions of the other and more. */
function meetsItself(
  context: CheckContext,
  node: BinaryOperation,
  left: VectorSelector,
  right: VectorSelector,
): boolean {
  if (node.operator !== '/' || node.matching !== undefined) return false;
  if (left.metric === undefined || left.metric.name !== right.metric?.name) return false;
  const around = (side: Expression, { from, to }: VectorSelector): string =>
    textAt(context, { from: side.from, to: from }) + '…' + textAt(context, { from: to, to: side.to });
  if (around(node.left, left) !== around(node.right, right)) return false;
  const conditions = [left, right].map(
    ({ matchers }) =>
      new Set(matchers.map(({ name, operator, value }) => `${name}${operator}${quote(value)}`)),
  );
  const [fewer, more] = conditions.sort((a, b) => a.size - b.size);
  return fewer.size < more.size && [...fewer].every((condition) => more.has(condition));
}

function dividedByItself(context: CheckContext, { left, right, operatorSpan }: BinaryOperation): Draft {
  const isTimed = [...walk(left)].some((node) => node.kind === 'range');
  return {
    severity: 'warning',
    code: 'divided-by-itself',
    message: `Series meet when all their labels are equal: each one of ${textAt(context, left)} is divided by itself, and the result is 1. A share needs sums on both sides.`,
    ...operatorSpan,
    repairs: [
      {
        edits: [...wrap(left, 'sum(', ')'), ...wrap(right, 'sum(', ')')],
        reason: `The sum of some of the ${isTimed ? 'rates' : 'values'} is divided by the sum of all; by (…) keeps the labels that the share is of.`,
      },
    ],
  };
}
