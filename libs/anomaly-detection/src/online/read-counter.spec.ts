import { describe, expect, test } from '@jest/globals';
import { dailyValues } from '../testing/follow-series.ts';
import { START_MS, STEP_MS } from '../testing/synthetic-series.ts';
import { at, blankMemory, layoutOf } from './detector-memory.ts';
import { ENGINE_CONSTANTS } from './engine-constants.ts';
import { ratesAfter } from './rates.ts';
import { readCounter } from './read-counter.ts';
import { SeriesDetector } from './series-detector.ts';

describe('readCounter', () => {
  const rates = ratesAfter(ENGINE_CONSTANTS, 60_000, 300_000);

  test('a rate a second from the second sample on; a smaller one started again from 0', () => {
    const { scalars } = blankMemory(layoutOf(ENGINE_CONSTANTS));
    const read = [100, 160, 160, 30, 90].map((value) => readCounter(scalars, value, 60_000, rates));
    expect(read).toEqual([NaN, 1, 0, 0.5, 1]);
    expect(scalars[at.resets]).toBeCloseTo(rates.resetsLeft, 12);
  });

  test('none where no time has passed', () => {
    const { scalars } = blankMemory(layoutOf(ENGINE_CONSTANTS));
    const read = [0, 0, 60_000].map((elapsedMs, i) => readCounter(scalars, 60 * i, elapsedMs, rates));
    expect(read).toEqual([NaN, NaN, 1]);
  });
});

describe('a counter that begins oddly is followed like any other', () => {
  const rates = dailyValues(600, 1);
  let total = 0;
  const counter = rates.map((rate) => (total += (rate * STEP_MS) / 1_000));
  const msOf = (i: number) => START_MS + i * STEP_MS;

  test('with two samples of the same time', () => {
    const detector = new SeriesDetector({ counter: true });
    detector.update(msOf(0), counter[0] - 1);
    const last = Array.from(counter, (value, i) => detector.update(msOf(i), value)).at(-1);
    expect(last?.expected).toBeCloseTo(rates[599], -1);
  });

  const maintained = (from: number, value: number) => {
    const marked = [{ fromMs: msOf(from), toMs: msOf(from + 10), as: 'maintenance' as const }];
    const detector = new SeriesDetector({ counter: true, marked });
    return Array.from(counter, (usual, i) => detector.update(msOf(i), i === from + 10 ? value : usual));
  };

  test('with maintenance', () => {
    expect(maintained(0, counter[10]).at(-1)?.expected).toBeCloseTo(rates[599], -1);
  });

  test('after maintenance it is compared with the last sample of that, if this was a number', () => {
    expect(maintained(300, counter[310])[311].state).toBeLessThan(1);
    for (const value of [NaN, Infinity]) expect(maintained(300, value)[311].state).toBeNaN();
  });
});
