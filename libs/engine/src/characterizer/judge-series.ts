import {
  baselineDetector,
  explainJudgements,
  type Anomaly,
  type Judgements,
} from '@metrics-ai/anomaly-detection';
import type { Series } from '@metrics-ai/timeseries';

/** What was thought of each sample, and the anomalies that follow from it. */
export interface JudgedSeries {
  readonly judgements: Pick<Judgements, 'score' | 'expected' | 'lower' | 'upper'>;
  readonly anomalies: readonly Anomaly[];
}

/**
 * Judges every sample of a series, to be shown: where only the anomalies are wanted, detectAnomalies finds the same ones with
 * less work. As theirs, the lower border of a series that is never negative is not below 0.
 */
export function judgeSeries(series: Series): JudgedSeries {
  const judgements = baselineDetector().detect(series);
  const isEverNegative = series.values.some((value) => value < 0);
  return {
    judgements: isEverNegative
      ? judgements
      : { ...judgements, lower: judgements.lower.map((lower) => Math.max(lower, 0)) },
    anomalies: explainJudgements(series, judgements),
  };
}
