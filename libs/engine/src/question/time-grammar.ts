import { readClockRange, readClockTime, readHour, type ClockTime, type Parsed } from './clock-times.ts';
import { DAY_MS, HOUR_MS, type LocalCalendar, type LocalSpan, weekdayOf } from './local-calendar.ts';
import { monthNamed, numberNamed, type TimeToken, unitNamed, weekdayNamed } from './time-tokens.ts';

/**
 * Parts of the day, in hours from its midnight, and between which hours a clock time is of it: "two this morning" is, although the
 * morning begins later. A night is named for the day that it begins on.
 */
const DAY_PARTS: Readonly<
  Record<string, { readonly span: readonly [number, number]; readonly clock: readonly [number, number] }>
> = {
  morning: { span: [6, 12], clock: [0, 12] },
  lunchtime: { span: [11, 14], clock: [11, 15] },
  afternoon: { span: [12, 18], clock: [12, 18] },
  evening: { span: [18, 24], clock: [16, 24] },
  night: { span: [20, 30], clock: [18, 30] },
  'early hours': { span: [0, 6], clock: [0, 8] },
};

/** A day, or a part of one. */
export interface NamedDay {
  readonly startMs: number;
  readonly part?: string;
  /** Named as one of the week, of which the last is meant. */
  readonly isOfWeek?: boolean;
}

/** "this night" is over by the day. */
const NIGHT_OF = new Set(['last', 'past', 'previous', 'this']);
const HALF_DAY_MS = 12 * HOUR_MS;

/** Reads names of times from tokens; whatever is not one is undefined. Times are local. */
export class TimeGrammar {
  private readonly tokens: readonly TimeToken[];
  private readonly calendar: LocalCalendar;

  constructor(tokens: readonly TimeToken[], calendar: LocalCalendar) {
    this.tokens = tokens;
    this.calendar = calendar;
  }

  word(at: number): string | undefined {
    return this.tokens[at]?.text;
  }

  /** "last 3 hours", "past week", "this month", "all week", "3 days ago". */
  span(
    at: number,
    { afterThe, during }: { afterThe: boolean; during: boolean },
  ): Parsed<LocalSpan> | undefined {
    const word = this.word(at);
    if (word === 'last' || word === 'past' || word === 'previous') {
      return this.last(at + 1, afterThe || word === 'past');
    }
    if (word === 'this' || word === 'current') return this.ofThis(at + 1);
    if (word === 'all' || word === 'whole' || word === 'entire') return this.whole(at + 1);
    if (word === 'tonight') return { value: this.partOf(this.calendar.day(), 'evening'), next: at + 1 };
    return during && afterThe ? this.whole(at) : this.ago(at);
  }

  /** "yesterday", "Tuesday", "2026-01-31", "31 January", "the 31st". */
  private day(at: number, isExpected: boolean): Parsed<NamedDay & { readonly exactMs?: number }> | undefined {
    const word = this.word(at);
    if (word === undefined) return undefined;
    const daysBack: Readonly<Record<string, number>> = { today: 0, yesterday: -1 };
    if (Object.hasOwn(daysBack, word))
      return { value: { startMs: this.calendar.day(daysBack[word]) }, next: at + 1 };
    if (word === 'day' && this.word(at + 1) === 'before' && this.word(at + 2) === 'yesterday') {
      return { value: { startMs: this.calendar.day(-2) }, next: at + 3 };
    }
    const weekday = weekdayNamed(word, isExpected);
    if (weekday !== undefined) {
      const back = (this.calendar.weekday - weekday + 7) % 7;
      return { value: { startMs: this.calendar.day(-back), isOfWeek: true }, next: at + 1 };
    }
    return this.date(at, isExpected);
  }

  /** A day with its part: "yesterday afternoon", "Tuesday in the morning", "last night", "this evening", "the early hours of Monday". */
  namedDay(at: number, isExpected: boolean): Parsed<NamedDay & { readonly exactMs?: number }> | undefined {
    const word = this.word(at);
    const today = this.calendar.day();
    if (word === 'early' && this.word(at + 1) === 'hours') {
      const of = this.skip(at + 2, ['of', 'on', 'the']);
      const day = this.namedDay(of, true);
      if (day === undefined) return { value: { startMs: today, part: 'early hours' }, next: at + 2 };
      return { value: { startMs: day.value.startMs, part: 'early hours' }, next: day.next };
    }
    if (word === 'overnight' || (NIGHT_OF.has(word ?? '') && this.word(at + 1) === 'night')) {
      const next = word === 'overnight' ? at + 1 : at + 2;
      return { value: { startMs: this.calendar.day(-1), part: 'night' }, next };
    }
    if (word === 'lunchtime' && isExpected) {
      const isToCome = this.partOf(today, word).fromMs >= this.calendar.localNowMs;
      return { value: { startMs: this.calendar.day(isToCome ? -1 : 0), part: word }, next: at + 1 };
    }
    if (word === 'this') {
      const part = this.dayPart(at + 1);
      return part === undefined ? undefined : { value: { startMs: today, part }, next: at + 2 };
    }
    if (word === 'last') {
      const weekday = weekdayNamed(this.word(at + 1), true);
      if (weekday === undefined) return undefined;
      // "last Tuesday", said on a Tuesday, is that of the week before.
      const back = (this.calendar.weekday - weekday + 6) % 7;
      return this.withPart({ value: { startMs: this.calendar.day(-back - 1) }, next: at + 2 });
    }
    // "sat" and "mon" are days where a clock time follows.
    const day = this.day(at, isExpected || this.clock(at + 1) !== undefined);
    return day === undefined || day.value.exactMs !== undefined ? day : this.withPart(day);
  }

  spanOf({ startMs, part }: NamedDay): LocalSpan {
    return part === undefined ? { fromMs: startMs, toMs: startMs + DAY_MS } : this.partOf(startMs, part);
  }

  /** When a clock showed that: on the day that is named, in its part, or else the last time. */
  timeOf(clock: ClockTime, day?: NamedDay): number {
    const { localNowMs, nowMs } = this.calendar;
    const { isUniversal = false, isEitherHalf = false } = clock;
    const ofDayMs = clock.ofDayMs + (isUniversal ? localNowMs - nowMs : 0);
    if (day === undefined) {
      const todayMs = this.calendar.day() + ofDayMs;
      const every = isEitherHalf ? HALF_DAY_MS : DAY_MS;
      const late = isEitherHalf ? todayMs + HALF_DAY_MS : todayMs;
      return late - Math.max(0, Math.ceil((late - localNowMs) / every)) * every;
    }
    const hours = day.part === undefined ? undefined : DAY_PARTS[day.part].clock;
    const isOfPart = (ms: number): boolean =>
      hours !== undefined && ms >= hours[0] * HOUR_MS && ms <= hours[1] * HOUR_MS;
    const times = [ofDayMs, ...(isEitherHalf ? [ofDayMs + HALF_DAY_MS] : []), ofDayMs + DAY_MS];
    const timeMs = day.startMs + (times.find(isOfPart) ?? ofDayMs);
    return day.isOfWeek === true && timeMs > localNowMs ? timeMs - 7 * DAY_MS : timeMs;
  }

  clock(at: number): Parsed<ClockTime> | undefined {
    return readClockTime((place) => this.word(place), at);
  }

  /** The hour alone as well: "since 6", "yesterday at 5". */
  hour(at: number): Parsed<ClockTime> | undefined {
    const hour = readHour((place) => this.word(place), at);
    return hour !== undefined && unitNamed(this.word(hour.next)) === undefined ? hour : undefined;
  }

  /** Of the day that was named before it, or is named after; hours alone are a time only with a day. */
  clockRange(at: number, isExpected: boolean, before?: NamedDay): Parsed<LocalSpan> | undefined {
    const range = readClockRange((place) => this.word(place), at, isExpected);
    if (range === undefined) return undefined;
    const after = before === undefined ? this.dayAfter(range.next) : undefined;
    const day = before ?? after?.value;
    if (day === undefined && !range.value.isSure) return undefined;
    const fromMs = this.timeOf(range.value.from, day);
    const { to } = range.value;
    const sinceMs = this.timeOf(to, { startMs: fromMs - (fromMs % DAY_MS) }) - fromMs;
    const every = to.isEitherHalf === true ? HALF_DAY_MS : DAY_MS;
    const lengthMs = (((sinceMs % every) + every - 1) % every) + 1;
    return { value: { fromMs, toMs: fromMs + lengthMs }, next: after?.next ?? range.next };
  }

  /** The day that a clock time is of: "on Monday", "yesterday", "in the morning". */
  dayAfter(at: number): Parsed<NamedDay> | undefined {
    const ofPart = this.partAfter(at);
    if (ofPart !== undefined) {
      const part = ofPart.value;
      const isToCome = this.partOf(this.calendar.day(), part).fromMs >= this.calendar.localNowMs;
      const startMs = this.calendar.day(isToCome || part === 'night' ? -1 : 0);
      return { value: { startMs, part }, next: ofPart.next };
    }
    const named = this.skip(at, ['on', 'of', 'in', 'the', 'during']);
    return this.namedDay(named, this.word(named - 1) === 'on');
  }

  /** "in the afternoon", "at night". */
  partAfter(at: number): Parsed<string> | undefined {
    const named = this.skip(at, ['in', 'the', 'during', 'at', 'over']);
    const part = this.dayPart(named);
    return part === undefined || named === at ? undefined : { value: part, next: named + 1 };
  }

  skip(at: number, words: readonly string[]): number {
    let next = at;
    while (words.includes(this.word(next) ?? '')) next += 1;
    return next;
  }

  dayPart(at: number): keyof typeof DAY_PARTS | undefined {
    const word = this.word(at);
    return word !== undefined && Object.hasOwn(DAY_PARTS, word) ? word : undefined;
  }

  private partOf(dayMs: number, part: string): LocalSpan {
    const [from, to] = DAY_PARTS[part].span;
    return { fromMs: dayMs + from * HOUR_MS, toMs: dayMs + to * HOUR_MS };
  }

  private withPart(day: Parsed<NamedDay>): Parsed<NamedDay> {
    const inThe = this.word(day.next) === 'in' && this.word(day.next + 1) === 'the';
    const at = inThe ? day.next + 2 : day.next;
    const part = this.dayPart(at);
    return part === undefined ? day : { value: { ...day.value, part }, next: at + 1 };
  }

  private last(at: number, isRolling: boolean): Parsed<LocalSpan> | undefined {
    const { localNowMs } = this.calendar;
    const amount = numberNamed(this.word(at));
    if (amount !== undefined) {
      const unitAt = this.word(at + 1) === 'of' ? at + 2 : at + 1;
      const unitMs = unitNamed(this.word(unitAt));
      if (unitMs === undefined || amount === 0) return undefined;
      return { value: { fromMs: localNowMs - amount * unitMs, toMs: localNowMs }, next: unitAt + 1 };
    }
    const word = this.word(at);
    if (word === 'weekend') return { value: this.weekend(true), next: at + 1 };
    if (word === 'half') {
      const unitAt = this.skip(at + 1, ['an', 'a']);
      const unitMs = (unitNamed(this.word(unitAt)) ?? NaN) / 2;
      if (Number.isNaN(unitMs)) return undefined;
      return { value: { fromMs: localNowMs - unitMs, toMs: localNowMs }, next: unitAt + 1 };
    }
    const unitMs = word !== undefined && word.length > 1 ? unitNamed(word) : undefined;
    if (unitMs === undefined) return undefined;
    // "last week" is the one before this; "the last week", "the past week" are seven days.
    if (!isRolling && word === 'week') {
      const mondayMs = this.calendar.day(-this.calendar.weekday);
      return { value: { fromMs: mondayMs - 7 * DAY_MS, toMs: mondayMs }, next: at + 1 };
    }
    if (!isRolling && word === 'month') {
      const monthMs = this.month(0);
      return { value: { fromMs: this.month(-1), toMs: monthMs }, next: at + 1 };
    }
    return { value: { fromMs: localNowMs - unitMs, toMs: localNowMs }, next: at + 1 };
  }

  private ofThis(at: number): Parsed<LocalSpan> | undefined {
    const { localNowMs } = this.calendar;
    const word = this.word(at);
    const since = (fromMs: number): Parsed<LocalSpan> => ({
      value: { fromMs, toMs: localNowMs },
      next: at + 1,
    });
    if (word === 'weekend') return { value: this.weekend(false), next: at + 1 };
    if (word === 'week') return since(this.calendar.day(-this.calendar.weekday));
    if (word === 'month') return since(this.month(0));
    if (word === 'hour') return since(Math.floor(localNowMs / HOUR_MS) * HOUR_MS);
    return undefined;
  }

  /** "all week", "over the day", "during the night". */
  private whole(at: number): Parsed<LocalSpan> | undefined {
    const { localNowMs } = this.calendar;
    const word = this.word(at);
    if (word === 'night') return { value: this.lastNight(), next: at + 1 };
    if (word === 'weekend') return { value: this.weekend(false), next: at + 1 };
    if (word !== 'day' && word !== 'week' && word !== 'month') return undefined;
    return { value: { fromMs: localNowMs - (unitNamed(word) ?? NaN), toMs: localNowMs }, next: at + 1 };
  }

  /** "3 days ago" is that day; "2 hours ago" is the hour around it, as nobody counts more exactly. */
  private ago(at: number): Parsed<LocalSpan> | undefined {
    const amount = numberNamed(this.word(at));
    const unitAt = this.word(at + 1) === 'of' ? at + 2 : at + 1;
    const unitMs = unitNamed(this.word(unitAt));
    if (amount === undefined || unitMs === undefined || this.word(unitAt + 1) !== 'ago') return undefined;
    const next = unitAt + 2;
    const aboutMs = this.calendar.localNowMs - amount * unitMs;
    if (unitMs === DAY_MS) {
      return { value: { fromMs: this.calendar.day(-amount), toMs: this.calendar.day(1 - amount) }, next };
    }
    const reachMs = Math.max(unitMs / 2, (amount * unitMs) / 4);
    return { value: { fromMs: aboutMs - reachMs, toMs: aboutMs + reachMs }, next };
  }

  private date(
    at: number,
    isExpected: boolean,
  ): Parsed<{ readonly startMs: number; readonly exactMs?: number }> | undefined {
    const word = this.word(at) ?? '';
    if (/^\d{4}-/.test(word)) {
      const startMs = Date.parse(`${word.slice(0, 10)}T00:00:00Z`);
      const exactMs =
        word.length > 10 ? Date.parse(`${word.slice(0, 10)}T${word.slice(11, 16)}:00Z`) : undefined;
      return Number.isNaN(startMs) || Number.isNaN(exactMs)
        ? undefined
        : { value: { startMs, exactMs }, next: at + 1 };
    }
    const ordinal = /^(?:st|nd|rd|th)$/;
    let next = at;
    let month = monthNamed(this.word(next));
    if (month !== undefined) next += 1;
    const dayOfMonth = /^\d{1,2}$/.test(this.word(next) ?? '') ? Number(this.word(next)) : undefined;
    if (dayOfMonth === undefined || dayOfMonth < 1 || dayOfMonth > 31) return undefined;
    next += 1;
    const isOrdinal = ordinal.test(this.word(next) ?? '');
    if (isOrdinal) next += 1;
    if (month === undefined) {
      const named = this.skip(next, ['of']);
      month = monthNamed(this.word(named));
      if (month === undefined) {
        if (!isOrdinal || !isExpected) return undefined;
        const startMs = this.month(0) + (dayOfMonth - 1) * DAY_MS;
        const lastMs = this.month(-1) + (dayOfMonth - 1) * DAY_MS;
        return { value: { startMs: startMs > this.calendar.localNowMs ? lastMs : startMs }, next };
      }
      next = named + 1;
    }
    const thisYear = new Date(this.calendar.localNowMs).getUTCFullYear();
    const startMs = Date.UTC(thisYear, month, dayOfMonth);
    const isToCome = startMs > this.calendar.localNowMs;
    return { value: { startMs: isToCome ? Date.UTC(thisYear - 1, month, dayOfMonth) : startMs }, next };
  }

  /** Before six in the morning it is the one that goes on. */
  private lastNight(): LocalSpan {
    return this.partOf(this.calendar.day(-1), 'night');
  }

  /** The weekend that goes on, else the last one; `isOver`: the last that has ended. */
  private weekend(isOver: boolean): LocalSpan {
    const saturdayMs = this.calendar.day(5 - weekdayOf(this.calendar.localNowMs));
    const goesOn = saturdayMs <= this.calendar.localNowMs;
    const fromMs = goesOn && !isOver ? saturdayMs : saturdayMs - 7 * DAY_MS;
    return { fromMs, toMs: fromMs + 2 * DAY_MS };
  }

  private month(monthsFromNow: number): number {
    const now = new Date(this.calendar.localNowMs);
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsFromNow, 1);
  }
}
