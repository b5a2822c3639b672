import type { Detector, EngineJudgements, Judgements } from '@metrics-ai/anomaly-detection';
import type { Series } from '@metrics-ai/timeseries';

/**
 * A detector that says nothing of a series while it is new: of a new one that is what is new most often. It judges nevertheless, and
 * what is strange at the end of that time is said then. A detector that judges the whole series at once knows no first time, and stays as it is.
 */
export function quietAtFirst(detector: Detector, learnMs: number): Detector {
  if (detector.detectStrange !== undefined || learnMs === 0) return detector;
  return {
    ...detector,
    detect(series) {
      const judgements: Judgements & Partial<Pick<EngineJudgements, 'onset'>> = detector.detect(series);
      const { onset, score } = judgements;
      return onset === undefined
        ? judgements
        : { ...judgements, onset: withoutFirst(series, onset, score, learnMs) };
    },
  };
}

function withoutFirst(
  { timestamps }: Series,
  onset: Float64Array,
  state: Float64Array,
  learnMs: number,
): Float64Array {
  const learnt = timestamps.findIndex((timestampMs) => timestampMs - timestamps[0] >= learnMs);
  const first = learnt === -1 ? onset.length : learnt;
  const quiet = onset.slice();
  for (let i = 0; i < first; i++) if (quiet[i] > 0) quiet[i] = 0;
  if (state[first] > 1) quiet[first] = state[first];
  return quiet;
}
