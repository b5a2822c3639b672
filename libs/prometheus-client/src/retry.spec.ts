import { describe, expect, it } from '@jest/globals';
import { parseRetryAfterMs, retryDelayMs } from './retry.ts';

describe('retryDelayMs', () => {
  it('doubles the bound of the jitter up to ten seconds', () => {
    expect([1, 2, 3, 6, 7, 50].map((attempt) => retryDelayMs(attempt, () => 1))).toEqual([
      200, 400, 800, 6_400, 10_000, 10_000,
    ]);
    expect(retryDelayMs(3, () => 0.25)).toBe(200);
    expect(retryDelayMs(3, () => 0)).toBe(0);
  });

  it('waits as long as the server asks for, at most a minute', () => {
    expect(retryDelayMs(1, () => 0, 5_000)).toBe(5_000);
    expect(retryDelayMs(1, () => 0, 3_600_000)).toBe(60_000);
  });
});

describe('parseRetryAfterMs', () => {
  const nowMs = Date.parse('2026-11-22T12:00:00Z');

  it('reads seconds and HTTP dates', () => {
    expect(parseRetryAfterMs('120', nowMs)).toBe(120_000);
    expect(parseRetryAfterMs('Sun, 22 Nov 2026 12:00:07 GMT', nowMs)).toBe(7_000);
    expect(parseRetryAfterMs('Sunday, 22-Nov-26 12:00:07 GMT', nowMs)).toBe(7_000);
  });

  it('takes a date that has passed for now', () => {
    expect(parseRetryAfterMs('Sun, 22 Nov 2026 11:00:00 GMT', nowMs)).toBe(0);
  });

  it.each([undefined, '', 'soon', '2026-11-22', '-5', '1.5', '99999999999', 'Sun, 99 Nov 2026 12:00:00 GMT'])(
    'knows nothing of %j',
    (header) => {
      expect(parseRetryAfterMs(header, nowMs)).toBeUndefined();
    },
  );
});
