import { describe, expect, test } from '@jest/globals';
import { continuousSignal, measureSteps, STEP_INCIDENTS, STEPS_MS, summariseSteps } from './measure-steps.ts';
import { momentsOf } from './moments.ts';
import { HOUR_MS, WEEK_MS } from './rhythm.ts';

const START_MS = 1_761_004_800_000;

describe('continuousSignal', () => {
  test('the same again by seed; noise of deviation 1 about a rhythm, and the incident as high as said', () => {
    for (const incident of STEP_INCIDENTS) {
      const { values, startMs, endMs } = continuousSignal(incident, 3);
      expect(continuousSignal(incident, 3).values).toEqual(values);
      const weekly = values.subarray(40_320, 80_640).map((value, i) => value - values[i]);
      expect(momentsOf(weekly).variance / 2).toBeCloseTo(1, 0.7);
      const from = Math.ceil((startMs - START_MS) / 15_000);
      const to = Math.ceil((endMs - START_MS) / 15_000);
      const during = values.subarray(from, to);
      const moved = Math.abs(momentsOf(during.map((value, i) => value - values[from + i - 40_320])).mean);
      const expected = { spike: 10, drop: 10, level_shift: 6, trend_change: 10, stopped: undefined }[
        incident
      ];
      if (expected === undefined) expect(during.every((value) => value === 0)).toBe(true);
      else expect(Math.abs(moved - expected)).toBeLessThan(2.5);
    }
  });
});

describe('measureSteps', () => {
  test('every step sees the same signal: a threshold finds it at all of them, later by at most a step', () => {
    const outcomes = measureSteps(
      () => {
        let isQuiet = true;
        return {
          update(timestampMs: number, value: number) {
            const isStrange = value < 1;
            const onset = isStrange && isQuiet ? 2 : 0;
            isQuiet = !isStrange;
            return { onset, state: timestampMs < START_MS + WEEK_MS ? NaN : isStrange ? 2 : 0.5 };
          },
        };
      },
      { perIncident: 2, incidents: ['stopped', 'spike'] },
    );
    const stopped = outcomes.filter(({ incident }) => incident === 'stopped');
    expect(stopped).toHaveLength(2 * STEPS_MS.length);
    for (const { delayMs, stepMs, peakState, falseAlarms, quietWeeks } of stopped) {
      expect(delayMs).toBeLessThan(stepMs);
      expect([peakState, falseAlarms]).toEqual([2, 0]);
      expect(quietWeeks).toBeCloseTo(2 - (24 * HOUR_MS + 6 * HOUR_MS) / WEEK_MS, 2);
    }
    const summary = summariseSteps(outcomes);
    expect(summary).toHaveLength(2 * STEPS_MS.length);
    expect(summary[0]).toMatchObject({ incident: 'stopped', stepMs: 15_000, cases: 2, foundShare: 1 });
    expect(summary[4]).toMatchObject({ incident: 'spike', foundShare: 0, medianDelayMs: NaN });
  });

  test('alarms outside are false ones, by the week', () => {
    const everyDay = (stepMs: number) => {
      let i = 0;
      return { update: () => ({ onset: (++i * stepMs) % (24 * HOUR_MS) === 0 ? 2 : 0, state: 1 }) };
    };
    for (const { falseAlarmsPerWeek } of summariseSteps(
      measureSteps(everyDay, { perIncident: 1, incidents: ['drop'] }),
    )) {
      expect(Math.abs(falseAlarmsPerWeek - 7)).toBeLessThan(1.3);
    }
  });
});
