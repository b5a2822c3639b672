import type { Span } from './expression.ts';

/** What a finding is about; the names are stable. */
export type FindingCode =
  // Prometheus refuses it.
  | 'syntax'
  | 'unknown-function'
  | 'wrong-type'
  | 'wrong-argument-count'
  | 'empty-selector'
  | 'two-metric-names'
  | 'invalid-regex'
  | 'invalid-range'
  | 'invalid-modifier'
  | 'invalid-duration'
  | 'missing-bool'
  | 'misplaced-bool'
  | 'invalid-matching'
  // It names what is not there, or cannot have a result.
  | 'unknown-metric'
  | 'unknown-label'
  | 'unknown-label-value'
  | 'quantile-without-le'
  | 'quantile-of-no-histogram'
  | 'labels-never-match'
  // It runs, and most likely does not say what was meant.
  | 'histogram-without-suffix'
  | 'counter-without-rate'
  | 'rate-of-gauge'
  | 'gauge-function-on-counter'
  | 'rate-of-aggregate'
  | 'divided-by-itself'
  | 'range-too-short'
  | 'quantile-out-of-range'
  | 'filter-then-sum'
  | 'count-of-bool'
  | 'bool-in-alert'
  | 'equality-with-pattern'
  | 'glob-for-regex'
  | 'experimental';

export interface Finding extends Span {
  /** `error`: Prometheus refuses it, or it cannot have a result. `warning`: it most likely does not say what was meant. */
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** What is wrong and why, one sentence or two. */
  readonly message: string;
  readonly suggestion?: Suggestion;
}

/** A repair that was tried: the finding is gone in it, and it has no error that was not there before. */
export interface Suggestion {
  /** The whole expression, repaired. */
  readonly text: string;
  /** What was done, in words. */
  readonly reason: string;
}

/** A finding with the repair that a check proposes, before it was tried. */
export interface Draft extends Span {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  readonly message: string;
  /** Most promising first: the first one that holds is suggested. */
  readonly repairs?: readonly Repair[];
}

export interface Repair {
  readonly edits: readonly Edit[];
  readonly reason: string;
}

/** Text to put in the place of other text. */
export interface Edit extends Span {
  readonly text: string;
}

/** The text with edits that do not overlap; those at one place in the order given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  const last = edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => b.from - a.from || b.i - a.i);
  for (const edit of last) result = result.slice(0, edit.from) + edit.text + result.slice(edit.to);
  return result;
}

/** Text before and behind a part of the expression. */
export function wrap({ from, to }: Span, before: string, after: string): Edit[] {
  return [
    { from, to: from, text: before },
    { from: to, to, text: after },
  ];
}
