import { oneLine } from './one-line.ts';
import { readUnit } from './read-unit.ts';
import type { ReadUnit } from './read-unit.ts';
import { TAKEN, takeTexts } from './taken-text.ts';
import { findTimeClaims } from './time-claims.ts';
import type { TimeClaim } from './time-claims.ts';

/**
 * A number with its unit, in base units: `1.5 GiB` is 1,610,612,736 bytes. In a range or share (`20–55 %`,
 * `2 of 3 detectors`) the first number has the unit of the second.
 */
export interface QuantityClaim {
  readonly kind: 'quantity';
  readonly text: string;
  readonly start: number;
  readonly value: number;
  /** Half of the last digit shown: `71.2` stands for 71.15…71.25. */
  readonly tolerance: number;
  /** As in ReadUnit. */
  readonly unit: string;
  /** The digits alone, as written. */
  readonly digits: string;
}

/** Digits that are part of a name (`node7`, `10.0.0.5:9100`), and number words that are not a plain count (`doubled`). */
export interface WordClaim {
  readonly kind: 'word';
  readonly text: string;
  readonly start: number;
}

export type NumberClaim = QuantityClaim | TimeClaim | WordClaim;

/** Each at the place of its number; that of one is empty (see COUNT_WORD). */
const COUNT_WORDS: readonly string[] =
  'zero  two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const TENS: readonly string[] = 'thirty forty fifty sixty seventy eighty ninety'.split(' ');
/** `one` is left alone: it is far more often a pronoun than a number. */
const COUNT_WORD = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${[...COUNT_WORDS.filter((word) => word !== ''), ...TENS].join('|')})(?![\\p{L}\\p{N}_])`,
  'giu',
);

/** Computed numbers in words: nothing in an analysis is written so, so they stand only where a name or a text has them. */
const OTHER_NUMBER_WORD =
  /(?<![\p{L}\p{N}_])(?:twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|quadrupl(?:e[ds]?|ing)|hal(?:f|ve[sd]?|ving)|thirds?|quarters?|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)-?fold)(?![\p{L}\p{N}_])/giu;

const NUMBER =
  /(?<![\p{L}\p{N}_]|[\p{L}_]-|\p{N}[.,:])(?<sign>(?<![%)\]])[-\u2212+])?(?<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|(?<!\.)\.\d+)(?:e(?<exponent>[-+]?\d+))?(?![.,:]?\d)/gu;
/** A Prometheus duration of several parts: `1h30m`. */
const COMPOUND_DURATION = /(?<![\p{L}\p{N}_])(?:\d+(?:ms|[smhdwy])){2,}(?![\p{L}\p{N}_])/gu;
const RANGE = /^ ?(?:-|–|—|\.{2,3}|to|of|out of|\/) ?$/;
/** A dash or dots between words part them: `p05…p95`. */
const WORD = /(?:(?!\.\.|[–—])[^\s\ue000])+/gu;

/** One line in Unicode's compatible form, in which a full-width digit or a fraction is made of plain digits. */
export function cleanText(text: string): string {
  return oneLine(text.normalize('NFKC'));
}

/**
 * Finds everything in a text that says a number: no digit of it is left out.
 *
 * @param names verbatim names that may hold digits (longest first); where they stand alone they say no number.
 */
export function findNumberClaims(text: string, names: readonly string[] = []): NumberClaim[] {
  return readNumbers(text, names).claims;
}

/** Whether a text is made of quantities and times alone: `3h`, `99 percent`, `14:05`, but not `node-3`. */
export function isOnlyNumbers(text: string): boolean {
  const { claims, rest } = readNumbers(text, []);
  return claims.length > 0 && claims.every(({ kind }) => kind !== 'word') && !/\p{L}/u.test(rest);
}

/** Whether a name can be quoted without being taken for a number. */
export function isQuotable(name: string): boolean {
  return /\p{L}/u.test(name) && !isOnlyNumbers(name);
}

function readNumbers(text: string, names: readonly string[]): { claims: NumberClaim[]; rest: string } {
  const named = names.reduce(takeName, cleanText(text));
  const plain = named
    .replaceAll(/\bper cent\b|\bpercentage points?\b/giu, 'percent')
    .replaceAll(/\b(?:standard|robust) deviations?\b/giu, 'deviations')
    .replaceAll(/(\d)(?:st|nd|rd|th)[ -]percentile\b/giu, '$1 percentile')
    .replaceAll(COUNT_WORD, countOfWord);
  const { claims: times, rest: timeless } = findTimeClaims(plain);
  const { claims: quantities, rest } = findQuantities(timeless);
  const words = [
    ...rest.matchAll(OTHER_NUMBER_WORD),
    ...[...rest.matchAll(WORD)].filter(([word]) => /\p{N}/u.test(word)),
  ].map(({ 0: word, index }): WordClaim => ({ kind: 'word', text: trimPunctuation(word), start: index }));
  return { claims: [...times, ...quantities, ...words].sort((a, b) => a.start - b.start), rest };
}

function takeName(text: string, name: string): string {
  let taken = '';
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, from)) {
    const end = at + name.length;
    const isWhole =
      !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, at - 2), at)) &&
      !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2));
    taken += text.slice(from, at) + (isWhole ? TAKEN : name);
    from = end;
  }
  return taken + text.slice(from);
}

function countOfWord(word: string): string {
  const small = COUNT_WORDS.indexOf(word.toLowerCase());
  return String(small >= 0 ? small : (TENS.indexOf(word.toLowerCase()) + 3) * 10);
}

interface FoundNumber {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly tolerance: number;
  readonly digits: string;
  readonly unit: ReadUnit;
}

function findQuantities(text: string): { claims: QuantityClaim[]; rest: string } {
  const claims: QuantityClaim[] = [...text.matchAll(COMPOUND_DURATION)].map(compoundDuration);
  let next: FoundNumber | undefined;
  // From the last one on, so that in a chain of bare numbers the unit reaches the first.
  for (const found of findNumbers(takeTexts(text, claims)).reverse()) {
    const { start, end, value, tolerance, digits } = found;
    const isShared = found.unit.length === 0 && next !== undefined && haveOneUnit(text, found, next);
    const { factor, unit } = isShared && next !== undefined ? next.unit : found.unit;
    claims.push({
      kind: 'quantity',
      text: text.slice(start, end),
      start,
      value: value * factor,
      tolerance: tolerance * factor,
      unit,
      digits,
    });
    next = { ...found, unit: { ...found.unit, factor, unit } };
  }
  return { claims, rest: takeTexts(text, claims) };
}

function haveOneUnit(text: string, one: FoundNumber, other: FoundNumber): boolean {
  const between = text.slice(one.end, other.start);
  return RANGE.test(between) || (between === ' and ' && text.slice(0, one.start).endsWith('between '));
}

function findNumbers(text: string): FoundNumber[] {
  const numbers: FoundNumber[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const { sign, digits, exponent = '0' } = match.groups ?? {};
    const afterNumber = match.index + match[0].length;
    const unit = readUnit(text.slice(afterNumber));
    if (unit === undefined) continue;
    const decimals = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
    const minus = sign === '-' || sign === '\u2212' ? '-' : '';
    numbers.push({
      start: match.index,
      end: afterNumber + unit.length,
      value: Number(`${minus}${digits.replaceAll(',', '')}e${exponent}`),
      tolerance: 0.5 * 10 ** (Number(exponent) - decimals),
      digits,
      unit,
    });
  }
  return numbers;
}

function compoundDuration(match: RegExpExecArray): QuantityClaim {
  const parts = [...match[0].matchAll(/(\d+)([a-z]+)/g)].map(([, digits, symbol]) => ({
    amount: Number(digits),
    seconds: readUnit(symbol)?.factor ?? NaN,
  }));
  return {
    kind: 'quantity',
    text: match[0],
    start: match.index,
    value: parts.reduce((sum, { amount, seconds }) => sum + amount * seconds, 0),
    tolerance: Math.min(...parts.map(({ seconds }) => seconds)) / 2,
    unit: 'seconds',
    digits: match[0],
  };
}

function trimPunctuation(word: string): string {
  return /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/u.exec(word)?.[0] ?? word;
}
