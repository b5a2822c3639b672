import { expect, test } from '@jest/globals';
import type { Evidence } from './engine-detector.ts';
import { judgedTicks, tickAt } from './judged-ticks.ts';
import { START_MS } from './testing/synthetic-series.ts';

const evidenceOf = (name: string): Evidence => ({ signals: [{ name, share: 1 }], onceInMs: NaN });

test('ticks are five minutes of finer samples: their mean, and whatever happened in them', () => {
  const timestamps = Float64Array.from({ length: 15 }, (_, i) => START_MS + i * 60_000);
  const values = Float64Array.from({ length: 15 }, (_, i) => (i < 5 ? i : NaN));
  const score = new Float64Array(15);
  const onset = new Float64Array(15);
  [score[3], onset[3], score[12]] = [2, 2, 3];
  const evidence = new Map([
    [3, evidenceOf('residual')],
    [12, evidenceOf('silence')],
  ]);
  const ticks = judgedTicks({ timestamps, values }, { score, onset, evidence });
  expect(ticks.tickMs).toBe(300_000);
  expect([...ticks.values]).toEqual([2, NaN, NaN]);
  expect([...ticks.first]).toEqual([0, 5, 10, 15]);
  expect([...ticks.isStrange]).toEqual([1, 0, 1]);
  expect([...ticks.isAlarm]).toEqual([1, 0, 0]);
  expect([...ticks.isDying]).toEqual([0, 0, 1]);
});

test('a longer step is a tick, and what was never read is an empty one', () => {
  const timestamps = Float64Array.of(0, 1, 2, 5, 6).map((hour) => START_MS + hour * 3_600_000);
  const score = new Float64Array(5);
  const values = Float64Array.of(1, 2, 3, 4, 5);
  const ticks = judgedTicks({ timestamps, values }, { score, onset: score, evidence: new Map() });
  expect(ticks.tickMs).toBe(3_600_000);
  expect([...ticks.values]).toEqual([1, 2, 3, NaN, NaN, 4, 5]);
  expect([...ticks.first]).toEqual([0, 1, 2, 3, 3, 3, 4, 5]);
  expect(tickAt(ticks, timestamps[3])).toBe(5);
});
