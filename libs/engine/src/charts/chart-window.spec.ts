import { describe, expect, it } from '@jest/globals';
import { chartWindow } from './chart-window.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const record = { startMs: 100 * DAY_MS, endMs: 114 * DAY_MS, stepMs: 5 * MINUTE_MS };
const at = (startMs: number, lengthMs: number) => ({ startMs, endMs: startMs + lengthMs });

describe('The window of a chart', () => {
  it('shows six hours on either side of a short anomaly, and reads all that it was found in', () => {
    const anomaly = at(110 * DAY_MS, HOUR_MS);
    expect(chartWindow(record, anomaly, record.endMs)).toEqual({
      range: record,
      fromMs: anomaly.startMs - 6 * HOUR_MS,
      toMs: anomaly.endMs + 6 * HOUR_MS,
    });
  });

  it('shows twice the length on either side of a long one', () => {
    const anomaly = at(105 * DAY_MS, DAY_MS);
    expect(chartWindow(record, anomaly, record.endMs)).toMatchObject({
      fromMs: 103 * DAY_MS,
      toMs: 108 * DAY_MS,
    });
  });

  it('shows sixty samples at a coarse step, and no more than 2,000 at a fine one', () => {
    const hourly = { ...record, stepMs: HOUR_MS };
    expect(chartWindow(hourly, at(107 * DAY_MS, 0), record.endMs).fromMs).toBe(107 * DAY_MS - 60 * HOUR_MS);
    const fine = { ...record, stepMs: 1_000 };
    expect(chartWindow(fine, at(107 * DAY_MS, DAY_MS), record.endMs).fromMs).toBe(107 * DAY_MS - 2_000_000);
  });

  it('reaches beyond what was read back then, but never past now', () => {
    const ongoing = at(record.endMs - HOUR_MS, HOUR_MS);
    const nowMs = record.endMs + 17 * MINUTE_MS;
    const toMs = record.endMs + 15 * MINUTE_MS;
    expect(chartWindow(record, ongoing, nowMs)).toMatchObject({ range: { endMs: toMs }, toMs });
    expect(chartWindow(record, at(record.startMs, 0), nowMs).range).toEqual({
      ...record,
      startMs: record.startMs - 6 * HOUR_MS,
    });
  });

  it("keeps to the record's grid", () => {
    const { range, fromMs, toMs } = chartWindow(record, at(110 * DAY_MS + 7, 3), record.endMs + 1);
    for (const timeMs of [range.startMs, range.endMs, fromMs, toMs]) {
      expect((timeMs - record.startMs) % record.stepMs).toBe(0);
    }
  });
});
