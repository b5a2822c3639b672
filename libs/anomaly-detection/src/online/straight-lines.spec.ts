import { describe, expect, test } from '@jest/globals';
import { detectAnomalies } from '../detect-anomalies.ts';
import { alarmsOf, followSeries } from '../testing/follow-series.ts';
import { Draws } from '../testing/simulate/draws.ts';
import { gaussian, START_MS } from '../testing/synthetic-series.ts';
import { SeriesDetector } from './series-detector.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** As long as a series of the step is usually read. */
const STEPS = [
  { stepMs: MINUTE_MS, days: 8 },
  { stepMs: 5 * MINUTE_MS, days: 15 },
  { stepMs: 60 * MINUTE_MS, days: 35 },
];

/** Of milliseconds since the beginning. */
const LINES: Record<string, (ms: number) => number> = {
  'the uptime of a process that has just started': (ms) => 15 + ms / 1_000,
  'the time, as seconds since 1970': (ms) => (START_MS + ms) / 1_000,
  'a disk that fills': (ms) => 2.5e10 + (4e10 * ms) / (30 * DAY_MS),
  'what falls below zero': (ms) => -3 - ms / MINUTE_MS,
};

function valuesOf(signal: (ms: number) => number, days: number, stepMs: number): Float64Array {
  return Float64Array.from({ length: (days * DAY_MS) / stepMs }, (_, i) => signal(i * stepMs));
}

/** The times of alarms, since the beginning. */
function alarmsIn(values: Float64Array, stepMs: number, startMs = START_MS): number[] {
  const verdicts = followSeries(new SeriesDetector(), values, (i) => startMs + i * stepMs);
  return alarmsOf(verdicts).map((i) => i * stepMs);
}

describe('a straight line', () => {
  for (const [name, line] of Object.entries(LINES)) {
    test(`is never strange, at no step and wherever in the week it begins: ${name}`, () => {
      for (const { stepMs, days } of STEPS) {
        const values = valuesOf(line, days, stepMs);
        for (const hours of stepMs === MINUTE_MS ? [0] : [0, 77]) {
          expect(alarmsIn(values, stepMs, START_MS + hours * 60 * MINUTE_MS)).toEqual([]);
        }
      }
    });
  }

  test('with a little jitter neither', () => {
    const random = new Draws(1);
    for (const { stepMs, days } of STEPS) {
      const values = valuesOf((ms) => 15 + ms / 1_000 + random.between(0, 0.02), days, stepMs);
      expect(alarmsIn(values, stepMs)).toEqual([]);
    }
  });

  test('with noise is not strange where the second day and the second week begin', () => {
    const series = 12;
    for (const weeklySpreads of [20, 200]) {
      let alarms = 0;
      for (let seed = 0; seed < series; seed++) {
        const normal = gaussian(seed);
        const leak = (ms: number) => 300 + 5 * (normal() + (weeklySpreads * ms) / WEEK_MS);
        const values = valuesOf(leak, 7.25, 5 * MINUTE_MS);
        alarms += alarmsIn(values, 5 * MINUTE_MS).filter(
          (ms) => ms % (6 * DAY_MS) >= DAY_MS && ms % (6 * DAY_MS) < 1.25 * DAY_MS,
        ).length;
      }
      // Two times a quarter of a day, and one or two alarms a week.
      expect(alarms / series).toBeLessThan(0.2);
    }
  });

  test('that falls is hardly ever strange: by its root it is ever steeper', () => {
    let [alarms, weeks] = [0, 0];
    for (const { stepMs, days } of STEPS) {
      for (const hours of [0, 77]) {
        const values = valuesOf((ms) => 5e11 - (4e10 * ms) / (30 * DAY_MS), days, stepMs);
        alarms += alarmsIn(values, stepMs, START_MS + hours * 60 * MINUTE_MS).length;
        weeks += days / 7;
      }
    }
    expect(alarms / weeks).toBeLessThan(0.25);
  });

  test('that falls by half is hardly ever strange either, though several of its distances are the largest ever', () => {
    const [stepMs, days, series] = [5 * MINUTE_MS, 14, 6];
    let alarms = 0;
    for (let i = 0; i < series; i++) {
      const values = valuesOf((ms) => ((28 + i) * DAY_MS - ms) / 1_000, days, stepMs);
      alarms += alarmsIn(values, stepMs).length;
    }
    expect((7 * alarms) / (days * series)).toBeLessThan(0.5);
  });

  test('that becomes twice as steep is a change of trend, said the same day', () => {
    for (const { stepMs } of STEPS) {
      const bendMs = 10.3 * DAY_MS;
      const line = (ms: number) => 1e10 + (1e10 * (ms + Math.max(0, ms - bendMs))) / (14 * DAY_MS);
      const values = valuesOf(line, 14, stepMs);
      const timestamps = Float64Array.from(values, (_, i) => START_MS + i * stepMs);
      const [first, ...others] = detectAnomalies({ labels: {}, timestamps, values });
      expect(first.type).toBe('trend_change');
      expect(first.startMs - START_MS).toBeGreaterThan(bendMs - 60 * MINUTE_MS);
      expect(first.startMs - START_MS).toBeLessThan(bendMs + DAY_MS / 2);
      // At steps of a minute some of the following is said again.
      expect(others.length).toBeLessThanOrEqual(stepMs === MINUTE_MS ? 2 : 0);
    }
  });
});

describe('noise at steps of a minute', () => {
  test('has no other variance after three hours, where the usual one can first be told from the last', () => {
    for (let seed = 0; seed < 10; seed++) {
      const normal = gaussian(seed);
      const alarms = alarmsIn(
        valuesOf(() => 50 + normal(), 0.2, MINUTE_MS),
        MINUTE_MS,
      );
      expect(alarms).toEqual([]);
    }
  });
});
