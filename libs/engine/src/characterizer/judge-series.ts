import {
  explainJudgements,
  type Anomaly,
  type Detector,
  type Judgements,
} from '@metrics-ai/anomaly-detection';
import { humaniseMetric } from '@metrics-ai/features';
import type { Series } from '@metrics-ai/timeseries';
import { toDetector, type DetectionOptions } from '../detection/detection-options.ts';
import { quietAtFirst } from '../detection/quiet-at-first.ts';
import type { ReadSeries } from '../reading/read-series.ts';

/** A series, and what is known of how to judge it. */
export type SeriesToJudge = Pick<ReadSeries, 'series' | 'judgeFromMs' | 'learnMs'> &
  Partial<Pick<ReadSeries, 'unit'>>;

/** What was thought of each sample, and the anomalies that follow from it. */
export interface JudgedSeries {
  readonly judgements: Pick<Judgements, 'score' | 'expected' | 'lower' | 'upper'>;
  readonly anomalies: readonly Anomaly[];
}

/**
 * Judges every sample of a series, to be shown; the anomalies are those that findAnomalies finds. As theirs, the lower border of a
 * series that is never negative is not below 0.
 * @throws RangeError or TypeError, naming the option, when one cannot be taken
 */
export function judgeSeries(given: SeriesToJudge, detection?: DetectionOptions): JudgedSeries {
  const { values } = given.series;
  const judgements = detectorFor(given, detection).detect(given.series);
  const isEverNegative = values.some((value) => value < 0);
  return {
    judgements: isEverNegative
      ? judgements
      : { ...judgements, lower: judgements.lower.map((lower) => Math.max(lower, 0)) },
    anomalies: explainSeries(given, judgements),
  };
}

/**
 * The anomalies of a series, in order of their start: those that reach into the time that is judged, whole.
 * @throws RangeError or TypeError, naming the option, when one cannot be taken
 */
export function findAnomalies(given: SeriesToJudge, detection?: DetectionOptions): Anomaly[] {
  const detector = detectorFor(given, detection);
  const judgements =
    detector.detectStrange === undefined
      ? detector.detect(given.series)
      : detector.detectStrange(given.series);
  return judgements === undefined ? [] : explainSeries(given, judgements);
}

/** What judges a series as it was read. */
export function detectorFor({ learnMs = 0 }: SeriesToJudge, detection: DetectionOptions = {}): Detector {
  return quietAtFirst(toDetector(detection), learnMs);
}

/** The anomalies that follow from what was thought of each sample of a series. */
export function explainSeries(
  { series, unit, judgeFromMs = -Infinity }: SeriesToJudge,
  judgements: Judgements,
): Anomaly[] {
  return explainJudgements(series, judgements, { unit, name: nameOf(series.labels) }).filter(
    ({ endMs }) => endMs >= judgeFromMs,
  );
}

function nameOf({ __name__: metric = '', quantile }: Series['labels']): string {
  return humaniseMetric(metric, quantile === undefined ? undefined : Number(quantile));
}
