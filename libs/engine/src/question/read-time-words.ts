import type { Parsed } from './clock-times.ts';
import { DAY_MS, LocalCalendar, type LocalSpan } from './local-calendar.ts';
import { TimeGrammar, type NamedDay } from './time-grammar.ts';
import { numberNamed, timeTokens, unitNamed } from './time-tokens.ts';

/** When a question is asked, and where. */
export interface AskedAt {
  readonly nowMs: number;
  /** IANA name of the zone whose days and nights are meant. Default UTC. */
  readonly timeZone?: string;
}

/** A stretch of time that a question names. Milliseconds since the epoch; it begins before now and does not reach beyond it. */
export interface TimeWords {
  readonly fromMs: number;
  readonly toMs: number;
  /** The words that it was read from, and where they stand in the question. */
  readonly words: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

const MINUTE_MS = 60_000;
/** How far from a clock time is still "at", or "around" it. */
const AT_MS = 15 * MINUTE_MS;
const AROUND_MS = 30 * MINUTE_MS;

const SINCE = new Set(['since', 'after', 'from', 'starting']);
const AROUND = new Set(['around', 'about', 'near']);
const DURING = new Set(['over', 'during', 'throughout', 'through', 'across']);
const OTHERS = new Set(['in', 'on', 'at', 'within', 'for', 'the', 'between', 'of', 'by']);
/** What recurs is no time, but a pattern. */
const RECURRING = new Set(['every', 'each', 'per', 'next', 'daily']);
/** What something is compared with is not when it happened. */
const COMPARED = new Set(['than', 'vs', 'versus', 'unlike', 'against']);
const TO = new Set(['to', 'until', 'till', 'and']);
/** Say nothing of when: "earlier today", "late last night". */
const LOOSE = ['early', 'earlier', 'late', 'later', 'sometime', 'just', 'exactly'];

/**
 * The first time that a question names: "last night", "since Tuesday", "in the last 3 hours", "yesterday afternoon", "around 14:00",
 * "this weekend", "between 9:00 and 11:00 on Monday", "between 2 and 4 this morning", "2026-01-31". Undefined when it names none, or one
 * that is still to come. Lengths ("for 10 minutes", "within 24 hours"), what recurs ("every night") and what is compared with ("than
 * yesterday") are none.
 *
 * @throws RangeError when the zone is not known
 */
export function readTimeWords(text: string, { nowMs, timeZone = 'UTC' }: AskedAt): TimeWords | undefined {
  const tokens = timeTokens(text);
  const calendar = new LocalCalendar(nowMs, timeZone);
  const grammar = new TimeGrammar(tokens, calendar);
  for (let at = 0; at < tokens.length; at++) {
    if (RECURRING.has(grammar.word(at - 1) ?? '')) continue;
    const read = readTime(grammar, calendar, at);
    if (read !== undefined && isCompared(grammar, at) && grammar.word(read.next - 1) !== 'ago') {
      at = read.next - 1;
      continue;
    }
    // Before 1970 there were no metrics, and much earlier there are no days.
    if (read === undefined || !(read.value.fromMs >= 0)) continue;
    const fromMs = calendar.toEpochMs(read.value.fromMs);
    const toMs = Math.min(calendar.toEpochMs(read.value.toMs), nowMs);
    if (!(fromMs < toMs)) continue;
    const startIndex = tokens[at].startIndex;
    const endIndex = tokens[read.next - 1].endIndex;
    return { fromMs, toMs, words: text.slice(startIndex, endIndex), startIndex, endIndex };
  }
  return undefined;
}

const isCompared = (grammar: TimeGrammar, at: number): boolean =>
  COMPARED.has(grammar.word(at - 1) ?? '') ||
  (/^(?:to|with)$/.test(grammar.word(at - 1) ?? '') && /^compared?$/.test(grammar.word(at - 2) ?? ''));

function readTime(grammar: TimeGrammar, calendar: LocalCalendar, at: number): Parsed<LocalSpan> | undefined {
  const said = new Set<string>();
  let first = at;
  for (
    let word = grammar.word(first);
    word !== undefined && isPreposition(word);
    word = grammar.word(++first)
  ) {
    said.add(word);
  }
  const hasAny = (words: ReadonlySet<string>): boolean => [...said].some((word) => words.has(word));
  const moment = readMoment(grammar, first, said);
  if (moment === undefined) return said.has('since') ? readLength(grammar, calendar, first) : undefined;
  const { value, next } = moment;
  if ((said.has('between') || said.has('from')) && TO.has(grammar.word(next) ?? '')) {
    const until = readMoment(grammar, next + 1, new Set(['at', 'on']));
    if (until !== undefined) return { value: fromTo(value, until.value), next: until.next };
  }
  const { span, startMs } = value;
  if (hasAny(SINCE) && value.isRange !== true) {
    return { value: { fromMs: startMs, toMs: calendar.localNowMs }, next };
  }
  if (span !== undefined) return { value: span, next };
  const reachMs = hasAny(AROUND) || value.isAround === true ? AROUND_MS : AT_MS;
  return { value: { fromMs: startMs - reachMs, toMs: startMs + reachMs }, next };
}

/** "since three days": the last three. */
function readLength(
  grammar: TimeGrammar,
  calendar: LocalCalendar,
  at: number,
): Parsed<LocalSpan> | undefined {
  const amount = numberNamed(grammar.word(at)) ?? 0;
  const lengthMs = amount * (unitNamed(grammar.word(at + 1)) ?? 0);
  if (lengthMs === 0) return undefined;
  const toMs = calendar.localNowMs;
  return { value: { fromMs: toMs - lengthMs, toMs }, next: at + 2 };
}

const isPreposition = (word: string): boolean =>
  SINCE.has(word) || AROUND.has(word) || DURING.has(word) || OTHERS.has(word);

/** A moment, which `span` is left out of, or a stretch of time and where it begins. Local. */
interface Moment {
  readonly startMs: number;
  readonly span?: LocalSpan;
  readonly isAround?: boolean;
  /** From one clock time to another. */
  readonly isRange?: boolean;
  /** A clock time of a day that nobody named. */
  readonly isOfAnyDay?: boolean;
}

function readMoment(grammar: TimeGrammar, at: number, said: ReadonlySet<string>): Parsed<Moment> | undefined {
  const first = grammar.word(at + 1) === 'hours' ? at : grammar.skip(at, LOOSE);
  const range = grammar.clockRange(first, said.has('between') || said.has('from'));
  if (range !== undefined) return asRange(range);
  const isOfNight = grammar.word(first) === 'night' && (said.has('the') || said.has('over'));
  const day = isOfNight
    ? grammar.dayAfter(first - 1)
    : grammar.namedDay(first, said.has('on') || said.has('since'));
  if (day !== undefined) return readOnDay(grammar, day);
  const during =
    [...said].some((word) => DURING.has(word)) || (said.has('since') && grammar.word(first) === 'weekend');
  const spanned = grammar.span(first, { afterThe: said.has('the'), during });
  if (spanned === undefined) return readClock(grammar, first, said);
  return { value: { startMs: spanned.value.fromMs, span: spanned.value }, next: spanned.next };
}

/** A day, its part, or what follows of a clock time. */
function readOnDay(
  grammar: TimeGrammar,
  { value: day, next }: Parsed<NamedDay & { readonly exactMs?: number }>,
): Parsed<Moment> {
  if (day.exactMs !== undefined) return { value: { startMs: day.exactMs }, next };
  const at = grammar.skip(next, ['at', 'between', 'from', ...AROUND]);
  const before = new Set(Array.from({ length: at - next }, (_, k) => grammar.word(next + k)));
  const range = grammar.clockRange(at, before.has('between') || before.has('from'), day);
  if (range !== undefined) return asRange(range);
  const clock = before.size > 0 ? grammar.hour(at) : grammar.clock(at);
  if (clock !== undefined) {
    const part = day.part === undefined ? grammar.partAfter(clock.next) : undefined;
    const startMs = grammar.timeOf(clock.value, { ...day, part: part?.value ?? day.part });
    const isAround = [...AROUND].some((word) => before.has(word));
    return { value: { startMs, isAround }, next: part?.next ?? clock.next };
  }
  const span = grammar.spanOf(day);
  return { value: { startMs: span.fromMs, span }, next };
}

const asRange = ({ value: span, next }: Parsed<LocalSpan>): Parsed<Moment> => ({
  value: { startMs: span.fromMs, span, isRange: true },
  next,
});

/** A clock time, of the day that follows it or else the last time that the clock showed it. */
function readClock(grammar: TimeGrammar, at: number, said: ReadonlySet<string>): Parsed<Moment> | undefined {
  const isExpected = ['at', 'since', ...AROUND].some((word) => said.has(word));
  const clock = grammar.clock(at) ?? (isExpected ? grammar.hour(at) : undefined);
  if (clock === undefined) return undefined;
  const day = grammar.dayAfter(clock.next);
  if (day !== undefined)
    return { value: { startMs: grammar.timeOf(clock.value, day.value) }, next: day.next };
  // "since 6", at the end, and no "since 6 deployments".
  const isHourAlone = grammar.clock(at) === undefined;
  if (isHourAlone && !(said.has('since') && grammar.word(clock.next) === undefined)) return undefined;
  return { value: { startMs: grammar.timeOf(clock.value), isOfAnyDay: true }, next: clock.next };
}

/** A day that only the end names is that of the beginning too: "from 9:00 to 11:00 yesterday". */
function fromTo(from: Moment, to: Moment): LocalSpan {
  const toMs = to.span?.toMs ?? to.startMs;
  if (from.startMs < toMs) return { fromMs: from.startMs, toMs };
  if (to.isOfAnyDay === true) return { fromMs: from.startMs, toMs: toMs + DAY_MS };
  const sameDayMs = toMs - (toMs % DAY_MS) + (from.startMs % DAY_MS);
  return { fromMs: sameDayMs < toMs ? sameDayMs : sameDayMs - DAY_MS, toMs };
}
