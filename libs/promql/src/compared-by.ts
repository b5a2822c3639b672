import type { BinaryOperation } from './expression.ts';

/** Whether series must agree on a label to meet. */
export function comparedBy({ matching }: BinaryOperation): (label: string) => boolean {
  if (matching === undefined) return () => true;
  const named = new Set(matching.labels.map(({ name }) => name));
  return (label) => named.has(label) === matching.on;
}
