import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { askedTimeOf, rangeOf, shownTimeOf } from './asked-time.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 0, 31, 12);

describe('The time of a question', () => {
  it('is a moment, unless the question or the request asks for a course', () => {
    expect(askedTimeOf({}, {}, NOW_MS)).toEqual({ timeMs: NOW_MS });
    expect(askedTimeOf({ range: { startMs: undefined } }, {}, NOW_MS)).toEqual({ timeMs: NOW_MS });
    expect(askedTimeOf({}, { range: { durationMs: 6 * HOUR_MS } }, NOW_MS)).toEqual({
      range: { startMs: NOW_MS - 6 * HOUR_MS, endMs: NOW_MS, stepMs: 120_000 },
    });
    expect(askedTimeOf({ range: { durationMs: HOUR_MS } }, { range: { startMs: 0 } }, NOW_MS)).toEqual({
      range: { startMs: NOW_MS - HOUR_MS, endMs: NOW_MS, stepMs: 15_000 },
    });
    expect(
      askedTimeOf({}, { range: { startMs: NOW_MS - 3 * HOUR_MS, endMs: NOW_MS - HOUR_MS } }, NOW_MS),
    ).toEqual({
      range: { startMs: NOW_MS - 3 * HOUR_MS, endMs: NOW_MS - HOUR_MS, stepMs: 30_000 },
    });
  });

  it('has the step that is asked for, as long as that gives not too many points', () => {
    expect(rangeOf({ durationMs: HOUR_MS, stepMs: 60_000 }, NOW_MS).stepMs).toBe(60_000);
    expect(() => rangeOf({ durationMs: HOUR_MS, stepMs: 1_000 }, NOW_MS)).toThrow(/at most 2000 are allowed/);
  });

  it('reaches to its very end, in whole steps', () => {
    const odd = NOW_MS + 7_001;
    expect(rangeOf({ durationMs: 6 * HOUR_MS }, odd)).toEqual({
      startMs: odd - 6 * HOUR_MS,
      endMs: odd,
      stepMs: 120_000,
    });
    expect(rangeOf({ startMs: NOW_MS, endMs: NOW_MS + 100_000, stepMs: 60_000 }, odd)).toEqual({
      startMs: NOW_MS + 40_000,
      endMs: NOW_MS + 100_000,
      stepMs: 60_000,
    });
  });

  it('is refused when it ends before it begins', () => {
    expect(() => rangeOf({ startMs: NOW_MS, endMs: NOW_MS - 1 }, NOW_MS)).toThrow(InvalidRequestError);
  });

  it('is shown as it is, a moment with the hours before', () => {
    const { range } = askedTimeOf({}, { range: { durationMs: HOUR_MS } }, NOW_MS) as {
      range: ReturnType<typeof rangeOf>;
    };
    expect(shownTimeOf({ range })).toEqual(range);
    expect(shownTimeOf({ timeMs: NOW_MS })).toEqual({
      startMs: NOW_MS - 6 * HOUR_MS,
      endMs: NOW_MS,
      stepMs: 120_000,
    });
  });
});
