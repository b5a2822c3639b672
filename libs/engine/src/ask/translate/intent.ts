import type { LabelMatcher } from '@metrics-ai/promql';
import type { MetricTraits } from './metric-traits.ts';
import type { Relatives } from './relatives.ts';
import type { LabelFilter, LabelGroup } from './match-labels.ts';
import type { Request } from './read-request.ts';
import type { Comparison } from './translation.ts';

/** A question beside a metric: what an intent looks at, and what it builds its expression from. */
export interface Situation {
  readonly request: Request;
  readonly traits: MetricTraits;
  /** Finds the metrics that this one is a part, a whole or a counterpart of. */
  readonly relatives: Relatives;
  /** 0 … 1 by name: how well the search likes the metrics that it has found. */
  readonly found: ReadonlyMap<string, number>;
  /** Conditions on labels that the question sets. */
  readonly filters: readonly LabelFilter[];
  /** The one of them that says how what is counted is to have ended, such as in an error. */
  readonly outcome?: LabelFilter;
  /** Labels to keep when series are put together. */
  readonly by: readonly string[];
  /** The label whose values are to be counted. */
  readonly counted?: LabelGroup;
  /** Labels that are known to tell series apart which the conditions let pass. */
  readonly varying: readonly string[];
  /** Shortest range that holds enough samples, as a duration. */
  readonly shortestRange: string;
  /** The range of a rate: the one that is asked for, else the usual one. */
  readonly rateRange: string;
  /** The range that is asked for, if any. */
  readonly askedRange?: string;
  /** An instant selector with the filters of the question; `name` stands for the metric itself by default. */
  readonly series: (name?: string, matchers?: readonly LabelMatcher[]) => string;
  /** The same over a range, such as `x{job="a"}[5m]`. */
  readonly over: (range: string, name?: string, matchers?: readonly LabelMatcher[]) => string;
  /** As `over`, however it ended. */
  readonly overAll: (range: string, name?: string) => string;
  /** Without one of the conditions, over a range where one is given. */
  readonly but: (filter: LabelFilter, name?: string, range?: string) => string;
  /** Series put together, with the labels to keep: `sum by (job) (x)`. */
  readonly together: (operator: string, promql: string) => string;
}

/** An expression that answers, and how well it fits. */
export interface Proposal {
  /** 0 … 1: how well what is asked and what the metric is go together. */
  readonly fit: number;
  readonly promql: string;
  readonly reading: string;
  readonly unit: string;
  readonly range?: string;
  /** Whether series are already put together, so that nothing more is to be aggregated. */
  readonly isAggregated?: boolean;
  /** The bound that such a question has when it names none. */
  readonly bound?: { readonly comparison: Comparison; readonly value: number };
  /** The reading says the bound. */
  readonly isBoundSaid?: boolean;
  /** A bound of the question makes no sense here, e.g. it was the expression itself. */
  readonly isBounded?: boolean;
  /** Is about things that other metrics can tell of as well. */
  readonly isOfKind?: boolean;
  /** Words of the question that led here. */
  readonly words: readonly string[];
}

/** One kind of question: says when it is asked and what it is answered with. */
export interface Intent {
  readonly name: string;
  /** Undefined where the question or the metric is of another kind. */
  propose(situation: Situation): Proposal | undefined;
}
