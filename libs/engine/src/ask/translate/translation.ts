import type { Correction } from './correct-typos.ts';
import type { CatalogueMetric, MetricCatalogue } from '@metrics-ai/promql';

export interface RetrievedMetric {
  readonly metric: CatalogueMetric;
  /** 0 … 1, as the search has it. */
  readonly score: number;
}

export interface TranslationContext {
  /** What the search found for the question, best first. */
  readonly candidates: readonly RetrievedMetric[];
  /** What is derived from it is kept as long as the object lives: hand in the same one as long as it says the same. */
  readonly catalogue: MetricCatalogue;
  readonly nowMs: number;
  /** Default 15 s. A range is never shorter than four of them. */
  readonly scrapeIntervalMs?: number;
}

/** One way to understand the question. */
export interface Choice {
  readonly promql: string;
  /** The metric that it is about; `promql` may name another beside it. */
  readonly metric: string;
  /** 0 … 1: how well metric and operation fit the question. */
  readonly score: number;
  /** What the expression says, as a noun phrase. */
  readonly reading: string;
  readonly intent: string;
  /** Of the result: `seconds`, `bytes`, `percent`, …, with `/s` for a rate; empty when there is none. */
  readonly unit: string;
  /** The question asks for a course over so much time, which ends now; left out, for what is now. */
  readonly rangeMs?: number;
  /** Duration of the range vector in it. */
  readonly range?: string;
  readonly offset?: string;
  readonly by: readonly string[];
  readonly filters: Readonly<Record<string, string>>;
  readonly threshold?: { readonly comparison: Comparison; readonly value: number };
  /** Words of the question that nothing of it answers, as stems. */
  readonly unmet: readonly string[];
  /** Words of the question by what they decided: `metric`, `operation`, `range`, `threshold`, … */
  readonly words: Readonly<Record<string, readonly string[]>>;
}

export type Comparison = '>' | '<' | '>=' | '<=' | '==' | '!=';

/** As a person says it before a bound. */
export const COMPARISON_WORDS: Readonly<Record<Comparison, string>> = {
  '>': 'above',
  '>=': 'at or above',
  '<': 'below',
  '<=': 'at or below',
  '==': 'at',
  '!=': 'anything but',
};

export interface Translation {
  /** Best first; empty when nothing fits. */
  readonly choices: readonly Choice[];
  /** Whether the first choice stands out enough to be answered without asking back. */
  readonly isSure: boolean;
  /** Words that were read as others: nothing is known by their own. */
  readonly corrections: readonly Correction[];
}
