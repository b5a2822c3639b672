import { describe, expect, it } from '@jest/globals';
import { parseDuration, toDuration } from './duration.ts';

const DAY_MS = 86_400_000;

describe('parseDuration', () => {
  it.each([
    ['5m', 300_000],
    ['2w', 14 * DAY_MS],
    ['1h30m', 5_400_000],
    ['1y', 365 * DAY_MS],
    ['250ms', 250],
    ['1d12h', 1.5 * DAY_MS],
  ])('reads %s as %d ms', (text, expected) => expect(parseDuration(text)).toBe(expected));

  it.each(['', '0s', '5', '-5m', '5 m', '1.5h', '30m1h', '5x', 'NaN', '9'.repeat(30) + 's'])(
    'does not take %j for a duration',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('toDuration', () => {
  it('writes what parseDuration reads back', () => {
    for (const ms of [1, 999, 1000, 61_000, 5_400_000, 14 * DAY_MS, 1_234_567_890]) {
      expect(parseDuration(toDuration(ms))).toBe(ms);
    }
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %d', (ms) =>
    expect(() => toDuration(ms)).toThrow(RangeError),
  );
});
