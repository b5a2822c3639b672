import type { AnomalyFilter, FilterAlternative, RecordFilter } from '@metrics-ai/vector-store';
import { BEHAVIOURS } from '../question/behaviours.ts';
import type { ReadBehaviour } from '../question/find-behaviours.ts';
import type { QuestionReading } from '../question/read-question.ts';
import type { TimeWords } from '../question/read-time-words.ts';
import type { AskedBehaviour, ReadCondition } from './search-report.ts';

/** An anomaly is taken for what was asked from this score on: above 1 every series has a few in weeks. */
export const CLEAR_SCORE = 1.5;
/** So many behaviours are insisted on: each further search that gives up one costs as much as the first. */
const MOST_BEHAVIOURS = 6;
/** When something began is known so well at best. */
const ONSET_SLACK_MS = 3_600_000;

/** What of a reading must hold. */
export interface Conditions {
  readonly behaviours: readonly ReadBehaviour[];
  readonly time?: TimeWords;
}

/** What a search insists on, and what of the reading it has given up for that. */
export interface Step extends Conditions {
  readonly givenUp: readonly ReadCondition[];
}

/** A reading without what the caller's own filter says in its place, and what that was. */
export function givingWay(
  reading: QuestionReading,
  { anomalyFromMs, anomalyToMs, windowFromMs, windowToMs, tags = [], anomalyTypes }: RecordFilter,
): { readonly reading: QuestionReading; readonly replaced: readonly ReadCondition[] } {
  const hasTime = [anomalyFromMs, anomalyToMs, windowFromMs, windowToMs].some((ms) => ms !== undefined);
  const hasBehaviour = tags.length > 0 || anomalyTypes !== undefined;
  const { time, behaviours, ...others } = reading;
  const insisted = new Set(insistedOf(reading).slice(0, MOST_BEHAVIOURS).flat());
  const stays = {
    ...others,
    behaviours: behaviours
      .filter(({ isHint }) => isHint || !hasBehaviour)
      .map((read) => (insisted.has(read) ? read : { ...read, isHint: true })),
  };
  return {
    reading: hasTime || time === undefined ? stays : { ...stays, time },
    replaced: [
      ...(hasTime && time !== undefined ? [ofTime(time)] : []),
      ...(hasBehaviour ? insistedOf(reading).map(ofBehaviours) : []),
    ],
  };
}

/**
 * What a search insists on, one step after the other: all that was read; all but one, the least certain given up first; one alone,
 * the most certain first; nothing. A time without a behaviour says least.
 */
export function conditionSteps(reading: QuestionReading): Step[] {
  const parts = partsOf(reading);
  const without = (isGivenUp: (place: number) => boolean): Step => {
    const kept = parts.filter((_, place) => !isGivenUp(place));
    return {
      behaviours: kept.flatMap(({ behaviours }) => behaviours),
      time: kept.find(({ time }) => time !== undefined)?.time,
      givenUp: parts.filter((_, place) => isGivenUp(place)).map(({ condition }) => condition),
    };
  };
  const places = parts.map((_, place) => place);
  const some = [
    ...(parts.length > 0 ? [without(() => false)] : []),
    ...(parts.length > 1 ? places.map((one) => without((place) => place === one)) : []),
    ...(parts.length > 2 ? places.toReversed().map((one) => without((place) => place !== one)) : []),
  ];
  const isOfTimeAlone = ({ behaviours }: Step): boolean => behaviours.length === 0;
  return [...some.filter((step) => !isOfTimeAlone(step)), ...some.filter(isOfTimeAlone), without(() => true)];
}

interface Part extends Conditions {
  readonly condition: ReadCondition;
}

/** The least certain first: words that metrics have, too, then the time, then what says least. */
function partsOf(reading: QuestionReading): Part[] {
  const ofReads = insistedOf(reading)
    .sort(([a], [b]) => BEHAVIOURS.indexOf(b.behaviour) - BEHAVIOURS.indexOf(a.behaviour))
    .map((behaviours) => ({
      behaviours,
      condition: ofBehaviours(behaviours),
      isSure: behaviours.some(({ isSure }) => isSure),
    }));
  const { time } = reading;
  return [
    ...ofReads.filter(({ isSure }) => !isSure),
    ...(time === undefined ? [] : [{ behaviours: [], time, condition: ofTime(time) }]),
    ...ofReads.filter(({ isSure }) => isSure),
  ];
}

/** What is no mere wish, by behaviour: what is said twice is one condition. */
const insistedOf = ({ behaviours }: QuestionReading): ReadBehaviour[][] => [
  ...Map.groupBy(
    behaviours.filter(({ isHint }) => !isHint),
    ({ behaviour }) => behaviour,
  ).values(),
];

const ofTime = ({ words }: TimeWords): ReadCondition => ({ condition: 'time', words: [words] });

const ofBehaviours = (behaviours: readonly ReadBehaviour[]): ReadCondition => ({
  condition: 'behaviour',
  words: behaviours.map(({ words }) => words),
});

/** The caller's filter and the conditions, as one filter. */
export function filterOf({ behaviours, time }: Conditions, given: RecordFilter): RecordFilter {
  const lists = [...new Set(behaviours.map(({ behaviour }) => behaviour))].map((behaviour) =>
    alternativesOf(behaviour, time),
  );
  const isOfEvent = behaviours.some(({ behaviour }) => behaviour.kind === 'event');
  const { anomalyTypes, minAnomalyScore } = given;
  // What the caller asks of an anomaly is asked of one of that time.
  const isOfAnomaly = anomalyTypes !== undefined || minAnomalyScore !== undefined;
  return {
    ...given,
    ...(time !== undefined && isOfAnomaly && { anomalyFromMs: time.fromMs, anomalyToMs: time.toMs }),
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
  behaviour: ReadBehaviour['behaviour'],
  time: TimeWords | undefined,
): FilterAlternative[] {
  const { tags, anomalyTypes, kind, isOfNow = false } = behaviour;
  const isThen = kind === 'event' && time !== undefined;
  const when = isThen ? happeningThen(behaviour, time) : {};
  // A tag says what, and any clear anomaly of that time says when.
  const clearly = { minAnomalyScore: CLEAR_SCORE, ...when };
  const ways: FilterAlternative[] = tags.map((tag) => ({ tags: [tag], ...(isThen && clearly) }));
  if (anomalyTypes === 'any') return [...ways, { minAnomalyScore: 1, ...when }];
  const countAnomalies = anomalyTypes.length > 0 && kind === 'event' && (isThen || !isOfNow);
  if (countAnomalies) ways.push({ anomalyTypes, ...clearly });
  return ways;
}

/** An anomaly that begins then, of what is a change, or else reaches into that time. */
export function happeningThen(
  { isChange = false }: ReadBehaviour['behaviour'],
  { fromMs, toMs }: TimeWords,
): AnomalyFilter {
  if (!isChange) return { anomalyFromMs: fromMs, anomalyToMs: toMs };
  return { anomalyBegunFromMs: fromMs - Math.min(ONSET_SLACK_MS, (toMs - fromMs) / 2), anomalyToMs: toMs };
}
