import { describe, expect, it } from '@jest/globals';
import { readTimeWords } from './read-time-words.ts';

/** A Wednesday. */
const NOW_MS = Date.UTC(2026, 1, 18, 10, 30);

/** `MM-DDTHH:MM … MM-DDTHH:MM [words]`. */
function read(text: string, timeZone?: string, nowMs = NOW_MS): string {
  const time = readTimeWords(text, { nowMs, timeZone });
  if (time === undefined) return 'no time';
  expect(text.slice(time.startIndex, time.endIndex)).toBe(time.words);
  const [from, to] = [time.fromMs, time.toMs].map((ms) => new Date(ms).toISOString().slice(5, 16));
  return `${from} … ${to} [${time.words}]`;
}

describe('readTimeWords', () => {
  it.each([
    ['what dropped to zero last night', '02-17T20:00 … 02-18T06:00 [last night]'],
    ['a peak during the night', '02-17T20:00 … 02-18T06:00 [during the night]'],
    ['errors since Tuesday', '02-17T00:00 … 02-18T10:30 [since Tuesday]'],
    ['CPU in the last 3 hours', '02-18T07:30 … 02-18T10:30 [in the last 3 hours]'],
    ['restarts, last 15m', '02-18T10:15 … 02-18T10:30 [last 15m]'],
    ['slow in the last couple of days', '02-16T10:30 … 02-18T10:30 [in the last couple of days]'],
    ['latency yesterday afternoon', '02-17T12:00 … 02-17T18:00 [yesterday afternoon]'],
    ['what happened around 14:00', '02-17T13:30 … 02-17T14:30 [around 14:00]'],
    ['what happened at 10:00', '02-18T09:45 … 02-18T10:15 [at 10:00]'],
    ['on Monday around 3 pm', '02-16T14:30 … 02-16T15:30 [on Monday around 3 pm]'],
    ['at 2pm yesterday', '02-17T13:45 … 02-17T14:15 [at 2pm yesterday]'],
    ['errors from 9am to 11am', '02-18T09:00 … 02-18T10:30 [from 9am to 11am]'],
    ['between 14:00 and 16:00', '02-17T14:00 … 02-17T16:00 [between 14:00 and 16:00]'],
    ['between 9:00 and 11:00 yesterday', '02-17T09:00 … 02-17T11:00 [between 9:00 and 11:00 yesterday]'],
    ['from 22:00 to 02:00', '02-17T22:00 … 02-18T02:00 [from 22:00 to 02:00]'],
    ['from Monday to Tuesday', '02-16T00:00 … 02-18T00:00 [from Monday to Tuesday]'],
    ['traffic this weekend', '02-14T00:00 … 02-16T00:00 [this weekend]'],
    ['since the weekend', '02-14T00:00 … 02-18T10:30 [since the weekend]'],
    ['since this morning', '02-18T06:00 … 02-18T10:30 [since this morning]'],
    ['rising over the week', '02-11T10:30 … 02-18T10:30 [over the week]'],
    ['in the last week', '02-11T10:30 … 02-18T10:30 [in the last week]'],
    ['errors of last week', '02-09T00:00 … 02-16T00:00 [of last week]'],
    ['last month', '01-01T00:00 … 02-01T00:00 [last month]'],
    ['last Wednesday', '02-11T00:00 … 02-12T00:00 [last Wednesday]'],
    ['Sunday night', '02-15T20:00 … 02-16T06:00 [Sunday night]'],
    ['2 hours ago', '02-18T08:00 … 02-18T09:00 [2 hours ago]'],
    ['3 days ago', '02-15T00:00 … 02-16T00:00 [3 days ago]'],
    ['on 2026-02-10 14:00', '02-10T13:45 … 02-10T14:15 [on 2026-02-10 14:00]'],
    ['since Jan 31st', '01-31T00:00 … 02-18T10:30 [since Jan 31st]'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['a length', 'pending for 10 minutes'],
    ['a forecast', 'full within the next 24 hours'],
    ['a threshold', 'latency above 60 seconds'],
    ['what recurs', 'slow every night'],
    ['what is no time', 'seconds since last scrape'],
    ['the last of something', 'last reconfiguration'],
    ['a monitor called mon', 'ceph mon down'],
    ['percentages', 'memory at 90%'],
    ['versions', 'apache 2.4 requests'],
    ['what is still to come', 'tonight'],
    ['more than there ever was', 'in the last 99999999999 years'],
    ['nothing', ''],
  ])('takes %s for no time: %j', (_, text) => {
    expect(read(text)).toBe('no time');
  });

  it('goes by the days of the zone', () => {
    expect(read('last night', 'Europe/Zurich')).toBe('02-17T19:00 … 02-18T05:00 [last night]');
    expect(read('today', 'Pacific/Auckland')).toBe('02-17T11:00 … 02-18T10:30 [today]');
  });

  it('knows days of 23 hours', () => {
    const dayAfter = Date.UTC(2026, 2, 30, 12);
    expect(read('yesterday', 'Europe/Zurich', dayAfter)).toBe('03-28T23:00 … 03-29T22:00 [yesterday]');
  });

  it('takes the night that goes on for the last one', () => {
    expect(read('last night', 'UTC', Date.UTC(2026, 1, 18, 3))).toBe(
      '02-17T20:00 … 02-18T03:00 [last night]',
    );
  });

  it('takes a weekend that goes on for this one, and the one before for the last', () => {
    const sunday = Date.UTC(2026, 1, 15, 12);
    expect(read('this weekend', 'UTC', sunday)).toBe('02-14T00:00 … 02-15T12:00 [this weekend]');
    expect(read('last weekend', 'UTC', sunday)).toBe('02-07T00:00 … 02-09T00:00 [last weekend]');
  });

  it('never begins after now, whatever is asked', () => {
    for (const text of [
      'at 23:59',
      'on Thursday',
      'since 12 December',
      'tonight at 22:00',
      'between 23:00 and 23:30',
    ]) {
      const time = readTimeWords(text, { nowMs: NOW_MS });
      if (time === undefined) continue;
      expect(time.fromMs).toBeLessThan(time.toMs);
      expect(time.toMs).toBeLessThanOrEqual(NOW_MS);
    }
  });

  it('refuses a zone that is none', () => {
    expect(() => readTimeWords('last night', { nowMs: NOW_MS, timeZone: 'Mars/Olympus' })).toThrow(
      RangeError,
    );
  });
});
