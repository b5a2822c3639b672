import { zoneOffset, type ZoneOffset } from '@metrics-ai/timeseries';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** 1 January 1970 was a Thursday: so many days after a Monday. */
const EPOCH_WEEKDAY = 3;

/** A stretch of time as the clocks of a zone show it: milliseconds that count as if the zone were UTC. */
export interface LocalSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The days of a time zone, as seen from now. */
export class LocalCalendar {
  readonly nowMs: number;
  /** What the clocks of the zone show now. */
  readonly localNowMs: number;
  private readonly offsetAt: ZoneOffset;

  /** @throws RangeError when the zone is not an IANA name, such as `Europe/Zurich`. */
  constructor(nowMs: number, timeZone: string) {
    this.nowMs = nowMs;
    this.offsetAt = timeZone === 'UTC' ? () => 0 : zoneOffset(timeZone);
    this.localNowMs = nowMs + this.offsetAt(nowMs);
  }

  /** Local midnight of today, or of a day so many days from it. */
  day(daysFromToday = 0): number {
    return Math.floor(this.localNowMs / DAY_MS) * DAY_MS + daysFromToday * DAY_MS;
  }

  /** 0 is Monday. */
  get weekday(): number {
    return weekdayOf(this.localNowMs);
  }

  /** Milliseconds since the epoch; of a time that the clocks skip, that of an hour later. */
  toEpochMs(localMs: number): number {
    const about = localMs - this.offsetAt(localMs);
    return localMs - this.offsetAt(about);
  }
}

/** 0 is Monday. */
export const weekdayOf = (localMs: number): number => (Math.floor(localMs / DAY_MS) + EPOCH_WEEKDAY) % 7;
