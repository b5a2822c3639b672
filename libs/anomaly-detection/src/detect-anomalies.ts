import type { Unit } from '@metrics-ai/features';
import type { Series } from '@metrics-ai/timeseries';
import { medianStepMs } from '@metrics-ai/timeseries';
import { anomalyReason } from './anomaly-reason.ts';
import type { Anomaly } from './anomaly.ts';
import type { Detector, Judgements } from './detector.ts';
import type { LastingDeath } from './dying-span.ts';
import { engineDetector } from './engine-detector.ts';
import type { EngineJudgements } from './engine-detector.ts';
import { explainEpisodes } from './explain-episodes.ts';
import { explainStretches } from './explain-stretches.ts';

export interface ExplainOptions {
  /** The unit of the values, for the sentence. Default none. */
  unit?: Unit;
  /** What the sentence calls the series. Default its `__name__`, else `The series`. */
  name?: string;
}

export interface DetectAnomaliesOptions extends ExplainOptions {
  /** Default {@link engineDetector}. */
  detector?: Detector;
}

/** Finds the anomalies of a whole series, in order of their start; none in an empty one. */
export function detectAnomalies(series: Series, options: DetectAnomaliesOptions = {}): Anomaly[] {
  const { detector = engineDetector() } = options;
  const judgements =
    detector.detectStrange === undefined ? detector.detect(series) : detector.detectStrange(series);
  return judgements === undefined ? [] : explainJudgements(series, judgements, options);
}

/** An anomaly that has no sentence yet, and what the sentence says beyond it. */
export interface ToldAnomaly {
  readonly anomaly: Omit<Anomaly, 'reason'>;
  /** Where that is known: what would be normal at its end, … */
  readonly normal?: { readonly lower: number; readonly upper: number };
  /** … and whether nothing was strange any more although it had not come back. */
  readonly isNewNormal?: boolean;
  /** Of a signal that died: when, … */
  readonly diedMs?: number;
  /** … and of a storm of resets: how many. */
  readonly resetCount?: number;
  /** The death by which it ended, which is another anomaly. */
  readonly endedBy?: LastingDeath;
}

/**
 * Turns the judgements of a series into anomalies that explain themselves, in order of their start: those of the engine as
 * {@link explainEpisodes} does, those of other detectors as {@link explainStretches} does. The lower border of a series that is never
 * negative is not below 0.
 *
 * @throws RangeError when the judgements are not of the series' length.
 */
export function explainJudgements(
  series: Series,
  judgements: Judgements | EngineJudgements,
  { unit = '', name = series.labels['__name__'] ?? 'The series' }: ExplainOptions = {},
): Anomaly[] {
  if (judgements.score.length !== series.values.length) {
    throw new RangeError(`judgements: ${judgements.score.length} for ${series.values.length} samples`);
  }
  const stepMs = medianStepMs(series.timestamps);
  const told =
    'onset' in judgements ? explainEpisodes(series, judgements) : explainStretches(series, judgements);
  return told.map(({ anomaly, ...known }) => {
    const reason = anomalyReason(anomaly, {
      subject: name,
      unit,
      durationMs: anomaly.startMs === anomaly.endMs ? 0 : anomaly.endMs - anomaly.startMs + stepMs,
      memberCount: judgements.members.length,
      ...known,
    });
    return { ...anomaly, reason };
  });
}
