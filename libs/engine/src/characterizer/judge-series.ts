import {
  detectAnomalies,
  explainJudgements,
  valueFloor,
  type Anomaly,
  type Detector,
  type ExplainOptions,
  type Judgements,
} from '@metrics-ai/anomaly-detection';
import { humaniseMetric } from '@metrics-ai/features';
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
  const judgements = detectorFor(given, detection).detect(given.series);
  const floor = valueFloor(given.series.values);
  return {
    judgements: { ...judgements, lower: judgements.lower.map((lower) => Math.max(lower, floor)) },
    anomalies: explainSeries(given, judgements),
  };
}

/**
 * The anomalies of a series, in order of their start: those that reach into the time that is judged, whole.
 * @throws RangeError or TypeError, naming the option, when one cannot be taken
 */
export function findAnomalies(given: SeriesToJudge, detection?: DetectionOptions): Anomaly[] {
  const detector = detectorFor(given, detection);
  return inTime(detectAnomalies(given.series, { detector, ...wordsFor(given) }), given);
}

/** What judges a series as it was read. */
export function detectorFor({ learnMs = 0 }: SeriesToJudge, detection: DetectionOptions = {}): Detector {
  return quietAtFirst(toDetector(detection), learnMs);
}

/** The anomalies that follow from what was thought of each sample of a series. */
export function explainSeries(given: SeriesToJudge, judgements: Judgements): Anomaly[] {
  return inTime(explainJudgements(given.series, judgements, wordsFor(given)), given);
}

function inTime(anomalies: Anomaly[], { judgeFromMs = -Infinity }: SeriesToJudge): Anomaly[] {
  return anomalies.filter(({ endMs }) => endMs >= judgeFromMs);
}

function wordsFor({ series, unit }: SeriesToJudge): ExplainOptions {
  const { __name__: metric = '', quantile } = series.labels;
  return { unit, name: humaniseMetric(metric, quantile === undefined ? undefined : Number(quantile)) };
}
