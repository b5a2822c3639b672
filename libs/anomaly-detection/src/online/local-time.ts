import { zoneOffset, type ZoneOffset } from '@metrics-ai/timeseries';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The wall clock of a time zone, for profiles by time of day: a job that starts at six in the morning does so on both sides of
 * a change of daylight saving time.
 */
export class LocalTime {
  private readonly offsetAt: ZoneOffset | undefined;
  /** The offset is the same between these two times; most calls end here. */
  private fromMs = Infinity;
  private toMs = -Infinity;
  private offsetMs = 0;

  /** @throws RangeError when the zone is not a name of the IANA time zone database, such as `Europe/Zurich`. */
  constructor(timeZone: string) {
    if (timeZone !== 'UTC') this.offsetAt = zoneOffset(timeZone);
  }

  /** Milliseconds since the epoch, as the wall clock of the zone shows them. */
  localMs(timestampMs: number): number {
    if (this.offsetAt === undefined) return timestampMs;
    if (timestampMs < this.fromMs || timestampMs >= this.toMs) this.learnOffset(timestampMs, this.offsetAt);
    return timestampMs + this.offsetMs;
  }

  private learnOffset(timestampMs: number, offsetAt: ZoneOffset): void {
    // Changes happen on the hour, and never twice within a day: a day with the same offset at both ends has no other.
    const hour = Math.floor(timestampMs / HOUR_MS) * HOUR_MS;
    this.offsetMs = offsetAt(hour);
    this.fromMs = hour;
    this.toMs = hour + (offsetAt(hour + DAY_MS) === this.offsetMs ? DAY_MS : HOUR_MS / 4);
    if (timestampMs >= this.toMs) {
      this.fromMs = Math.floor(timestampMs / (HOUR_MS / 4)) * (HOUR_MS / 4);
      this.toMs = this.fromMs + HOUR_MS / 4;
      this.offsetMs = offsetAt(this.fromMs);
    }
  }
}

const clocks = new Map<string, LocalTime>();

/**
 * The clock of a zone, one for all that follow it: its formatter is slow to make.
 *
 * @throws RangeError as the constructor does.
 */
export function localTimeOf(timeZone: string): LocalTime {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new LocalTime(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}
