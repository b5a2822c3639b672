import type { FilterAlternative, RecordFilter } from '@metrics-ai/vector-store';
import type { ReadBehaviour } from '../question/find-behaviours.ts';
import type { QuestionReading } from '../question/read-question.ts';
import type { TimeWords } from '../question/read-time-words.ts';
import type { AskedBehaviour } from './search-report.ts';

/** An anomaly is taken for what was asked from this score on: above 1 every series has a few in weeks. */
export const CLEAR_SCORE = 1.5;

/** What of a reading must hold. */
export interface Conditions {
  readonly behaviours: readonly ReadBehaviour[];
  readonly time?: TimeWords;
}

/**
 * What a search insists on, one step after the other: all that was read, then what without the time, then nothing. A condition
 * that the caller put into a filter of his own takes the place of what was read, and is never given up.
 */
export function conditionSteps(reading: QuestionReading, given: RecordFilter): Conditions[] {
  const { anomalyFromMs, anomalyToMs, windowFromMs, windowToMs, tags = [], anomalyTypes } = given;
  const hasTime = [anomalyFromMs, anomalyToMs, windowFromMs, windowToMs].some((ms) => ms !== undefined);
  const hasBehaviour = tags.length > 0 || anomalyTypes !== undefined;
  const behaviours = hasBehaviour ? [] : reading.behaviours.filter(({ isHint }) => !isHint);
  const time = hasTime ? undefined : reading.time;
  const steps: Conditions[] = [];
  if (behaviours.length > 0 && time !== undefined) steps.push({ behaviours, time });
  if (behaviours.length > 0) steps.push({ behaviours });
  else if (time !== undefined) steps.push({ behaviours, time });
  return [...steps, { behaviours: [] }];
}

/** The caller's filter and the conditions, as one filter. */
export function filterOf({ behaviours, time }: Conditions, given: RecordFilter): RecordFilter {
  const lists = behaviours.map(({ behaviour }) => alternativesOf(behaviour, time));
  const isOfEvent = behaviours.some(({ behaviour }) => behaviour.kind === 'event');
  return {
    ...given,
    ...(time !== undefined && !isOfEvent && { windowFromMs: time.fromMs, windowToMs: time.toMs }),
    ...(lists.length > 0 && { anyOf: [...(given.anyOf ?? []), ...lists] }),
  };
}

/** What the words of a behaviour ask for, at that time. */
export function askedBehaviour(read: ReadBehaviour, time: TimeWords | undefined): AskedBehaviour {
  const { tags, anomalyTypes } = read.behaviour;
  const ofAnomalies = alternativesOf(read.behaviour, time).some((way) => way.tags === undefined);
  return { ...read, tags, anomalyTypes: ofAnomalies ? anomalyTypes : [] };
}

/** The ways in which a series may be known to do it. */
export function alternativesOf(
  { tags, anomalyTypes, kind, isOfNow = false }: ReadBehaviour['behaviour'],
  time: TimeWords | undefined,
): FilterAlternative[] {
  const isThen = kind === 'event' && time !== undefined;
  const when = isThen ? { anomalyFromMs: time.fromMs, anomalyToMs: time.toMs } : {};
  // A tag says what, and any clear anomaly of that time says when.
  const clearly = { minAnomalyScore: CLEAR_SCORE, ...when };
  const ways: FilterAlternative[] = tags.map((tag) => ({ tags: [tag], ...(isThen && clearly) }));
  if (anomalyTypes === 'any') return [...ways, { minAnomalyScore: 1, ...when }];
  const countAnomalies = anomalyTypes.length > 0 && kind === 'event' && (isThen || !isOfNow);
  if (countAnomalies) ways.push({ anomalyTypes, ...clearly });
  return ways;
}
