import { textAt, type CheckContext } from './check-context.ts';
import type { BinaryOperation } from './expression.ts';

/** Whether series must agree on a label to meet. */
export function comparedBy({ matching }: BinaryOperation): (label: string) => boolean {
  if (matching === undefined) return () => true;
  const named = new Set(matching.labels.map(({ name }) => name));
  return (label) => named.has(label) === matching.on;
}

/** By what the series of both sides meet and why none do, in words. */
export function whyNothingMeets(context: CheckContext, node: BinaryOperation, why: string): string {
  const how =
    node.matching === undefined
      ? 'Series meet when all their labels are equal'
      : `Series meet by ${textAt(context, node.matching)}`;
  const so = node.operator === 'unless' ? 'nothing is left out' : 'and the result is empty';
  return `${how}, and ${why}: nothing meets, ${so}.`;
}
