import { describe, expect, test } from '@jest/globals';
import { compare, measureTypes, summariseTypes, type Found } from './measure-types.ts';
import { DAY_MS, HOUR_MS } from './rhythm.ts';

const timestamps = Float64Array.from({ length: 21 * 24 }, (_, i) => i * HOUR_MS);
/** Twelve hours on the 15th day. */
const incident = { timestamps, startMs: 14 * DAY_MS, endMs: 14 * DAY_MS + 11 * HOUR_MS };

const found = (type: string, fromHours: number, toHours: number, saidHours?: number): Found => ({
  type,
  startMs: incident.startMs + fromHours * HOUR_MS,
  endMs: incident.startMs + toHours * HOUR_MS,
  detectedMs: saidHours === undefined ? undefined : incident.startMs + saidHours * HOUR_MS,
});

describe('compare', () => {
  test('the anomaly that shares most time gives the name, the first that was said the delay', () => {
    const outcome = compare(incident, [found('spike', 1, 2, 2), found('level_shift', 3, 10, 5)]);
    expect(outcome).toEqual({ named: 'level_shift', delayMs: 2 * HOUR_MS, others: 0 });
    expect(compare(incident, [found('drop', 0, 0), found('spike', 5, 5)])).toEqual({
      named: 'drop',
      delayMs: 0,
      others: 0,
    });
  });

  test('what does not overlap, or lasted long before, is no find', () => {
    expect(compare(incident, [])).toEqual({ named: undefined, delayMs: NaN, others: 0 });
    expect(compare(incident, [found('spike', -5, -3)])).toMatchObject({ named: undefined, others: 1 });
    expect(compare(incident, [found('spike', -30, 5)])).toMatchObject({ named: undefined, others: 0 });
    expect(compare(incident, [found('spike', -1, 5)])).toMatchObject({ named: 'spike', delayMs: 0 });
  });

  test('warm-up and aftermath are no others, and the next sample belongs to the incident', () => {
    expect(compare(incident, [found('spike', -9 * 24, -9 * 24)]).others).toBe(0);
    expect(compare(incident, [found('spike', 20, 21)])).toMatchObject({ named: undefined, others: 0 });
    expect(compare(incident, [found('spike', 50, 51)]).others).toBe(1);
    expect(compare(incident, [found('stopped', 12, 12)]).named).toBe('stopped');
  });
});

describe('measureTypes', () => {
  test('who knows everything makes no mistake, who says nothing misses all', () => {
    const options = { perSize: 2, stepMs: HOUR_MS };
    for (const summary of summariseTypes(measureTypes((series) => [series], options))) {
      expect(summary).toMatchObject({ cases: 6, named: { [summary.group]: 6 } });
      expect(summary).toMatchObject({ foundShare: 1, rightShare: 1, medianDelayMs: 0, othersPerSeries: 0 });
    }
    const silent = summariseTypes(
      measureTypes(() => [], options),
      ({ size }) => size,
    );
    expect(silent.map(({ group, named }) => [group, named])).toEqual([
      ['small', { missed: 18 }],
      ['medium', { missed: 18 }],
      ['large', { missed: 18 }],
    ]);
    expect(silent[0]).toMatchObject({ foundShare: 0, rightShare: 0, medianDelayMs: NaN });
  });
});
