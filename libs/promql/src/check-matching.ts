import { textAt, type CheckContext } from './check-context.ts';
import { isSetOperation } from './check-operations.ts';
import { comparedBy, whyNothingMeets } from './compared-by.ts';
import { bare, type BinaryOperation, type Expression } from './expression.ts';
import { wrap, type Draft, type Repair } from './finding.ts';
import { labelsOfResult } from './label-sets.ts';
import { typeOf } from './type-of.ts';

/** Whether two vectors have series that can meet. */
export function* checkVectorMatching(context: CheckContext, node: Expression): Generator<Draft> {
  if (node.kind !== 'binary' || node.operator === 'or' || node.fill !== undefined) return;
  if (typeOf(node.left) !== 'vector' || typeOf(node.right) !== 'vector') return;
  const left = labelsOfResult(context, node.left);
  const right = labelsOfResult(context, node.right);
  if (left === undefined || right === undefined) return;
  const isCompared = comparedBy(node);
  const leftOnly = [...left].filter((label) => isCompared(label) && !right.has(label));
  const rightOnly = [...right].filter((label) => isCompared(label) && !left.has(label));
  if (leftOnly.length === 0 && rightOnly.length === 0) return;
  const sides = [
    leftOnly.length === 0 ? '' : `the left side alone has ${leftOnly.join(', ')}`,
    rightOnly.length === 0 ? '' : `the right side alone has ${rightOnly.join(', ')}`,
  ].filter((side) => side !== '');
  yield {
    severity: 'warning',
    code: 'labels-never-match',
    message: whyNothingMeets(context, node, sides.join(', ')),
    from: node.operatorSpan.from,
    to: node.matching?.to ?? node.operatorSpan.to,
    repairs: [...sumAlike(context, node, left, right), ...repair(node, left, right)],
  };
}

/** Of a sum over single series: a share of the whole is of two sums, by the same labels. */
function sumAlike(
  context: CheckContext,
  node: BinaryOperation,
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
): Repair[] {
  const sum = bare(node.left);
  if (node.operator !== '/' || node.matching !== undefined || sum.kind !== 'aggregation') return [];
  const isRightFiner = [...left].every((label) => right.has(label));
  if (sum.operator !== 'sum' || !isRightFiner || bare(node.right).kind === 'aggregation') return [];
  const by = sum.grouping === undefined ? '' : `${textAt(context, sum.grouping)} `;
  return [
    {
      edits: wrap(node.right, by === '' ? 'sum(' : `sum ${by}(`, ')'),
      reason: 'Both sides are sums by the same labels.',
    },
  ];
}

function repair(node: BinaryOperation, left: ReadonlySet<string>, right: ReadonlySet<string>): Repair[] {
  const both = [...left].filter(
    (label) => right.has(label) && (node.matching?.on !== true || comparedBy(node)(label)),
  );
  const isLeftFiner = left.size > both.length;
  const isRightFiner = right.size > both.length;
  // Where each side tells apart what the other does not, nobody knows what was meant.
  if (isLeftFiner && isRightFiner) return [];
  const group = isSetOperation(node) ? '' : isLeftFiner ? ' group_left ()' : ' group_right ()';
  const at = node.matching?.to ?? node.bool?.to ?? node.operatorSpan.to;
  const from = node.matching?.from ?? at;
  const space = node.matching === undefined ? ' ' : '';
  const finer = isLeftFiner ? 'left' : 'right';
  return [
    {
      edits: [{ from, to: at, text: `${space}on (${both.join(', ')})${group}` }],
      reason:
        both.length === 0
          ? 'They have no label in common: every series meets the other side as a whole.'
          : `Matched on what both have${group === '' ? '' : `, many series of the ${finer} side to one of the other`}.`,
    },
  ];
}
