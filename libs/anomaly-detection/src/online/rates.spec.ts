import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { ENGINE_CONSTANTS, TICK_MS } from './engine-constants.ts';
import { ratesAfter, share } from './rates.ts';

const WEEK_MS = 604_800_000;

/** A copy: what `ratesAfter` returns is valid until its next call only. */
const after = (elapsedMs: number, tickMs = TICK_MS) => ({
  ...ratesAfter(ENGINE_CONSTANTS, elapsedMs, tickMs),
});

const FADING = ['fast', 'slow', 'error', 'scale'] as const;
const LEFT = ['peakLeft', 'onsetsLeft', 'resetsLeft'] as const;

describe('ratesAfter', () => {
  test('two short steps do as much as a long one, so that nothing depends on the step', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 200; i++) {
      const [one, other] = [random() * 3_600_000, random() * 300_000];
      const [a, b, both] = [after(one), after(other), after(one + other)];
      for (const name of FADING) expect((1 - a[name]) * (1 - b[name])).toBeCloseTo(1 - both[name], 12);
      // A smoothed value takes no more of a sample than that of a tick.
      const [c, d, sum] = [after(one / 24), after(other / 2), after(one / 24 + other / 2)];
      expect((1 - c.smooth) * (1 - d.smooth)).toBeCloseTo(1 - sum.smooth, 12);
      for (const name of LEFT) expect(a[name] * b[name]).toBeCloseTo(both[name], 12);
      expect(a.calibrationGrowth * b.calibrationGrowth).toBeCloseTo(both.calibrationGrowth, 12);
      expect(a.ticks + b.ticks).toBeCloseTo(both.ticks, 9);
    }
  });

  test('what is counted in ticks depends on the share of a tick alone', () => {
    expect(after(3_600_000 / 3, 3_600_000)).toEqual(after(TICK_MS / 3));
  });

  test('no time, no change', () => {
    const none = after(0);
    for (const name of [...FADING, 'dayBin', 'weekBin', 'ticks'] as const)
      expect([name, none[name]]).toEqual([name, 0]);
    for (const name of [...LEFT, 'calibrationGrowth'] as const) expect([name, none[name]]).toEqual([name, 1]);
  });

  test('the longer, the more, and after a thousand years still a share', () => {
    let last = after(0);
    for (let elapsedMs = 1; elapsedMs < 3e13; elapsedMs *= 1.7) {
      const rates = after(elapsedMs);
      for (const name of [...FADING, 'dayBin', 'weekBin'] as const) {
        expect(rates[name]).toBeGreaterThanOrEqual(last[name]);
        expect(rates[name]).toBeLessThanOrEqual(1);
      }
      for (const name of LEFT) {
        expect(rates[name]).toBeLessThanOrEqual(last[name]);
        expect(rates[name]).toBeGreaterThanOrEqual(0);
      }
      last = rates;
    }
  });

  test('a gap, however long, fades the calibration by no more than a week', () => {
    expect(after(52 * WEEK_MS).calibrationGrowth).toBe(after(WEEK_MS).calibrationGrowth);
    expect(after(WEEK_MS).calibrationGrowth).toBeGreaterThan(after(WEEK_MS / 2).calibrationGrowth);
  });

  test('other constants or ticks give other rates at once, and the first ones again', () => {
    const first = after(60_000);
    const slower = { ...ENGINE_CONSTANTS, fastTicks: 2 * ENGINE_CONSTANTS.fastTicks };
    expect(ratesAfter(slower, 60_000, TICK_MS).fast).toBeLessThan(first.fast);
    expect(ratesAfter(ENGINE_CONSTANTS, 60_000, 2 * TICK_MS).fast).toBeLessThan(first.fast);
    expect(after(60_000)).toEqual(first);
  });
});

describe('share', () => {
  test('a time constant takes in all but 1/e', () => {
    expect(share(7, 7)).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(share(0, 7)).toBe(0);
    expect(share(Infinity, 7)).toBe(1);
  });
});
