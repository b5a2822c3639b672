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
    ['lag on the 16th', '02-16T00:00 … 02-17T00:00 [on the 16th]'],
    ['on the 28th', '01-28T00:00 … 01-29T00:00 [on the 28th]'],
    ['rising since three days', '02-15T10:30 … 02-18T10:30 [since three days]'],
    ['a spike 20 minutes ago', '02-18T10:05 … 02-18T10:15 [20 minutes ago]'],
    ['the last half hour', '02-18T10:00 … 02-18T10:30 [the last half hour]'],
    ['restarted less than an hour ago', '02-18T09:00 … 02-18T10:00 [an hour ago]'],
    ['errors earlier today', '02-18T00:00 … 02-18T10:30 [earlier today]'],
    ['late last night', '02-17T20:00 … 02-18T06:00 [late last night]'],
    ['yday afternoon', '02-17T12:00 … 02-17T18:00 [yday afternoon]'],
    ['slow since yesterday lunchtime', '02-17T11:00 … 02-18T10:30 [since yesterday lunchtime]'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['between 2 and 4 this morning', '02-18T02:00 … 02-18T04:00'],
    ['this morning between 2 and 4', '02-18T02:00 … 02-18T04:00'],
    ['between 2 and 4 yesterday afternoon', '02-17T14:00 … 02-17T16:00'],
    ['yesterday afternoon from two to four', '02-17T14:00 … 02-17T16:00'],
    ['between 11 and 2 last night', '02-17T23:00 … 02-18T02:00'],
    ['between 9 and 11 on Monday', '02-16T09:00 … 02-16T11:00'],
    ['Tuesday between 1 and 2pm', '02-17T13:00 … 02-17T14:00'],
    ['from 2 to 4am', '02-18T02:00 … 02-18T04:00'],
    ['11-1pm yesterday', '02-17T11:00 … 02-17T13:00'],
    ['2pm-4pm on 12 Feb', '02-12T14:00 … 02-12T16:00'],
    ['on 12 Feb between 10:00 and 12:00', '02-12T10:00 … 02-12T12:00'],
    ['between Sunday 22:00 and Monday 02:00', '02-15T22:00 … 02-16T02:00'],
    ['last night around 11pm', '02-17T22:30 … 02-17T23:30'],
    ['at 02:40 last night', '02-18T02:25 … 02-18T02:55'],
    ["at 7 o'clock", '02-18T06:45 … 02-18T07:15'],
    ["at 11 o'clock", '02-17T22:45 … 02-17T23:15'],
    ['at half past nine', '02-18T09:15 … 02-18T09:45'],
    ['lag piled up over night', '02-17T20:00 … 02-18T06:00'],
    ['spiked sat 2am', '02-14T01:45 … 02-14T02:15'],
    ['slow since lunch', '02-17T11:00 … 02-18T10:30'],
    ['climbing since wed 18:00', '02-11T18:00 … 02-18T10:30'],
    ['climbing since wed 08:00', '02-18T08:00 … 02-18T10:30'],
    ['lagging since 6', '02-18T06:00 … 02-18T10:30'],
    ['high load yesterday at 5', '02-17T04:45 … 02-17T05:15'],
    ['on Monday at around 4 in the afternoon', '02-16T15:30 … 02-16T16:30'],
    ['at 4 in the afternoon', '02-17T15:45 … 02-17T16:15'],
    ['at quarter to 8 yesterday evening', '02-17T19:30 … 02-17T20:00'],
    ['around ten past four pm', '02-17T15:40 … 02-17T16:40'],
    ['at 3.30am', '02-18T03:15 … 02-18T03:45'],
    ['since 3 p.m. on Monday', '02-16T15:00 … 02-18T10:30'],
    ['around 0300 UTC', '02-18T02:30 … 02-18T03:30'],
    ['in the early hours of Monday', '02-16T00:00 … 02-16T06:00'],
    ['the day before yesterday in the afternoon', '02-16T12:00 … 02-16T18:00'],
  ])('reads clocks: %j', (text, expected) => {
    expect(read(text).replace(/ \[.*/, '')).toBe(expected);
  });

  it('takes a clock time in UTC for one, in any zone', () => {
    expect(read('since 08:40 UTC', 'America/New_York')).toContain('02-18T08:40 …');
    expect(read('since 04:40', 'America/New_York')).toContain('02-18T09:40 …');
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
    ['what is compared with', 'traffic lower than on Monday'],
    ['what is compared with, said longer', 'errors compared to last week'],
    ['numbers', 'between 2 and 4 replicas'],
    ['numbers up to a unit', 'from five to ten seconds'],
    ['percentiles', 'p95-99 latency'],
    ['counts', 'replicas at 5 since 6 deployments'],
    ['nothing', ''],
  ])('takes %s for no time: %j', (_, text) => {
    expect(read(text)).toBe('no time');
  });

  it('goes by the days of the zone', () => {
    expect(read('last night', 'Europe/Zurich')).toBe('02-17T19:00 … 02-18T05:00 [last night]');
    expect(read('slow since lunch', 'Asia/Tokyo')).toBe('02-18T02:00 … 02-18T10:30 [since lunch]');
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
