import type { MetricCatalogue } from './catalogue.ts';
import type { Span } from './expression.ts';

/** What every check looks at besides the expression. */
export interface CheckContext {
  readonly text: string;
  readonly catalogue?: MetricCatalogue;
  /** Metrics of the catalogue with names like one that is not in it, the most like it first. */
  readonly nearestMetrics: (name: string) => readonly string[];
  readonly scrapeIntervalMs?: number;
  /** The expression is the condition of an alert: every series that it returns fires. */
  readonly isAlert: boolean;
}

/** The text of a part of the expression. */
export function textAt({ text }: CheckContext, { from, to }: Span): string {
  return text.slice(from, to);
}
