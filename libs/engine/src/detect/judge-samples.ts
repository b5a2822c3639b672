import {
  detectorOf,
  explainJudgements,
  valueFloor,
  type Anomaly,
  type EngineJudgements,
  type Judgements,
} from '@metrics-ai/anomaly-detection';
import { counterRate, type Series } from '@metrics-ai/timeseries';
import type { DetectionOptions } from '../detection/detection-options.ts';
import { quietAtFirst } from '../detection/quiet-at-first.ts';
import { learnMsOf } from '../time-range/time-range.ts';

/** Samples from anywhere, and how to judge them. */
export interface SamplesToJudge {
  /** In order of time; NaN and ±Inf are gaps. */
  readonly series: Series;
  /** What is earlier is only learnt from. Left out: everything is judged. */
  readonly judgeFromMs?: number;
  /** What the reasons call the series. */
  readonly name?: string;
  readonly unit?: string;
  /** The samples are those of a counter: what is judged is its rate a second. */
  readonly counter?: boolean;
  readonly detection?: DetectionOptions;
}

/** One judgement a sample, as columns of the series' length: NaN where there is none. */
export interface JudgedSamples {
  readonly score: Float64Array;
  /** All NaN of a detector that does not tell when something is new. */
  readonly onset: Float64Array;
  readonly expected: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Those that reach into the time that is judged, whole: they may have begun before. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * Judges samples that need no Prometheus. The engine knows at each sample only what came before it, so that it judges as it
 * would have when the sample was new, and says nothing new of the first day; every other detector judges the whole series at once.
 * The lower border of a series that is never negative is not below 0.
 *
 * @throws RangeError or TypeError, naming the option, when one cannot be taken.
 */
export function judgeSamples(given: SamplesToJudge): JudgedSamples {
  const { series, judgeFromMs = -Infinity, name = 'The series', unit, counter = false } = given;
  const { detector: detectorName = 'engine', ...options } = given.detection ?? {};
  const judged = counter ? counterRate(series) : series;
  // The engine takes the rate itself, and sees the resets that a rate no longer shows.
  const takesCounter = counter && detectorName === 'engine';
  const [startMs, endMs] = [series.timestamps[0], series.timestamps[series.timestamps.length - 1]];
  const detector = quietAtFirst(
    detectorOf(detectorName, takesCounter ? { ...options, counter } : options),
    learnMsOf({ startMs, endMs }),
  );
  const judgements: Judgements & Partial<Pick<EngineJudgements, 'onset'>> = detector.detect(
    takesCounter ? series : judged,
  );
  const anomalies = explainJudgements(judged, judgements, { name, unit });
  const columnOf = (column?: Float64Array): Float64Array =>
    series.timestamps.map((timestampMs, i) => (timestampMs >= judgeFromMs ? (column?.[i] ?? NaN) : NaN));
  const floor = valueFloor(judged.values);
  return {
    score: columnOf(judgements.score),
    onset: columnOf(judgements.onset),
    expected: columnOf(judgements.expected),
    lower: columnOf(judgements.lower).map((lower) => Math.max(lower, floor)),
    upper: columnOf(judgements.upper),
    anomalies: anomalies.filter(({ endMs }) => endMs >= judgeFromMs),
  };
}
