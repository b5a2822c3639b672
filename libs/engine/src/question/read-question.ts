import { findBehaviours, type ReadBehaviour } from './find-behaviours.ts';
import { mendSpelling } from './mend-spelling.ts';
import { readTimeWords, type AskedAt, type TimeWords } from './read-time-words.ts';
import { readUnknownTime, type UnknownTime } from './unknown-time.ts';

/** A question, taken apart: what it is about, how that behaves, and when. */
export interface QuestionReading {
  /** What is left to look up; empty when every word was understood. The question itself where nothing was. */
  readonly text: string;
  /** In the order of the words. */
  readonly behaviours: readonly ReadBehaviour[];
  readonly time?: TimeWords;
  /** Named by what happened then, which is not known here. */
  readonly unknownTime?: UnknownTime;
}

/** Frames of a question, which say nothing of what is looked for. */
const FRAMES = [
  /^(?:please )?(?:can you |could you |would you )?(?:please )?(?:show|find|list|give|get|tell)(?: me| us)?(?: please)?(?: if| whether| about)?(?: all| any| the| every)*(?= |$)/iu,
  /^(?:please|hi|hello|hey|so|ok|also|our|my|your|someone|somebody)(?= |$)/iu,
  /^(?:i'?m|i am|we'?re|we are) (?:looking for|after|searching(?: for)?|interested in|trying to find|seeing|getting|having|observing|noticing)(?= |$)/iu,
  /^(?:i|we|they|users|customers|people)(?:'ve| have| had)? (?:see|seen|saw|need|want|noticed?|get|got|have|had|observed?|think|believe|suspect|complain(?:ed)?|report(?:ed)?|say|said|would like)(?: (?:to (?:see|know|find)|that|about|of))?(?= |$)/iu,
  /^(?:check|see|know|find out|explain)(?: (?:if|whether|why|how|when|what))?(?= |$)/iu,
  /^(?:it )?(?:looks|seems|appears)(?: like| as if| that)?(?= |$)/iu,
  /^(?:are|is) there(?: any| a| an| some)*(?= |$)/iu,
  /^(?:has|have|did|does|do|is|are|was|were)(?= |$)/iu,
  /^(?:what|which|who|where|when|why|how)(?: (?:is|are|was|were|has|have|had|did|does|do))?(?= |$)/iu,
  /^(?:any|all|every|some|the|of)(?= )/iu,
  /^(?:anything|something|everything|things?|stuff|metrics?|time ?series|series|graphs?|charts?)(?: (?:is|are|was|were|has|have|had))?(?= |$)/iu,
];
/** "services whose memory …": that it is a service is no word of the metric, and "whose" no word of anything. */
const OWNERS =
  /^(?:services?|instances?|apps?|applications?|jobs?|components?|systems?|targets?|things?|metrics?|series) (?=(?:whose|where|with|that|which|in which|for which|having) )/iu;
const WHOSE = / (?:whose|where|that|which|in which|for which)(?: (?:is|are|do|does|did|has|have))?(?= )/giu;
const LOOSE =
  '(?:right now|at the moment|look(?:s|ing)?|soon|all (?:the )?(?:time|day|night|week)(?: long)?|slowly|steadily|gradually|suddenly|abruptly|rapidly|completely|sudden|their|our|my|its|please|that|which|who|whose|with|where|recently|lately|currently|went|going|got|making|has|have|had|is|are|was|were|been|being|did|does|do|and|but|then|it|they|its|the|a|an|of|in|on|at|for|by|from|to|any ?more|at all|ever|now|any|there|all)';
const LOOSE_START = new RegExp(`^(?:${LOOSE}(?= |$) ?)+`, 'iu');
const LOOSE_END = new RegExp(`(?:(?:^| )${LOOSE})+$`, 'iu');
/** Alone, these say nothing of what is looked for. */
const GENERIC =
  /^(?:services?|components?|systems?|apps?|applications?|(?:time ?)?series|metrics?|things?)$/iu;
const NOUNS_END = /(?: |^)(?:patterns?|behaviou?rs?|metrics|time ?series)$/iu;

/**
 * Reads a question: behaviour words ("climbing", "never comes down", "spiky") and time words ("last night", "since Tuesday") are
 * taken out of it, each with what it was read from; the rest is what to look up. Words that metrics have, too, are left in it. Of a
 * question of neither, everything is.
 *
 * @throws RangeError when the zone is not known
 */
export function readQuestion(question: string, asked: AskedAt): QuestionReading {
  const text = mendSpelling(question.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  const unknownTime = readUnknownTime(text);
  const time = findTime(unknownTime === undefined ? text : blank(text, unknownTime), asked);
  const times = [time, unknownTime].filter((words) => words !== undefined);
  const behaviours = findAround(text, times);
  if (times.length === 0 && behaviours.length === 0) return { text: question.trim(), behaviours };
  // What is only wished for stays to be looked up.
  const spent = behaviours.filter(({ behaviour, isNegated }) => behaviour.isHint !== true || isNegated);
  const rest = tidy([...times, ...spent].reduce(blank, text));
  return { text: rest, behaviours, ...(time && { time }), ...(unknownTime && { unknownTime }) };
}

/** "every night" is spent for a pattern before a time is looked for in it. */
function findTime(text: string, asked: AskedAt): TimeWords | undefined {
  const patterns = findBehaviours(text, false).filter(({ behaviour }) => behaviour.kind === 'pattern');
  return readTimeWords(patterns.reduce(blank, text), asked);
}

/** As if the times were not there: "backed up in the night and then drained". */
function findAround(text: string, times: readonly Span[]): ReadBehaviour[] {
  if (times.length === 0) return findBehaviours(text, false);
  // Each with the space before it.
  const cut = times.map(({ startIndex, endIndex }) => ({
    startIndex: Math.max(0, startIndex - 1),
    endIndex,
  }));
  const kept = Array.from({ length: text.length }, (_, index) => index).filter(
    (index) => !cut.some(({ startIndex, endIndex }) => index >= startIndex && index < endIndex),
  );
  return findBehaviours(kept.map((index) => text[index]).join(''), true).map((read) => ({
    ...read,
    startIndex: kept[read.startIndex],
    endIndex: kept[read.endIndex - 1] + 1,
  }));
}

interface Span {
  readonly startIndex: number;
  readonly endIndex: number;
}

/** The same text, of the same length, with a mark for words that are spent. */
function blank(text: string, { startIndex, endIndex }: Span): string {
  return text.slice(0, startIndex) + MARK.repeat(endIndex - startIndex) + text.slice(endIndex);
}

/** No letter, no digit, no space: no phrase reaches over it, and no text has it by then. Beyond Latin-1 it would cost ten times as much. */
const MARK = '\u001f';

function tidy(text: string): string {
  return text
    .split(new RegExp(`${MARK}+`, 'u'))
    .map(tidyPart)
    .filter((part) => part !== '')
    .join(' ');
}

function tidyPart(part: string): string {
  let rest = part
    .replace(/[?!.,;:]+(?= |$)/gu, '')
    .replace(/'(?:s|ve|re)(?= |$)/gu, '')
    .trim()
    .replace(OWNERS, '')
    .replace(WHOSE, '');
  for (let before = ''; before !== rest;) {
    before = rest;
    for (const words of [LOOSE_START, LOOSE_END, NOUNS_END, ...FRAMES, GENERIC]) {
      rest = rest.replace(words, '').trim();
    }
  }
  return rest;
}
