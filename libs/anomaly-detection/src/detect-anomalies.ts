import type { Unit } from '@metrics-ai/features';
import type { Series } from '@metrics-ai/timeseries';
import { medianStepMs } from '@metrics-ai/timeseries';
import { anomalyReason } from './anomaly-reason.ts';
import type { Anomaly, AnomalySignal } from './anomaly.ts';
import { classifyAnomaly } from './classify-anomaly.ts';
import type { Detector, Judgements, MemberScores } from './detector.ts';
import { engineDetector } from './engine-detector.ts';
import type { EngineJudgements } from './engine-detector.ts';
import type { Stretch } from './strange-stretches.ts';
import { strangeStretches } from './strange-stretches.ts';

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

/**
 * Turns the judgements of a series into anomalies that explain themselves, in order of their start. Neighbouring strange
 * samples become one anomaly ({@link strangeStretches}) with a type ({@link classifyAnomaly}). Value, expected, band, score and
 * voters are those of its peak: the sample with the highest score, of equals the one furthest from what was expected.
 * The lower border of a series that is never negative is not below 0.
 *
 * `confidence` = ½ · (voters / members) + ½ · (1 − 1 / score): agreement and distance beyond the threshold count alike.
 * `signals` are the voters, each with its share of their scores; of the engine, its own signals at the peak.
 * A stretch in which the engine had nothing new to say is none of its anomalies.
 *
 * @throws RangeError when the judgements are not of the series' length.
 */
export function explainJudgements(
  series: Series,
  judgements: Judgements & Partial<Pick<EngineJudgements, 'onset' | 'evidence'>>,
  { unit = '', name = series.labels['__name__'] ?? 'The series' }: ExplainOptions = {},
): Anomaly[] {
  if (judgements.score.length !== series.values.length) {
    throw new RangeError(`judgements: ${judgements.score.length} for ${series.values.length} samples`);
  }
  const stepMs = medianStepMs(series.timestamps);
  // From here on a gap is just time that passes: no place refers to one.
  const places = judgedPlaces(series.values, judgements.score);
  const timestamps = pick(series.timestamps, places);
  const values = pick(series.values, places);
  const score = pick(judgements.score, places);
  const isNeverNegative = values.every((value) => !(value < 0));

  const { onset } = judgements;
  return strangeStretches(timestamps, score)
    .map((stretch) => ({ stretch, alarm: onset && firstAlarm(stretch, places, onset) }))
    .filter(({ alarm }) => alarm !== -1)
    .map(({ stretch, alarm }) => {
      const peak = peakOf(stretch, score, (i) =>
        Math.abs(values[i] / 2 - judgements.expected[places[i]] / 2),
      );
      const place = places[peak];
      const expected = judgements.expected[place];
      const lower = judgements.lower[place];
      const voters = judgements.members.filter((member) => member.score[place] > 1);
      const anomaly = {
        type: classifyAnomaly(values, stretch, peak, expected),
        startMs: timestamps[stretch.from],
        endMs: timestamps[stretch.to],
        detectedMs: alarm === undefined ? NaN : timestamps[alarm],
        peakMs: timestamps[peak],
        isOngoing: stretch.to === values.length - 1,
        value: values[peak],
        expected,
        lower: isNeverNegative ? Math.max(lower, 0) : lower,
        upper: judgements.upper[place],
        score: score[peak],
        confidence: (voters.length / judgements.members.length + 1 - 1 / score[peak]) / 2,
        detectors: voters.map((voter) => voter.name),
        signals: judgements.evidence?.get(place)?.signals ?? sharesOfScore(voters, place),
        // The score of another detector is a distance: how often it comes is not known.
        onceInMs: judgements.evidence?.get(place)?.onceInMs ?? NaN,
      };
      const reason = anomalyReason(anomaly, {
        subject: name,
        unit,
        durationMs: stretch.from === stretch.to ? 0 : anomaly.endMs - anomaly.startMs + stepMs,
        memberCount: judgements.members.length,
      });
      return { ...anomaly, reason };
    });
}

/** Where something new was to be said of a stretch; -1 where nothing was. */
function firstAlarm({ from, to }: Stretch, places: Int32Array, onset: Float64Array): number {
  for (let i = from; i <= to; i++) if (onset[places[i]] > 1) return i;
  return -1;
}

/** How much of the voters' scores at a place is whose. */
function sharesOfScore(voters: readonly MemberScores[], place: number): AnomalySignal[] {
  // Divided before they are added up, so that the sum of finite scores is finite.
  const parts = voters.map(({ score }) => score[place] / voters.length);
  const sum = parts.reduce((a, b) => a + b, 0);
  return voters.map(({ name }, v) => ({ name, share: parts[v] / sum })).sort((a, b) => b.share - a.share);
}

function peakOf({ from, to }: Stretch, score: Float64Array, distance: (i: number) => number): number {
  let peak = from;
  for (let i = from + 1; i <= to; i++) {
    if (score[i] > score[peak] || (score[i] === score[peak] && distance(i) > distance(peak))) peak = i;
  }
  return peak;
}

/** Where there is a value, or its absence is strange. */
function judgedPlaces(values: Float64Array, score: Float64Array): Int32Array {
  const places = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]) || score[i] > 1) places[count++] = i;
  }
  return places.subarray(0, count);
}

function pick(column: Float64Array, places: Int32Array): Float64Array {
  const picked = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) picked[i] = column[places[i]];
  return picked;
}
