import { placeOf, type Finding } from '@metrics-ai/promql';
import type { z } from 'zod';
import type { finding } from './promql.ts';

export function presentFinding(
  { suggestion, ...found }: Finding,
  expression: string,
): z.output<typeof finding> {
  return {
    ...found,
    ...placeOf(expression, found.from),
    ...(suggestion && { suggestion: { expression: suggestion.text, reason: suggestion.reason } }),
  };
}
