import { expandWords, splitQuery, splitWords, type ExpandedWord } from '@metrics-ai/lexicon';
import {
  readHorizon,
  readLasting,
  readOffset,
  readQuantile,
  readThreshold,
  readTopK,
  type NamedTime,
  type Threshold,
  type TopK,
} from './read-quantities.ts';
import { readTimeWords } from '../../question/read-time-words.ts';
import { SIGNALS, type Signal } from './signals.ts';

/** A word of the question, what it may be called in a metric, and how much of the question it carries. */
export interface RequestWord extends ExpandedWord {
  readonly weight: number;
}

/** What a question asks for, whatever the metric. */
export interface Request {
  readonly words: readonly RequestWord[];
  /** What it asks to be done, with the words that say so. */
  readonly signals: ReadonlyMap<Signal, string>;
  readonly quantile?: { readonly value: number; readonly words: string };
  readonly threshold?: Threshold;
  /** Over which time to look, and how long ago that ended. */
  readonly range?: NamedTime & { readonly endedMs: number };
  readonly horizon?: NamedTime;
  /** How long it has not been nothing. */
  readonly lasting?: NamedTime;
  readonly offset?: NamedTime;
  readonly topK?: TopK;
  /** What is counted by kind: `services` of `how many services are there`. */
  readonly counted?: string;
  /** Stemmed words behind `per` and `by`, in order. */
  readonly groups: readonly string[];
  /** All words, stemmed, in order and with repeats: what label values of one word are looked up in. */
  readonly spoken: readonly string[];
  /** All words in lower-case, between spaces: what other label values are looked up in. */
  readonly plain: string;
  /** The same with the capitals that were written. */
  readonly written: string;
}

/** Longer questions say nothing more about what is meant. */
const MOST_CHARACTERS = 1_000;
/** The first sentence says what is asked, what follows explains it. */
const EXPLANATION_WEIGHT = 0.4;

/** Reads what is asked to be done out of a question. Pure, linear in the question's length. */
export function readRequest(question: string, nowMs: number): Request {
  const text = question.slice(0, MOST_CHARACTERS).toLowerCase().replace(/\s+/g, ' ').trim();
  const heading = new Set(splitWords(firstSentence(question.slice(0, MOST_CHARACTERS))));
  const signals = new Map<Signal, string>();
  for (const [signal, pattern] of Object.entries(SIGNALS) as [Signal, RegExp][]) {
    const match = pattern.exec(text);
    if (match !== null) signals.set(signal, match[0].trim());
  }
  // How long something took is no question of how long ago it was.
  if (/\bhow long\b.*\b(?:takes?|took|taking)\b/.test(text)) signals.delete('age');
  return {
    words: expandWords(splitQuery(question.slice(0, MOST_CHARACTERS))).map((word) => ({
      ...word,
      weight: heading.has(word.word) ? 1 : EXPLANATION_WEIGHT,
    })),
    signals,
    quantile: readQuantile(text),
    threshold: readThreshold(text),
    range: readRange(text, nowMs),
    horizon: signals.has('forecast') || signals.has('expiry') ? readHorizon(text) : undefined,
    lasting: readLasting(text),
    offset: readOffset(text),
    topK: readTopK(text),
    counted: COUNTED.exec(text)?.[1],
    groups: readGroups(text),
    spoken: splitWords(text),
    plain: ` ${plainText(text)} `,
    written: ` ${lettersOf(question.slice(0, MOST_CHARACTERS))} `,
  };
}

/** Letters and digits in lower case, with single spaces for everything else. */
export function plainText(text: string): string {
  return lettersOf(text.toLowerCase());
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{Nd}]+/gu, ' ').trim();
}

function firstSentence(text: string): string {
  return /^.+?[.?!](?=\s|$)/su.exec(text)?.[0] ?? text;
}

const COUNTED =
  /\bhow many (?:different |distinct )?([\p{L}_]+)(?: (?:(?:per|by|in each|on each|are|do|does|has|have|exist|report)\b(?! (?:up|down)\b)[^.]{0,30})?\??$|\??$)/u;

/** The words behind `per`, `by` and `for each`; units of time are not labels. */
function readGroups(text: string): string[] {
  const groups: string[] = [];
  for (const [, list] of text.matchAll(
    /\b(?:per|by|(?:(?:for|of|from|in|on|to|by|at) )?(?:each|every)|(?:for|of|on) the selected|grouped by|broken down by|split by) (?:the )?([\p{L}\d_-]+(?:(?:,| and|, and) [\p{L}\d_-]+){0,4})/gu,
  )) {
    for (const word of splitList(list)) {
      if (!/^(?:second|sec|minute|min|hour|day|week|month)s?$/.test(word)) groups.push(word);
    }
  }
  return [...new Set(groups)];
}

function splitList(list: string): string[] {
  return list.split(/,? and |, ?/).filter((word) => word !== '');
}

const MINUTE_MS = 60_000;

/** How long a state has lasted (`for 10 minutes`) and what is compared with (`than yesterday`) are no time to look over. */
function readRange(text: string, nowMs: number): Request['range'] {
  const time = readTimeWords(text, { nowMs });
  if (time === undefined || /^for\b/.test(time.words)) return undefined;
  if (/\b(?:for|than|with|to|versus|vs\.?|against|from)(?: the)? $/.test(text.slice(0, time.startIndex)))
    return undefined;
  const endedMs = Math.round((nowMs - time.toMs) / MINUTE_MS) * MINUTE_MS;
  return {
    ms: Math.max(MINUTE_MS, Math.round((time.toMs - time.fromMs) / MINUTE_MS) * MINUTE_MS),
    endedMs,
    words: time.words,
  };
}
