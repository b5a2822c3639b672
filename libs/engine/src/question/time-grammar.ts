import { DAY_MS, HOUR_MS, type LocalCalendar, type LocalSpan, weekdayOf } from './local-calendar.ts';
import { monthNamed, numberNamed, type TimeToken, unitNamed, weekdayNamed } from './time-tokens.ts';

/** What was read of some tokens, and the place of the first one after them. */
export interface Parsed<T> {
  readonly value: T;
  readonly next: number;
}

/** Parts of the day, in hours from its midnight; a night is named for the day that it begins on. */
const DAY_PARTS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [20, 30],
};

const MINUTE_MS = 60_000;

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

  /** "last 3 hours", "past week", "last night", "this morning", "all week", "3 days ago", "overnight". */
  span(
    at: number,
    { afterThe, during }: { afterThe: boolean; during: boolean },
  ): Parsed<LocalSpan> | undefined {
    const word = this.word(at);
    if (word === 'last' || word === 'past' || word === 'previous') {
      return this.last(at + 1, afterThe || word === 'past');
    }
    if (word === 'this' || word === 'current') return this.ofThis(at + 1);
    if (word === 'all') return this.whole(at + 1);
    if (word === 'overnight') return { value: this.lastNight(), next: at + 1 };
    if (word === 'tonight') return { value: this.partOf(this.calendar.day(), 'evening'), next: at + 1 };
    return during && afterThe ? this.whole(at) : this.ago(at);
  }

  /** "yesterday", "Tuesday", "2026-01-31", "31 January", each with a part of the day or a clock time where one follows. */
  day(
    at: number,
    isExpected: boolean,
  ): Parsed<{ readonly startMs: number; readonly exactMs?: number }> | undefined {
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
      return { value: { startMs: this.calendar.day(-back) }, next: at + 1 };
    }
    return this.date(at);
  }

  /** "14:00", "2pm", "2:30 pm", "noon", "midnight": milliseconds from the day's midnight. */
  clock(at: number): Parsed<number> | undefined {
    const word = this.word(at);
    if (word === 'noon' || word === 'midday') return { value: 12 * HOUR_MS, next: at + 1 };
    if (word === 'midnight') return { value: 0, next: at + 1 };
    const [, hours, minutes] = /^(\d{1,2})(?::(\d{2}))?$/.exec(word ?? '') ?? [];
    if (hours === undefined) return undefined;
    const half = this.word(at + 1);
    const isHalf = half === 'am' || half === 'pm';
    if (minutes === undefined && !isHalf) return undefined;
    const hour = Number(hours);
    if (hour > (isHalf ? 12 : 24) || Number(minutes ?? 0) > 59) return undefined;
    const ofDay = isHalf ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour;
    return { value: ofDay * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS, next: at + (isHalf ? 2 : 1) };
  }

  dayPart(at: number): keyof typeof DAY_PARTS | undefined {
    const word = this.word(at);
    return word !== undefined && Object.hasOwn(DAY_PARTS, word) ? word : undefined;
  }

  partOf(dayMs: number, part: string): LocalSpan {
    const [from, to] = DAY_PARTS[part];
    return { fromMs: dayMs + from * HOUR_MS, toMs: dayMs + to * HOUR_MS };
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
    if (word === 'night') return { value: this.lastNight(), next: at + 1 };
    if (word === 'weekend') return { value: this.weekend(true), next: at + 1 };
    const weekday = weekdayNamed(word, true);
    if (weekday !== undefined) {
      // "last Tuesday", said on a Tuesday, is that of the week before.
      const back = (this.calendar.weekday - weekday + 6) % 7;
      const startMs = this.calendar.day(-back - 1);
      const part = this.dayPart(at + 1);
      if (part !== undefined) return { value: this.partOf(startMs, part), next: at + 2 };
      return { value: { fromMs: startMs, toMs: startMs + DAY_MS }, next: at + 1 };
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
    const part = this.dayPart(at);
    if (part !== undefined) {
      const span = part === 'night' ? this.lastNight() : this.partOf(this.calendar.day(), part);
      return { value: span, next: at + 1 };
    }
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

  /** "3 days ago" is that day; "2 hours ago" is the hour around it. */
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
    return { value: { fromMs: aboutMs - unitMs / 2, toMs: aboutMs + unitMs / 2 }, next };
  }

  private date(at: number): Parsed<{ readonly startMs: number; readonly exactMs?: number }> | undefined {
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
    if (ordinal.test(this.word(next) ?? '')) next += 1;
    if (month === undefined) {
      if (this.word(next) === 'of') next += 1;
      month = monthNamed(this.word(next));
      if (month === undefined) return undefined;
      next += 1;
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
