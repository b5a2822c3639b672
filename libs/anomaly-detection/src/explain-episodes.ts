import type { Series } from '@metrics-ai/timeseries';
import { medianStepMs } from '@metrics-ai/timeseries';
import type { AnomalyType } from './anomaly.ts';
import { classifyAnomaly } from './classify-anomaly.ts';
import type { ToldAnomaly } from './detect-anomalies.ts';
import type { Band } from './detector.ts';
import type { EngineJudgements } from './engine-detector.ts';
import { episodeParts } from './episode-parts.ts';
import type { EpisodePart } from './episode-parts.ts';
import { episodeShape } from './episode-shape.ts';
import { peakOf } from './explain-stretches.ts';
import { findEpisodes } from './find-episodes.ts';
import type { Episode } from './find-episodes.ts';
import { judgedTicks, tickAt } from './judged-ticks.ts';
import type { JudgedTicks } from './judged-ticks.ts';
import { nameEpisode } from './name-episode.ts';
import type { Stretch } from './strange-stretches.ts';
import { valueFloor } from './value-floor.ts';

/** What passes is told by the engine's expectation of that moment; what lasts by what was usual before, for the engine gets used to it. */
const PASSING: readonly AnomalyType[] = ['spike', 'drop'];
/** What is told by where the series has come to. */
const LASTING: readonly AnomalyType[] = ['level_shift', 'trend_change', 'seasonality_change'];

/**
 * The anomalies of a series as the engine has judged it: its episodes ({@link findEpisodes}), in parts where the signal died in one
 * ({@link episodeParts}). Value and score are those of the peak: the sample with the highest score, of equals the one furthest
 * from what was expected; `signals` and `onceInMs` are what the engine says of it. Of a level, a trend or a rhythm whose peak is a
 * usual value, such as the first one of the way back, the value is one from where the series was furthest from what was usual.
 *
 * All but the end of one that goes on is told by what came before and a few ticks after; what its name is, how long it was and whether
 * it goes on may change as it does.
 */
export function explainEpisodes(series: Series, judgements: EngineJudgements): ToldAnomaly[] {
  const { timestamps } = series;
  const { score, evidence, resets } = judgements;
  if (!judgements.onset.some((onset) => onset > 1)) return [];
  const values = judgements.rates ?? series.values;
  const floor = valueFloor(values);
  const floored = ({ expected, lower, upper }: Band): Band => ({
    expected,
    lower: Math.max(lower, floor),
    upper: Math.max(upper, floor),
  });
  const stepMs = medianStepMs(timestamps) || 0;
  const lastMs = timestamps[timestamps.length - 1];
  const ticks = judgedTicks({ timestamps, values }, judgements);

  const told = (part: EpisodePart, episode: Episode): ToldAnomaly => {
    const { usual } = episode;
    const { dying, endedBy } = part;
    const peak = peakOf(dying ?? part, score, (i) => Math.abs(values[i] / 2 - judgements.expected[i] / 2));
    const isSilent = evidence.get(peak)?.signals[0]?.name === 'silence';
    // A storm has breaks: it goes on while it is strange, to the end of what is known.
    const isStorm = dying?.type === 'reset_storm';
    const isOngoing = dying === undefined || isStorm ? episode.isOngoing : dying.endMs === lastMs;
    const now = bandOf(judgements, peak);
    const type = dying?.type ?? nameOf(episode, values, part, peak, now.expected);
    const isPassing = !usual.isKnown || PASSING.includes(type);
    const usualAt = (place: number) => usual.bandAt(tickAt(ticks, timestamps[place]));
    const isTelling = isPassing || !LASTING.includes(type) || isOutside(values[peak], usualAt(peak));
    const shown = isTelling ? peak : (furthest(ticks, episode, values) ?? peak);
    const band = floored(isSilent ? usual.bandAt(episode.from) : isPassing ? now : usualAt(shown));
    const anomaly = {
      type,
      // Its first reset, though what the alarm spoke of may be a rate that fell later: this start alone moves, once, when it is named.
      startMs: isStorm ? Math.min(dying.startMs, timestamps[part.alarm]) : part.startMs,
      endMs: isStorm && isOngoing ? lastMs : (dying?.endMs ?? timestamps[part.to]),
      detectedMs: timestamps[part.alarm],
      peakMs: timestamps[shown],
      isOngoing,
      value: isSilent ? NaN : values[shown],
      ...band,
      score: score[peak],
      confidence: (2 - 1 / score[peak]) / 2,
      detectors: judgements.members.map(({ name }) => name),
      signals: evidence.get(peak)?.signals ?? [],
      onceInMs: evidence.get(peak)?.onceInMs ?? NaN,
    };
    return {
      anomaly,
      isNewNormal: episode.isNewNormal,
      normal: usual.isKnown ? floored(usual.bandAt(episode.to)) : band,
      diedMs: dying?.startMs,
      resetCount: dying?.resetCount,
      endedBy,
    };
  };

  let least = 0;
  return findEpisodes(ticks).flatMap((episode) => {
    const whole = samplesOf(ticks, episode, score);
    const { zeroShare } = episode.usual;
    const samples = { timestamps, values, evidence, stepMs, resets, zeroShare, least };
    const parts = episodeParts(samples, judgements, whole, firstAlarm(ticks, episode, judgements.onset));
    least = Math.max(...parts.map(({ to, dying }) => dying?.to ?? to)) + 1;
    return parts.map((part) => told(part, ticksOf(part, whole, episode, ticks, timestamps)));
  });
}

/** By what was usual before; where there was too little before, by the samples around. */
function nameOf(
  episode: Episode,
  values: Float64Array,
  { from, to, endedBy }: EpisodePart,
  peak: number,
  expected: number,
): AnomalyType {
  if (episode.usual.isKnown) {
    const ticks = episode.to - episode.from + 1;
    // Nobody knows whether it would have come back, had it not died.
    const isOpen = episode.isOngoing || endedBy !== undefined;
    return nameEpisode(ticks, () => episodeShape(episode), isOpen, values[peak] > expected);
  }
  const isFinite = (value: number) => Number.isFinite(value);
  const finiteBefore = (end: number) => values.subarray(0, end).filter(isFinite).length;
  const stretch = { from: finiteBefore(from), to: finiteBefore(to + 1) - 1 };
  return classifyAnomaly(values.filter(isFinite), stretch, finiteBefore(peak), expected);
}

/** From the first to the last sample of an episode; of ticks that hold several samples, the strange ones are its ends. */
function samplesOf({ first, isStrange }: JudgedTicks, { from, to }: Episode, score: Float64Array): Stretch {
  let start = first[from];
  let end = first[to + 1] - 1;
  if (isStrange[from] === 1) while (!(score[start] > 1)) start++;
  if (isStrange[to] === 1) while (!(score[end] > 1)) end--;
  return { from: start, to: end };
}

/** The ticks of a part of an episode. */
function ticksOf(
  part: EpisodePart,
  whole: Stretch,
  episode: Episode,
  ticks: JudgedTicks,
  timestamps: Float64Array,
): Episode {
  const from = part.from === whole.from ? episode.from : tickAt(ticks, timestamps[part.from]);
  if (part.endedBy === undefined) return { ...episode, from };
  const to = tickAt(ticks, timestamps[part.to]);
  return { ...episode, from, to, isOngoing: false, isNewNormal: false };
}

function isOutside(value: number, { lower, upper }: Band): boolean {
  return value < lower || value > upper;
}

/** The outermost sample of the tick around which the series was furthest from what was usual. */
function furthest(
  { first, values: means }: JudgedTicks,
  { from, to, departure }: Episode,
  values: Float64Array,
): number | undefined {
  const awayAt = (tick: number) =>
    Number.isNaN(means[tick]) ? NaN : departure.smooth[tick - departure.from];
  let furthest: number | undefined;
  for (let tick = from; tick <= to; tick++) {
    if (Math.abs(awayAt(tick)) > (furthest === undefined ? 0 : Math.abs(awayAt(furthest)))) furthest = tick;
  }
  if (furthest === undefined) return undefined;
  const sign = Math.sign(awayAt(furthest));
  let place: number | undefined;
  for (let i = first[furthest]; i < first[furthest + 1]; i++) {
    if (Number.isFinite(values[i]) && (place === undefined || sign * values[i] > sign * values[place]))
      place = i;
  }
  return place;
}

function firstAlarm({ first }: JudgedTicks, { alarm }: Episode, onset: Float64Array): number {
  let place = first[alarm];
  while (!(onset[place] > 1)) place++;
  return place;
}

function bandOf({ expected, lower, upper }: EngineJudgements, place: number): Band {
  return { expected: expected[place], lower: lower[place], upper: upper[place] };
}
