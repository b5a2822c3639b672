import { HOUR_MS } from './local-calendar.ts';
import { numberNamed } from './time-tokens.ts';

/** What was read of some tokens, and the place of the first one after them. */
export interface Parsed<T> {
  readonly value: T;
  readonly next: number;
}

/** What a clock shows. */
export interface ClockTime {
  /** From the day's midnight. */
  readonly ofDayMs: number;
  /** "half past four" may be of the afternoon as well. */
  readonly isEitherHalf?: boolean;
  /** Said in universal time, whatever the zone. */
  readonly isUniversal?: boolean;
}

/** From one time of a clock to another, which may be of the next day. */
export interface ClockRange {
  readonly from: ClockTime;
  readonly to: ClockTime;
  /** By its form; "between 2 and 4" may be anything where no day follows. */
  readonly isSure: boolean;
}

type WordAt = (at: number) => string | undefined;

const MINUTE_MS = 60_000;
const HALF_DAY_MS = 12 * HOUR_MS;
const DAY_MS = 2 * HALF_DAY_MS;
const UNIVERSAL = new Set(['utc', 'gmt', 'z']);
const AT = new Set(['at', 'around', 'about', 'since']);
const TO = new Set(['to', 'until', 'till', 'and']);

/** "14:00", "2pm", "2:30 pm", "3.30am", "noon", "7 o'clock", "half past nine", "ten to four", "1500 UTC". */
export function readClockTime(word: WordAt, at: number): Parsed<ClockTime> | undefined {
  const said = word(at);
  if (said === 'noon' || said === 'midday') return { value: { ofDayMs: HALF_DAY_MS }, next: at + 1 };
  if (said === 'midnight') return { value: { ofDayMs: 0 }, next: at + 1 };
  return readSpoken(word, at) ?? readDigits(word, at);
}

/** "from 9am to 11am", "2 to 4am", "2 and 4": the hours alone where `isExpected`, as after "between". */
export function readClockRange(
  word: WordAt,
  at: number,
  isExpected: boolean,
): Parsed<ClockRange> | undefined {
  const from = readHour(word, at);
  if (from === undefined || !TO.has(word(from.next) ?? '')) return undefined;
  const to = readHour(word, from.next + 1);
  if (to === undefined || (!isExpected && !from.value.isSure && !to.value.isSure)) return undefined;
  const range = { to: to.value, isSure: from.value.isSure || to.value.isSure };
  const half = word(to.next - 1);
  const sharesHalf = !from.value.isSure && (half === 'am' || half === 'pm');
  return {
    value: { from: sharesHalf ? inHalfOf(from.value, to.value) : from.value, ...range },
    next: to.next,
  };
}

/** Two to four in the afternoon begin at two in the afternoon, eleven to one at eleven in the morning. */
function inHalfOf({ ofDayMs }: ClockTime, to: ClockTime): ClockTime {
  const inHalf = (ofDayMs % HALF_DAY_MS) + (to.ofDayMs >= HALF_DAY_MS ? HALF_DAY_MS : 0);
  return { ofDayMs: inHalf < to.ofDayMs ? inHalf : (inHalf + HALF_DAY_MS) % DAY_MS };
}

/** A clock time, or the hour alone. */
export function readHour(
  word: WordAt,
  at: number,
): Parsed<ClockTime & { readonly isSure: boolean }> | undefined {
  const clock = readClockTime(word, at);
  if (clock !== undefined) return { value: { ...clock.value, isSure: true }, next: clock.next };
  const hour = hourNamed(word(at));
  if (hour === undefined) return undefined;
  const value = { ofDayMs: hour * HOUR_MS, isEitherHalf: hour <= 12, isSure: false };
  return { value, next: at + 1 };
}

function readSpoken(word: WordAt, at: number): Parsed<ClockTime> | undefined {
  const minutes = word(at) === 'half' ? 30 : word(at) === 'quarter' ? 15 : numberNamed(word(at));
  const relation = word(at + 1);
  const isTo = relation === 'to';
  // "Five to ten" is anything, "at five to ten" is a time.
  const isMinutes = relation === 'past' || (isTo && (word(at) === 'quarter' || AT.has(word(at - 1) ?? '')));
  const hour = isMinutes ? hourNamed(word(at + 2)) : hourNamed(word(at));
  if (minutes === undefined || hour === undefined || minutes > 30) return undefined;
  if (!isMinutes && relation !== "o'clock") return undefined;
  const afterHour = isMinutes ? (isTo ? -minutes : minutes) : 0;
  return inHalf(word, isMinutes ? at + 3 : at + 2, hour * HOUR_MS + afterHour * MINUTE_MS);
}

function inHalf(word: WordAt, at: number, ofDayMs: number): Parsed<ClockTime> {
  const half = word(at);
  if (half !== 'am' && half !== 'pm') return { value: { ofDayMs, isEitherHalf: true }, next: at };
  return { value: { ofDayMs: (ofDayMs % HALF_DAY_MS) + (half === 'pm' ? HALF_DAY_MS : 0) }, next: at + 1 };
}

function readDigits(word: WordAt, at: number): Parsed<ClockTime> | undefined {
  const [, hours, minutes] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(word(at) ?? '') ?? [];
  if (hours === undefined) return undefined;
  const isMarked = /[:.]/.test(word(at) ?? '');
  const after = word(at + 1) ?? '';
  const isHalf = after === 'am' || after === 'pm';
  const isUniversal = UNIVERSAL.has(after);
  if (!isMarked && !isHalf && !(minutes !== undefined && (isUniversal || after === 'hrs'))) return undefined;
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  if (hour > (isHalf ? 12 : 24) || minute > 59) return undefined;
  const ofDay = isHalf ? (hour % 12) + (after === 'pm' ? 12 : 0) : hour;
  const isSaid = isHalf || isUniversal || after === 'hrs';
  return {
    value: { ofDayMs: ofDay * HOUR_MS + minute * MINUTE_MS, isUniversal },
    next: at + (isSaid ? 2 : 1),
  };
}

function hourNamed(word: string | undefined): number | undefined {
  if (word === undefined || /^(?:an?|few|couple|several)$/.test(word)) return undefined;
  const hour = numberNamed(word);
  return hour !== undefined && hour <= 24 && word.length <= 6 ? hour : undefined;
}
