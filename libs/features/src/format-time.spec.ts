import { describe, expect, it } from '@jest/globals';
import { formatHour, formatTime } from './format-time.ts';

describe('formatTime', () => {
  it('writes UTC with weekday and month', () => {
    expect(formatTime(Date.UTC(2025, 9, 21, 14, 5, 59))).toBe('Tue 21 Oct 14:05 UTC');
    expect(formatTime(0)).toBe('Thu 1 Jan 00:00 UTC');
  });

  it('writes the year of what is read in another one', () => {
    const ms = Date.UTC(2025, 9, 21, 14, 5);
    expect(formatTime(ms, Date.UTC(2025, 0, 1))).toBe('Tue 21 Oct 14:05 UTC');
    expect(formatTime(ms, Date.UTC(2026, 0, 1))).toBe('Tue 21 Oct 2025 14:05 UTC');
  });

  it('says unknown for what is no time', () => {
    expect([formatTime(NaN), formatTime(Infinity), formatTime(1e300)]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

describe('formatHour', () => {
  it('rounds to the nearest hour of the day or week', () => {
    const ms = Date.UTC(2025, 9, 21, 23, 40);
    expect(formatHour(ms, 'day')).toBe('00:00 UTC');
    expect(formatHour(ms, 'week')).toBe('Wed 00:00 UTC');
  });
});
