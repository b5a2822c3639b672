import type { Series } from '@metrics-ai/timeseries';
import type { AnomalySignal } from './anomaly.ts';
import { classifyAnomaly } from './classify-anomaly.ts';
import type { ToldAnomaly } from './detect-anomalies.ts';
import type { Judgements, MemberScores } from './detector.ts';
import type { Stretch } from './strange-stretches.ts';
import { strangeStretches } from './strange-stretches.ts';
import { valueFloor } from './value-floor.ts';

/**
 * The anomalies of a series by judgements of single samples. Neighbouring strange samples become one anomaly
 * ({@link strangeStretches}) with a type ({@link classifyAnomaly}). Value, expected, band, score and voters are those of its
 * peak: the sample with the highest score, of equals the one furthest from what was expected.
 *
 * `confidence` = ½ · (voters / members) + ½ · (1 − 1 / score): agreement and distance beyond the threshold count alike.
 * `signals` are the voters, each with its share of their scores.
 */
export function explainStretches(series: Series, judgements: Judgements): ToldAnomaly[] {
  // From here on a gap is just time that passes: no place refers to one.
  const places = judgedPlaces(series.values);
  const timestamps = pick(series.timestamps, places);
  const values = pick(series.values, places);
  const score = pick(judgements.score, places);
  const floor = valueFloor(values);

  return strangeStretches(timestamps, score).map((stretch) => {
    const peak = peakOf(stretch, score, (i) => Math.abs(values[i] / 2 - judgements.expected[places[i]] / 2));
    const place = places[peak];
    const expected = judgements.expected[place];
    const lower = judgements.lower[place];
    const voters = judgements.members.filter((member) => member.score[place] > 1);
    const anomaly = {
      type: classifyAnomaly(values, stretch, peak, expected),
      startMs: timestamps[stretch.from],
      endMs: timestamps[stretch.to],
      detectedMs: NaN,
      peakMs: timestamps[peak],
      isOngoing: stretch.to === values.length - 1,
      value: values[peak],
      expected,
      lower: Math.max(lower, floor),
      upper: judgements.upper[place],
      score: score[peak],
      confidence: (voters.length / judgements.members.length + 1 - 1 / score[peak]) / 2,
      detectors: voters.map((voter) => voter.name),
      signals: sharesOfScore(voters, place),
      // The score is a distance: how often it comes is not known.
      onceInMs: NaN,
    };
    return { anomaly };
  });
}

/** The place with the highest score, of equals the one with the largest distance. */
export function peakOf({ from, to }: Stretch, score: Float64Array, distance: (i: number) => number): number {
  let peak = from;
  for (let i = from + 1; i <= to; i++) {
    if (
      (!(score[peak] >= score[i]) && !Number.isNaN(score[i])) ||
      (score[i] === score[peak] && distance(i) > distance(peak))
    ) {
      peak = i;
    }
  }
  return peak;
}

/** How much of the voters' scores at a place is whose. */
function sharesOfScore(voters: readonly MemberScores[], place: number): AnomalySignal[] {
  // Divided before they are added up, so that the sum of finite scores is finite.
  const parts = voters.map(({ score }) => score[place] / voters.length);
  const sum = parts.reduce((a, b) => a + b, 0);
  return voters.map(({ name }, v) => ({ name, share: parts[v] / sum })).sort((a, b) => b.share - a.share);
}

/** Where there is a value. */
function judgedPlaces(values: Float64Array): Int32Array {
  const places = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) places[count++] = i;
  }
  return places.subarray(0, count);
}

function pick(column: Float64Array, places: Int32Array): Float64Array {
  const picked = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) picked[i] = column[places[i]];
  return picked;
}
