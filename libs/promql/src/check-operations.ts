import { convert } from './check-types.ts';
import { textAt, type CheckContext } from './check-context.ts';
import type { BinaryOperation, Expression, Matching, UnaryOperation } from './expression.ts';
import type { Draft, Repair } from './finding.ts';
import { nameOfType, typeOf } from './type-of.ts';

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
const SET_OPERATORS = new Set(['and', 'or', 'unless']);

export function isComparison({ operator }: BinaryOperation): boolean {
  return COMPARISONS.has(operator);
}

export function isSetOperation({ operator }: BinaryOperation): boolean {
  return SET_OPERATORS.has(operator);
}

/** Whether operators stand between what they can join. */
export function* checkOperation(context: CheckContext, node: Expression): Generator<Draft> {
  if (node.kind === 'unary') yield* checkUnary(node);
  if (node.kind === 'binary') {
    yield* checkOperands(node);
    yield* checkBool(node);
    yield* checkMatching(context, node);
  }
}

function* checkUnary(node: UnaryOperation): Generator<Draft> {
  const type = typeOf(node.of);
  if (type === 'scalar' || type === 'vector') return;
  yield {
    severity: 'error',
    code: 'wrong-type',
    message: `A sign stands before a scalar or an instant vector, and this is ${nameOfType(type)}.`,
    from: node.from,
    to: node.to,
    repairs: convert(node.of, 'vector'),
  };
}

function* checkOperands(node: BinaryOperation): Generator<Draft> {
  for (const operand of [node.left, node.right]) {
    const type = typeOf(operand);
    const isSet = isSetOperation(node);
    if (type === 'vector' || (type === 'scalar' && !isSet)) continue;
    yield {
      severity: 'error',
      code: 'wrong-type',
      message: `${node.operator} joins ${isSet ? 'instant vectors' : 'scalars and instant vectors'}, and this is ${nameOfType(type)}.`,
      from: operand.from,
      to: operand.to,
      repairs: [...unquote(operand), ...convert(operand, 'vector')],
    };
  }
}

/** A number in quotes, as the value of a label is written. */
function unquote(operand: Expression): Repair[] {
  if (operand.kind !== 'string' || !/^-?\d+(\.\d+)?$/.test(operand.value)) return [];
  const { from, to, value } = operand;
  return [{ edits: [{ from, to, text: value }], reason: 'A number stands without quotes.' }];
}

function* checkBool(node: BinaryOperation): Generator<Draft> {
  const isScalar = typeOf(node.left) === 'scalar' && typeOf(node.right) === 'scalar';
  if (node.bool !== undefined && !isComparison(node)) {
    yield {
      severity: 'error',
      code: 'misplaced-bool',
      message: `bool stands behind a comparison alone; ${node.operator} is none.`,
      ...node.bool,
      repairs: [
        { edits: [{ from: node.operatorSpan.to, to: node.bool.to, text: '' }], reason: 'Without bool.' },
      ],
    };
  }
  if (node.bool === undefined && isComparison(node) && isScalar) {
    const { from, to } = node.operatorSpan;
    yield {
      severity: 'error',
      code: 'missing-bool',
      message: 'A comparison of two scalars has nothing to filter: it must give 0 or 1, with bool.',
      from,
      to,
      repairs: [
        { edits: [{ from: to, to, text: ' bool' }], reason: 'bool gives 1 where it holds, and 0 elsewhere.' },
      ],
    };
  }
}

function* checkMatching(context: CheckContext, node: BinaryOperation): Generator<Draft> {
  const { matching, fill } = node;
  const isBetweenVectors = typeOf(node.left) === 'vector' && typeOf(node.right) === 'vector';
  const without = (from: number, to: number) => [{ from, to, text: '' }];
  if (fill !== undefined && (!isBetweenVectors || isSetOperation(node))) {
    yield {
      severity: 'error',
      code: 'invalid-matching',
      message: 'fill() stands between two instant vectors that are computed with or compared.',
      ...fill,
      repairs: [{ edits: without(fill.from, fill.to), reason: 'Without the filling.' }],
    };
  }
  if (matching === undefined) return;
  const at = { from: matching.from, to: matching.to };
  if (!isBetweenVectors && matching.labels.length > 0) {
    yield {
      severity: 'error',
      code: 'invalid-matching',
      message: 'Labels are matched between two instant vectors, and one side is a scalar.',
      ...at,
      repairs: [
        {
          edits: without(at.from, at.to),
          reason: 'A scalar is computed with every series: there is nothing to match.',
        },
      ],
    };
  }
  if (isBetweenVectors && isSetOperation(node) && matching.groupSpan !== undefined) {
    const { from, to } = matching.groupSpan;
    yield {
      severity: 'error',
      code: 'invalid-matching',
      message: `${node.operator} matches many to many: group_${matching.group} has no meaning there.`,
      from,
      to,
      repairs: [{ edits: without(from, to), reason: `Without group_${matching.group}.` }],
    };
  }
  const doubled = matching.include.filter(({ name }) => isMatchedOn(matching, name));
  if (matching.on && doubled.length > 0 && matching.groupSpan !== undefined) {
    const kept = matching.include.filter(({ name }) => !isMatchedOn(matching, name));
    const { from, to } = matching.groupSpan;
    yield {
      severity: 'error',
      code: 'invalid-matching',
      message: `${doubled.map(({ name }) => name).join(', ')}: a label that is matched on is there already, and cannot be included as well.`,
      from,
      to,
      repairs: [
        {
          edits: [
            {
              from,
              to,
              text: `group_${matching.group} (${kept.map((label) => textAt(context, label)).join(', ')})`,
            },
          ],
          reason: 'Without the labels that are matched on.',
        },
      ],
    };
  }
}

function isMatchedOn({ labels }: Matching, name: string): boolean {
  return labels.some((label) => label.name === name);
}
