import type { LabelMatcher, Labels } from '@metrics-ai/prometheus-client';
import type { Finding } from '@metrics-ai/promql';
import type { TimeRange, TimeRangeRequest } from '../time-range/time-range.ts';

export interface AskRequest {
  /** In plain words. */
  readonly question: string;
  /** One of the choices that were offered, or any other expression: it is checked and run instead of the best choice. */
  readonly promql?: string;
  /** The moment that the question is asked of, milliseconds since the epoch. Default now. */
  readonly timeMs?: number;
  /** When anything of it is given, the answer is the course over that time. */
  readonly range?: Omit<TimeRangeRequest, 'isSteady'>;
  /** Only series with these labels are asked of. */
  readonly matchers?: readonly LabelMatcher[];
  /** Series of the result that are given, at most. */
  readonly limit: number;
}

/** One way to understand a question, with PromQL that was checked. */
export interface AskChoice {
  readonly promql: string;
  /** The metric that it is about. */
  readonly metric: string;
  /** 0 … 1: how well it fits the question. */
  readonly score: number;
  /** What it says, in plain words. */
  readonly reading: string;
  /** Of its result, as `unitOf` of `@metrics-ai/features` tells it. */
  readonly unit: string;
  /** For a question about a course over time: over which. */
  readonly range?: Pick<TimeRangeRequest, 'startMs' | 'endMs' | 'durationMs'>;
}

export interface AskedSample {
  readonly labels: Labels;
  readonly value: number;
}

export interface AskedSeries {
  readonly labels: Labels;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

/** What Prometheus answered, the most telling series first; `seriesTotal` counts those that were left out as well. */
export type AskResult =
  | {
      readonly kind: 'instant';
      readonly timeMs: number;
      readonly series: readonly AskedSample[];
      readonly seriesTotal: number;
    }
  | {
      readonly kind: 'range';
      readonly range: TimeRange;
      readonly series: readonly AskedSeries[];
      readonly seriesTotal: number;
    };

/** What a picture of an answer shows. */
export interface AnswerPicture {
  readonly promql: string;
  readonly title: string;
  readonly unit: string;
  /** What its series were compared with. */
  readonly limit?: number;
  readonly range: TimeRange;
}

/** Where a question is answered that PromQL cannot say. */
export interface Elsewhere {
  readonly place: 'query' | 'anomalies' | 'similar';
  readonly reason: string;
}

export interface AskAnswer {
  readonly question: string;
  /** The choice that was run; undefined where nothing was. */
  readonly answered?: AskChoice;
  readonly result?: AskResult;
  /** What there is to be drawn of it; undefined where there is nothing. */
  readonly picture?: AnswerPicture;
  /** Prometheus was asked, and nothing came back. */
  readonly isEmpty: boolean;
  /** Whether the question can hardly mean another one of the choices. */
  readonly isSure: boolean;
  /** A few sentences; every number in them stands in the result or in what was asked. */
  readonly text: string;
  /** The other choices, best first. */
  readonly alternatives: readonly AskChoice[];
  /** What the checker remarked of the expression that was run. */
  readonly findings: readonly Finding[];
  readonly see: readonly Elsewhere[];
  /** `translator`, `caller`, or the language model that wrote the expression that was run. */
  readonly writtenBy: string;
  /** Why a language model's expression was not used. */
  readonly modelDiscarded?: string;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly durationMs: number;
}
