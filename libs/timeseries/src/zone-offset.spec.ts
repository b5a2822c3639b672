import { describe, expect, test } from '@jest/globals';
import { zoneOffset } from './zone-offset.ts';

const HOUR_MS = 3_600_000;
const JULY_MS = Date.UTC(2025, 6, 1);

describe('zoneOffset', () => {
  test.each([
    ['UTC', 0],
    ['Europe/Berlin', 2],
    ['America/New_York', -4],
    ['Asia/Kathmandu', 5.75],
    ['America/St_Johns', -2.5],
  ])('%s is %d hours ahead in July', (timeZone, hours) => {
    expect(zoneOffset(timeZone)(JULY_MS)).toBe(hours * HOUR_MS);
  });

  test('follows daylight saving to the millisecond', () => {
    const offsetAt = zoneOffset('Europe/Berlin');
    const changeMs = Date.UTC(2025, 2, 30, 1);
    expect([offsetAt(changeMs - 1), offsetAt(changeMs)]).toEqual([HOUR_MS, 2 * HOUR_MS]);
  });

  test('knows the local mean times of the past, to the second', () => {
    expect(zoneOffset('Europe/Berlin')(Date.UTC(1850, 0, 1))).toBe((53 * 60 + 28) * 1_000);
  });

  test('what is no zone is refused by name', () => {
    expect(() => zoneOffset('Mars/Olympus')).toThrow(/^timeZone must be an IANA name .*"Mars\/Olympus"$/);
  });
});
