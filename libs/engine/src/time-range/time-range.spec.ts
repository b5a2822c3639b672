import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { beginWithData, historyOf, learnMsOf, resolveTimeRange } from './time-range.ts';

const DAY_MS = 86_400_000;
const nowMs = Date.UTC(2026, 0, 15, 12, 34, 56);
const limits = { nowMs, minStepMs: 15_000, maxPoints: 11_000 };

describe('resolveTimeRange', () => {
  it('covers the last two weeks in about 4,000 points when nothing is said', () => {
    const range = resolveTimeRange({}, limits);
    expect(range.stepMs).toBe(300_000);
    expect(range.endMs - range.startMs).toBe(14 * DAY_MS);
    expect(nowMs - range.endMs).toBeLessThan(range.stepMs);
    expect((range.endMs - range.startMs) / range.stepMs + 1).toBeLessThanOrEqual(4_033);
  });

  it('never chooses a step below the scrape interval', () => {
    expect(resolveTimeRange({ durationMs: 600_000 }, { ...limits, minStepMs: 60_000 }).stepMs).toBe(60_000);
  });

  it('chooses whole days as the step of very long ranges', () => {
    const range = resolveTimeRange({ startMs: 0, endMs: 50 * 365 * DAY_MS }, limits);
    expect(range.stepMs % DAY_MS).toBe(0);
  });

  it('aligns start and end to the step', () => {
    const range = resolveTimeRange({ startMs: nowMs - DAY_MS, endMs: nowMs, stepMs: 60_000 }, limits);
    expect(range.startMs % 60_000).toBe(0);
    expect(range.endMs % 60_000).toBe(0);
  });

  it('begins at the same sample for a fourteenth of its length when it is steady, and never later than asked for', () => {
    const HOUR_MS = 3_600_000;
    for (const [lengthMs, stepMs, strideMs] of [
      [14 * DAY_MS, 300_000, DAY_MS],
      [3 * DAY_MS, 300_000, 3 * HOUR_MS],
      [2 * HOUR_MS, 60_000, 300_000],
      [DAY_MS, 420_000, HOUR_MS],
    ]) {
      const starts = new Set<number>();
      for (let atMs = nowMs; atMs < nowMs + 10 * strideMs; atMs += stepMs / 2) {
        const request = { endMs: atMs, durationMs: lengthMs, stepMs, isSteady: true };
        const { startMs, endMs } = resolveTimeRange(request, limits);
        expect(startMs % stepMs).toBe(0);
        expect(endMs - startMs).toBeGreaterThan(lengthMs - stepMs);
        expect(endMs - startMs).toBeLessThan(lengthMs + strideMs + stepMs);
        starts.add(startMs);
      }
      expect(starts.size).toBeGreaterThanOrEqual(10);
      expect(starts.size).toBeLessThanOrEqual(11);
    }
    const openStep = resolveTimeRange({ isSteady: true }, limits).stepMs;
    expect(openStep).toBe(resolveTimeRange({}, limits).stepMs);
  });

  it('refuses a reversed range and names the field', () => {
    const reversed = () => resolveTimeRange({ startMs: nowMs, endMs: nowMs - 1 }, limits);
    expect(reversed).toThrow(InvalidRequestError);
    expect(reversed).toThrow(/must be before the end/);
  });

  it('refuses too many points and says which step would do', () => {
    const tooMany = () => resolveTimeRange({ durationMs: 14 * DAY_MS, stepMs: 1000 }, limits);
    expect(tooMany).toThrow(/1209601 points a series, at most 11000.*2m or more/);
  });

  it('refuses a start together with a duration', () => {
    expect(() => resolveTimeRange({ startMs: 0, durationMs: 1000 }, limits)).toThrow(
      /must not both be given/,
    );
  });
});

describe('historyOf', () => {
  const MINUTE_MS = 60_000;
  const daysBefore = (stepMs: number, maxPoints = 100_000): number => {
    const range = { startMs: 100 * DAY_MS, endMs: 101 * DAY_MS, stepMs };
    const history = historyOf(range, maxPoints);
    if (history === undefined) return 0;
    expect(history).toMatchObject({ endMs: range.startMs - stepMs, stepMs });
    return (range.startMs - history.startMs) / DAY_MS;
  };

  it('is two weeks, or about 4,000 samples where that is less', () => {
    expect(daysBefore(5 * MINUTE_MS)).toBe(14);
    expect(daysBefore(MINUTE_MS)).toBeCloseTo(2.85, 2);
  });

  it('is longer where two weeks are but a few samples, as far as there was a time', () => {
    expect(daysBefore(6 * 3_600_000)).toBe(75);
    expect(daysBefore(DAY_MS)).toBe(100);
  });

  it('leaves the range and itself within what is allowed', () => {
    expect(daysBefore(5 * MINUTE_MS, 289 + 288)).toBe(1);
    expect(daysBefore(5 * MINUTE_MS, 289)).toBe(0);
  });
});

describe('learnMsOf', () => {
  it('is a day, or half of less than two days', () => {
    expect(learnMsOf({ startMs: 0, endMs: 14 * DAY_MS })).toBe(DAY_MS);
    expect(learnMsOf({ startMs: 0, endMs: DAY_MS / 2 })).toBe(DAY_MS / 4);
  });
});

describe('beginWithData', () => {
  it('is for data that are clearly younger than the range', () => {
    const agoMs = (days: number): number => nowMs - days * DAY_MS;
    expect(beginWithData({ isSteady: true }, agoMs(5), nowMs)).toEqual({ isSteady: true, startMs: agoMs(5) });
    expect(beginWithData({}, agoMs(20), nowMs)).toEqual({});
    expect(beginWithData({}, agoMs(13.9), nowMs)).toEqual({});
  });
});
