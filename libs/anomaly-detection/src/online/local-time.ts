const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The wall clock of a time zone, for profiles by time of day: a job that starts at six in the morning does so on both sides of
 * a change of daylight saving time.
 */
export class LocalTime {
  private readonly format: Intl.DateTimeFormat | undefined;
  /** The offset is the same between these two times; most calls end here. */
  private fromMs = Infinity;
  private toMs = -Infinity;
  private offsetMs = 0;

  /** @throws RangeError when the zone is not a name of the IANA time zone database, such as `Europe/Zurich`. */
  constructor(timeZone: string) {
    if (timeZone === 'UTC') return;
    try {
      this.format = new Intl.DateTimeFormat('en-US', {
        timeZone,
        timeZoneName: 'longOffset',
      });
    } catch {
      throw new RangeError(
        `timeZone: ${JSON.stringify(timeZone)} is not a time zone such as "Europe/Zurich"`,
      );
    }
  }

  /** Milliseconds since the epoch, as the wall clock of the zone shows them. */
  localMs(timestampMs: number): number {
    if (this.format === undefined) return timestampMs;
    if (timestampMs < this.fromMs || timestampMs >= this.toMs) this.learnOffset(timestampMs);
    return timestampMs + this.offsetMs;
  }

  private learnOffset(timestampMs: number): void {
    // Changes happen on the hour, and never twice within a day: a day with the same offset at both ends has no other.
    const hour = Math.floor(timestampMs / HOUR_MS) * HOUR_MS;
    this.offsetMs = this.offsetAt(hour);
    this.fromMs = hour;
    this.toMs = hour + (this.offsetAt(hour + DAY_MS) === this.offsetMs ? DAY_MS : HOUR_MS / 4);
    if (timestampMs >= this.toMs) {
      this.fromMs = Math.floor(timestampMs / (HOUR_MS / 4)) * (HOUR_MS / 4);
      this.toMs = this.fromMs + HOUR_MS / 4;
      this.offsetMs = this.offsetAt(this.fromMs);
    }
  }

  private offsetAt(timestampMs: number): number {
    const name = this.format?.formatToParts(timestampMs).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours, minutes, seconds = '0'] =
      /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(name ?? '') ?? ([] as undefined[]);
    if (sign === undefined) return 0;
    const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return (sign === '-' ? -1 : 1) * offset * 1_000;
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
