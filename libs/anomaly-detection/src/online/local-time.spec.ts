import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { LocalTime } from './local-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What the wall clock shows, spelled out by Intl. */
function plainLocalMs(timeZone: string): (timestampMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (timestampMs) => {
    const parts = new Map(format.formatToParts(timestampMs).map(({ type, value }) => [type, Number(value)]));
    const of = (part: Intl.DateTimeFormatPartTypes) => parts.get(part) ?? NaN;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  };
}

function expectSame(timeZone: string, times: Iterable<number>, clock = new LocalTime(timeZone)): void {
  const plain = plainLocalMs(timeZone);
  for (const ms of times) {
    if (clock.localMs(ms) !== plain(ms)) {
      expect([new Date(ms).toISOString(), clock.localMs(ms)]).toEqual([
        new Date(ms).toISOString(),
        plain(ms),
      ]);
    }
  }
}

function* every(stepMs: number, fromMs: number, toMs: number): Generator<number> {
  for (let ms = fromMs; ms < toMs; ms += stepMs) yield ms;
}

/** Days around which a zone changed its offset. */
const CHANGES = [
  ['Europe/Zurich', '2025-03-30'],
  ['Europe/Zurich', '2025-10-26'],
  ['America/New_York', '2025-03-09'],
  ['America/New_York', '2025-11-02'],
  ['America/St_Johns', '2025-11-02'],
  ['Australia/Lord_Howe', '2025-04-05'],
  ['Australia/Lord_Howe', '2025-10-04'],
  ['Asia/Kathmandu', '1985-12-31'],
  ['Asia/Kathmandu', '2025-06-01'],
  ['Asia/Pyongyang', '2018-05-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Apia', '2011-09-24'],
  ['Africa/Casablanca', '2025-02-23'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Antarctica/Troll', '2025-03-30'],
  ['Europe/London', '1969-12-31'],
  ['UTC', '2025-03-30'],
] as const;

describe('LocalTime', () => {
  test.each(CHANGES)('%s around %s: what the wall clock shows, every five minutes', (timeZone, day) => {
    const noonMs = Date.parse(`${day}T12:00Z`);
    expectSame(timeZone, every(5 * MINUTE_MS, noonMs - 2 * DAY_MS, noonMs + 2 * DAY_MS));
  });

  test.each(CHANGES)(
    '%s around %s: from whatever minute it is first asked, and backwards',
    (timeZone, day) => {
      const noonMs = Date.parse(`${day}T12:00Z`);
      const random = seededRandom(3);
      for (let i = 0; i < 20; i++) {
        const fromMs = noonMs + Math.floor((3 * random() - 1.5) * DAY_MS);
        const clock = new LocalTime(timeZone);
        const times = [...every(37 * MINUTE_MS, fromMs, fromMs + DAY_MS)];
        const seconds = times.map((ms) => Math.floor(ms / 1_000) * 1_000);
        expectSame(timeZone, seconds, clock);
        expectSame(timeZone, seconds.toReversed(), clock);
      }
    },
  );

  test.each(['Europe/Zurich', 'Australia/Lord_Howe', 'America/New_York'])(
    '%s: every hour of three years',
    (timeZone) => {
      expectSame(timeZone, every(HOUR_MS, Date.UTC(2024, 0), Date.UTC(2027, 0)));
    },
  );

  test('milliseconds stay, before 1970, too', () => {
    for (const ms of [1_761_004_800_123, -1_123, -86_400_001]) {
      for (const timeZone of ['UTC', 'Asia/Kathmandu', 'America/New_York']) {
        const local = new LocalTime(timeZone).localMs(ms);
        expect((local - ms) % MINUTE_MS).toBeCloseTo(0, 9);
      }
    }
  });

  test('what is no time zone is refused by name', () => {
    expect(() => new LocalTime('Europe/Zürich')).toThrow(/^timeZone must .*"Europe\/Zürich"$/);
    expect(() => new LocalTime('')).toThrow(RangeError);
  });
});
