import { DAY_MS, LocalCalendar, type LocalSpan } from './local-calendar.ts';
import { TimeGrammar, type Parsed } from './time-grammar.ts';
import { timeTokens } from './time-tokens.ts';

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
const TO = new Set(['to', 'until', 'till', 'and']);

/**
 * The first time that a question names: "last night", "since Tuesday", "in the last 3 hours", "yesterday afternoon", "around 14:00",
 * "this weekend", "between 9:00 and 11:00 on Monday", "2026-01-31". Undefined when it names none, or one that is still to come.
 * Lengths ("for 10 minutes", "within 24 hours") and what recurs ("every night") are none.
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
  const moment = readMoment(grammar, calendar, first, said);
  if (moment === undefined) return undefined;
  const { value, next } = moment;
  if ((said.has('between') || said.has('from')) && TO.has(grammar.word(next) ?? '')) {
    const until = readMoment(grammar, calendar, next + 1, new Set(['at', 'on']));
    if (until !== undefined) return { value: fromTo(value, until.value), next: until.next };
  }
  if (hasAny(SINCE)) return { value: { fromMs: value.startMs, toMs: calendar.localNowMs }, next };
  const { span, startMs } = value;
  if (span !== undefined) return { value: span, next };
  const reachMs = hasAny(AROUND) || value.isAround === true ? AROUND_MS : AT_MS;
  return { value: { fromMs: startMs - reachMs, toMs: startMs + reachMs }, next };
}

const isPreposition = (word: string): boolean =>
  SINCE.has(word) || AROUND.has(word) || DURING.has(word) || OTHERS.has(word);

/** A moment, which `span` is left out of, or a stretch of time and where it begins. Local. */
interface Moment {
  readonly startMs: number;
  readonly span?: LocalSpan;
  readonly isAround?: boolean;
  /** A clock time of a day that nobody named. */
  readonly isOfAnyDay?: boolean;
}

function readMoment(
  grammar: TimeGrammar,
  calendar: LocalCalendar,
  at: number,
  said: ReadonlySet<string>,
): Parsed<Moment> | undefined {
  const afterThe = said.has('the');
  const during = [...said].some((word) => DURING.has(word)) || isNamedSpan(said, grammar.word(at));
  const spanned = grammar.span(at, { afterThe, during });
  if (spanned !== undefined) {
    return { value: { startMs: spanned.value.fromMs, span: spanned.value }, next: spanned.next };
  }
  const day = grammar.day(at, said.has('on') || said.has('since'));
  if (day === undefined) return readClock(grammar, calendar, at);
  const { startMs, exactMs } = day.value;
  if (exactMs !== undefined) return { value: { startMs: exactMs }, next: day.next };
  const part = grammar.dayPart(day.next);
  if (part !== undefined) {
    const span = grammar.partOf(startMs, part);
    return { value: { startMs: span.fromMs, span }, next: day.next + 1 };
  }
  const between = grammar.word(day.next) ?? '';
  const isAround = AROUND.has(between);
  const clock = grammar.clock(isAround || between === 'at' ? day.next + 1 : day.next);
  if (clock !== undefined) return { value: { startMs: startMs + clock.value, isAround }, next: clock.next };
  return { value: { startMs, span: { fromMs: startMs, toMs: startMs + DAY_MS } }, next: day.next };
}

/** "since the weekend", "in the night". */
const isNamedSpan = (said: ReadonlySet<string>, word: string | undefined): boolean =>
  (said.has('since') && word === 'weekend') || (said.has('in') && word === 'night');

/** A clock time, of the day that follows it or else the last time that the clock showed it. */
function readClock(grammar: TimeGrammar, calendar: LocalCalendar, at: number): Parsed<Moment> | undefined {
  const clock = grammar.clock(at);
  if (clock === undefined) return undefined;
  const isOn = grammar.word(clock.next) === 'on';
  const day = grammar.day(isOn ? clock.next + 1 : clock.next, isOn);
  if (day !== undefined) return { value: { startMs: day.value.startMs + clock.value }, next: day.next };
  const todayMs = calendar.day() + clock.value;
  const startMs = todayMs <= calendar.localNowMs ? todayMs : todayMs - DAY_MS;
  return { value: { startMs, isOfAnyDay: true }, next: clock.next };
}

/** A day that only the end names is that of the beginning too: "from 9:00 to 11:00 yesterday". */
function fromTo(from: Moment, to: Moment): LocalSpan {
  const toMs = to.span?.toMs ?? to.startMs;
  if (from.startMs < toMs) return { fromMs: from.startMs, toMs };
  if (to.isOfAnyDay === true) return { fromMs: from.startMs, toMs: toMs + DAY_MS };
  const sameDayMs = toMs - (toMs % DAY_MS) + (from.startMs % DAY_MS);
  return { fromMs: sameDayMs < toMs ? sameDayMs : sameDayMs - DAY_MS, toMs };
}
