import { explainJudgements, type Anomaly, type EngineJudgements } from '@metrics-ai/anomaly-detection';
import { humaniseMetric } from '@metrics-ai/features';
import type { Series } from '@metrics-ai/timeseries';
import type { ReadSeries } from '../reading/read-series.ts';
import { toDetector, type DetectionOptions } from './detection-options.ts';

/**
 * The anomalies of a series as it was read, in order of their start: those that reach into the time that is judged, whole.
 * @throws RangeError or TypeError, naming the option, when one cannot be taken
 */
export function findAnomalies(read: ReadSeries, detection: DetectionOptions = {}): Anomaly[] {
  const { series, unit, judgeFromMs = -Infinity, learnMs = 0 } = read;
  const detector = toDetector(detection);
  const judgements:
    (ReturnType<typeof detector.detect> & Partial<Pick<EngineJudgements, 'onset'>>) | undefined =
    detector.detectStrange === undefined ? detector.detect(series) : detector.detectStrange(series);
  if (judgements === undefined) return [];
  const { onset } = judgements;
  const told =
    onset === undefined
      ? judgements
      : { ...judgements, onset: quietAtFirst(series, judgements.score, onset, learnMs) };
  return explainJudgements(series, told, { unit, name: nameOf(series.labels) }).filter(
    ({ endMs }) => endMs >= judgeFromMs,
  );
}

/**
 * Nothing is said of a series while it is new. What is strange by then and goes on is said at the end of that time.
 */
function quietAtFirst(
  { timestamps }: Series,
  state: Float64Array,
  onset: Float64Array,
  learnMs: number,
): Float64Array {
  const learnt = timestamps.findIndex((timestampMs) => timestampMs - timestamps[0] >= learnMs);
  const quiet = onset.map((value, i) => (learnt === -1 || i < learnt ? Math.min(value, 0) : value));
  if (learnt > 0 && state[learnt] > 1) quiet[learnt] = state[learnt];
  return quiet;
}

function nameOf({ __name__: metric, quantile }: Series['labels']): string {
  return humaniseMetric(metric, quantile === undefined ? undefined : Number(quantile));
}
