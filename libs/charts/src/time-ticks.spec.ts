import { describe, expect, it } from '@jest/globals';
import { zoneOffset } from '@metrics-ai/timeseries';
import { formatDays, formatMoment, timeTicks } from './time-ticks.ts';

const utc = zoneOffset('UTC');
const berlin = zoneOffset('Europe/Berlin');
const HOUR_MS = 3_600_000;

function labels(from: string, to: string, maxTicks: number, offsetAt = utc): string[] {
  return timeTicks(Date.parse(from), Date.parse(to), offsetAt, maxTicks).map(({ label }) => label);
}

describe('timeTicks', () => {
  it.each<[string, string, number, string[]]>([
    [
      '2026-02-03T14:05:30.120Z',
      '2026-02-03T14:05:30.320Z',
      5,
      ['14:05:30.150', '14:05:30.200', '14:05:30.250', '14:05:30.300'],
    ],
    [
      '2026-02-03T14:05:30Z',
      '2026-02-03T14:06:10Z',
      4,
      ['14:05:30', '14:05:40', '14:05:50', '14:06:00', '14:06:10'],
    ],
    ['2026-02-03T14:00:00Z', '2026-02-03T15:00:00Z', 4, ['14:00', '14:15', '14:30', '14:45', '15:00']],
    ['2026-02-03T20:10:00Z', '2026-02-04T04:10:00Z', 4, ['22:00', 'Wed 4 Feb', '02:00', '04:00']],
    ['2026-02-03T11:00:00Z', '2026-02-06T11:00:00Z', 3, ['4 Feb', '5 Feb', '6 Feb']],
    ['2026-02-03T00:00:00Z', '2026-03-10T00:00:00Z', 5, ['9 Feb', '16 Feb', '23 Feb', '2 Mar', '9 Mar']],
    ['2025-11-15T00:00:00Z', '2026-03-10T00:00:00Z', 4, ['Dec', '2026', 'Feb', 'Mar']],
    ['2019-06-01T00:00:00Z', '2026-06-01T00:00:00Z', 4, ['2020', '2022', '2024', '2026']],
  ])('from %s to %s, at most %i, are round', (from, to, maxTicks, expected) => {
    expect(labels(from, to, maxTicks)).toEqual(expected);
  });

  it('are round on the clocks of the zone', () => {
    expect(labels('2026-02-03T00:00:00Z', '2026-02-03T06:00:00Z', 3, zoneOffset('Asia/Kathmandu'))).toEqual([
      '06:00',
      '08:00',
      '10:00',
    ]);
    expect(labels('2026-02-03T00:00:00Z', '2026-02-03T01:00:00Z', 4, zoneOffset('Asia/Kathmandu'))).toEqual([
      '05:45',
      '06:00',
      '06:15',
      '06:30',
      '06:45',
    ]);
  });

  it('stay round when clocks go forward and back, at the true distance', () => {
    const spring = timeTicks(Date.parse('2026-03-28T23:00Z'), Date.parse('2026-03-29T22:00Z'), berlin, 4);
    expect(spring.map(({ label }) => label)).toEqual(['Sun 29 Mar', '06:00', '12:00', '18:00', 'Mon 30 Mar']);
    expect((spring[1].ms - spring[0].ms) / HOUR_MS).toBe(5);
    const hourly = labels('2026-03-29T00:00Z', '2026-03-29T03:00Z', 4, berlin);
    expect(hourly).toEqual(['01:00', '03:00', '04:00', '05:00']);
    const autumn = timeTicks(Date.parse('2026-10-24T22:00Z'), Date.parse('2026-10-25T23:00Z'), berlin, 5);
    expect((autumn[1].ms - autumn[0].ms) / HOUR_MS).toBe(7);
    // The hour that there is twice has ticks both times.
    expect(labels('2026-10-25T01:05Z', '2026-10-25T01:55Z', 6, berlin)).toEqual([
      '02:10',
      '02:20',
      '02:30',
      '02:40',
      '02:50',
    ]);
  });

  it('are as close as their labels allow', () => {
    const from = Date.parse('2026-02-03T00:00Z');
    const fit = (ticks: readonly unknown[]): boolean => ticks.length < 4;
    const ticks = timeTicks(from, from + 24 * HOUR_MS, utc, 100, fit);
    expect(ticks.map(({ label }) => label)).toEqual(['Tue 3 Feb', '12:00', 'Wed 4 Feb']);
  });

  it('are ascending and in the range, whatever it is', () => {
    for (const years of [1, 20, 300, 5_000, 200_000]) {
      const toMs = years * 365.25 * 24 * HOUR_MS;
      for (const ticks of [timeTicks(-toMs, toMs, berlin, 7), timeTicks(toMs, toMs + years, berlin, 7)]) {
        expect(ticks.length).toBeLessThanOrEqual(8);
        ticks.forEach(({ ms }, i) => expect(ms).toBeGreaterThan(ticks[i - 1]?.ms ?? -Infinity));
      }
    }
  });
});

describe('formatDays', () => {
  it.each([
    ['2026-02-03T00:00Z', '2026-02-03T23:59Z', 'Tue 3 Feb 2026'],
    ['2026-02-02T00:00Z', '2026-02-16T00:00Z', '2 – 16 Feb 2026'],
    ['2026-01-30T00:00Z', '2026-02-03T00:00Z', '30 Jan – 3 Feb 2026'],
    ['2025-12-30T00:00Z', '2026-01-03T00:00Z', '30 Dec 2025 – 3 Jan 2026'],
  ])('writes %s to %s as %s', (from, to, text) => {
    expect(formatDays(Date.parse(from), Date.parse(to), utc)).toBe(text);
  });

  it('means days of the zone', () => {
    const [from, to] = [Date.parse('2026-02-02T23:30Z'), Date.parse('2026-02-03T22:30Z')];
    expect(formatDays(from, to, berlin)).toBe('Tue 3 Feb 2026');
    expect(formatMoment(from, berlin)).toBe('3 Feb 00:30');
  });
});

describe('zoneOffset', () => {
  it.each([
    ['UTC', '2026-02-03', 0],
    ['Europe/Berlin', '2026-02-03', 60],
    ['Europe/Berlin', '2026-07-03', 120],
    ['America/St_Johns', '2026-02-03', -210],
    ['Pacific/Kiritimati', '2026-02-03', 840],
  ])('of %s on %s is %i minutes', (timeZone, day, minutes) => {
    expect(zoneOffset(timeZone)(Date.parse(day)) / 60_000).toBe(minutes);
  });
});
