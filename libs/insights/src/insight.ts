import type { Anomaly } from '@metrics-ai/anomaly-detection';
import type { SeriesProfile } from '@metrics-ai/features';

/** What is known of one series: everything that an insight may speak of. */
export interface SeriesAnalysis {
  readonly labels: Readonly<Record<string, string>>;
  /** HELP text of the metric; empty when unknown. */
  readonly help: string;
  readonly unit: string;
  readonly promql: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly profile: SeriesProfile;
  readonly anomalies: readonly Anomaly[];
}

/** An analysis in words, for an engineer on call. It holds only numbers that are in the analysis. */
export interface Insight {
  /** What is happening, one or two sentences. */
  readonly summary: string;
  /** Since when; absent when nothing is out of the ordinary. */
  readonly since?: string;
  /** How unusual that is for this series. */
  readonly unusual: string;
  /** What to look at next, most useful first. */
  readonly next: readonly string[];
  /** `narrator`, or the name of the language model. */
  readonly writtenBy: string;
  /** Why the language model's answer was not used; absent when it was, or when there is no model. */
  readonly modelDiscarded?: string;
}
