import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { passesAnomaly, type FilterAlternative, type SeriesRecord } from '@metrics-ai/vector-store';
import type { Behaviour } from '../question/behaviours.ts';
import type { ReadBehaviour } from '../question/find-behaviours.ts';
import type { QuestionReading } from '../question/read-question.ts';
import type { TimeWords } from '../question/read-time-words.ts';
import { alternativesOf, CLEAR_SCORE, happeningThen } from './conditions.ts';

/** How well a series does what was asked for, and what says so. */
export interface Fit {
  /** 0…1: 1 does all of it, at the time that was named. */
  readonly fit: number;
  readonly tags: readonly string[];
  readonly anomalies: readonly Anomaly[];
}

/** What does not do it, what comes near it, and what does it but is better told by another tag: what it is about weighs more. */
const NOT_DONE = 0.7;
const NEAR = 0.8;
const BETTER_TOLD = 0.8;
/** What does what was asked not to be done. */
const AVOIDED = 0.5;
/** What a wish is worth. */
const HINT = 0.15;
/** An event outside of the time that was named is worth less, half of it at this distance. */
const OUT_OF_TIME = 0.8;
const HALF_DISTANCE_MS = 12 * 3_600_000;
/** An event that had begun before the time is not one of that time. */
const BEGUN_BEFORE = 0.75;
/** An anomaly that every series has now and then may be it, or not. */
const UNCLEAR = 0.5;
/** From this score on an anomaly is as plain as any. */
const PLAIN_SCORE = 3;

/**
 * @param levelRank where the level of the series stands among those of its metric, 0…1; 0.5 where there is nothing to compare with
 */
export function fitOf(record: SeriesRecord, { behaviours, time }: QuestionReading, levelRank: number): Fit {
  let fit = 1;
  const tags = new Set<string>();
  const anomalies = new Set<Anomaly>();
  for (const read of behaviours) {
    const { behaviour, isHint, isNegated } = read;
    const done = waysDone(record, read, time);
    if (!isNegated) {
      for (const tag of done.tags) tags.add(tag);
      for (const anomaly of done.anomalies) anomalies.add(anomaly);
    }
    if (isNegated) {
      if (done.isDone) fit *= AVOIDED;
    } else if (isHint) {
      const rank = behaviour.name === 'low' ? 1 - levelRank : behaviour.name === 'high' ? levelRank : 0.5;
      fit *= 1 - HINT + HINT * (done.isDone ? 1 : 0.8 * rank);
    } else {
      fit *= degreeOf(record, read, done, { time, levelRank });
    }
  }
  if (behaviours.length === 0 && time !== undefined) {
    const then = record.anomalies.filter(
      ({ startMs, endMs }) => startMs <= time.toMs && endMs >= time.fromMs,
    );
    for (const anomaly of then) anomalies.add(anomaly);
    if (then.length === 0) fit *= 1 - HINT;
  }
  return { fit, tags: [...tags], anomalies: [...anomalies].sort((a, b) => b.score - a.score) };
}

/** Of what nothing is known: it may behave as wished or not. */
export const fitOfUnknown = ({ behaviours }: QuestionReading): number =>
  (1 - HINT) ** behaviours.filter(({ isHint, isNegated }) => isHint && !isNegated).length;

interface Done {
  readonly isDone: boolean;
  readonly tags: readonly string[];
  /** Those that say so, or, where a tag says so, those that may be it. */
  readonly anomalies: readonly Anomaly[];
}

function waysDone(record: SeriesRecord, { behaviour }: ReadBehaviour, time: TimeWords | undefined): Done {
  const ways = alternativesOf(behaviour, undefined).filter((way) => passes(record, way));
  const tags = ways.flatMap((way) => way.tags ?? []);
  const isOfType = ({ type }: Anomaly): boolean =>
    behaviour.anomalyTypes === 'any' || behaviour.anomalyTypes.includes(type);
  const isThenOf = (anomaly: Anomaly): boolean =>
    time === undefined || passesAnomaly(anomaly, happeningThen(behaviour, time));
  const mayBe = tags.length > 0 ? record.anomalies : [];
  // Where none is of the type, the tag may be that of any.
  const first = (...lists: readonly (readonly Anomaly[])[]): readonly Anomaly[] =>
    lists.find((list) => list.length > 0) ?? [];
  const ofType = record.anomalies.filter(isOfType);
  const then = first(ofType.filter(isThenOf), mayBe.filter(isThenOf));
  const isThen = behaviour.kind === 'event' && time !== undefined && then.length > 0;
  return {
    isDone: ways.length > 0 || isThen,
    tags,
    anomalies: behaviour.kind === 'event' ? first(then, ofType, mayBe) : [],
  };
}

function passes(record: SeriesRecord, { tags = [], ...ofAnomaly }: FilterAlternative): boolean {
  const wantsAnomaly = Object.values(ofAnomaly).some((value) => value !== undefined);
  return (
    tags.every((tag) => record.tags.includes(tag)) &&
    (!wantsAnomaly || record.anomalies.some((anomaly) => passesAnomaly(anomaly, ofAnomaly)))
  );
}

function degreeOf(
  record: SeriesRecord,
  { behaviour }: ReadBehaviour,
  { isDone, anomalies }: Done,
  { time, levelRank }: { time: TimeWords | undefined; levelRank: number },
): number {
  const { kind, unlike = [], nearest = [] } = behaviour;
  const has = (tag: string): boolean => record.tags.includes(tag);
  if (!isDone) return nearest.some(has) ? NEAR + 0.1 * levelRank : NOT_DONE;
  const toldBetter = unlike.some(has) ? BETTER_TOLD : 1;
  if (kind !== 'event') return toldBetter;
  if (anomalies.length === 0) return toldBetter * OUT_OF_TIME * (time === undefined ? 1 : 0.5);
  return toldBetter * Math.max(...anomalies.map((anomaly) => degreeOfEvent(anomaly, behaviour, time)));
}

function degreeOfEvent(anomaly: Anomaly, behaviour: Behaviour, time: TimeWords | undefined): number {
  const isClear = anomaly.score >= CLEAR_SCORE;
  const plain = isClear ? 0.8 + 0.2 * Math.min(1, anomaly.score / PLAIN_SCORE) : UNCLEAR;
  if (time === undefined) return plain;
  const { fromMs, toMs } = time;
  if (passesAnomaly(anomaly, happeningThen(behaviour, time))) {
    return plain * (anomaly.startMs < fromMs ? BEGUN_BEFORE : 1);
  }
  const endMs = behaviour.isChange === true ? anomaly.startMs : anomaly.endMs;
  const gapMs = Math.max(0, anomaly.startMs - toMs, fromMs - endMs);
  return plain * OUT_OF_TIME * (0.5 + 0.5 * 2 ** (-gapMs / HALF_DISTANCE_MS));
}
