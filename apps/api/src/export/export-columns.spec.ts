import { describe, expect, it } from '@jest/globals';
import type { SeriesRecord } from '@metrics-ai/vector-store';
import { storedRecord } from '../testing/stored-records.ts';
import { EXPORT_COLUMNS, exportRow } from './export-columns.ts';

const rowOf = (record: SeriesRecord) => {
  const cells = exportRow(record);
  return Object.fromEntries(EXPORT_COLUMNS.map((name, i) => [name, cells[i]]));
};

/** The same structure with another number in each place; those that name a time are whole seconds. */
function numbered(value: unknown, numbers: number[]): unknown {
  if (Array.isArray(value)) return value.map((each) => numbered(each, numbers));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, numbered(each, numbers)]));
  }
  if (typeof value !== 'number') return value;
  numbers.push((numbers.length + 1) * 1000);
  return numbers.at(-1);
}

const anomaly = (score: number, peakMs: number): SeriesRecord['anomalies'][number] => ({
  type: 'spike',
  startMs: 0,
  endMs: 0,
  detectedMs: NaN,
  peakMs,
  isOngoing: false,
  value: 1,
  expected: 0,
  lower: -1,
  upper: 1,
  score,
  confidence: 1,
  detectors: [],
  signals: [],
  onceInMs: NaN,
  reason: '',
});

describe('The columns of an export', () => {
  const record = storedRecord('a', 4);

  it('have different names, in the spelling of the API', () => {
    expect(new Set(EXPORT_COLUMNS).size).toBe(EXPORT_COLUMNS.length);
    expect(EXPORT_COLUMNS.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(EXPORT_COLUMNS).toEqual(
      expect.arrayContaining(['statistics_p95', 'trend_slope_per_hour', 'labels']),
    );
  });

  it('hold every number of a profile', () => {
    const numbers: number[] = [];
    const season = { periodSeconds: 0, strength: 0, swing: 0, peakAtMs: 0 };
    const kinds = ['daily', 'weekly', 'other'] as const;
    const full = {
      ...record.profile,
      // The window has columns of its own.
      ...{ startMs: undefined, endMs: undefined, stepMs: undefined },
      seasonality: kinds.map((kind) => ({ kind, ...season })),
      changePoints: [{ atMs: 0, before: 0, after: 0 }],
    };
    const row = rowOf({ ...record, profile: numbered(full, numbers) as SeriesRecord['profile'] });
    const cells = new Set(Object.values(row));
    expect(numbers.length).toBeGreaterThan(60);
    expect(numbers.filter((x) => !cells.has(x) && !cells.has(new Date(x).toISOString()))).toEqual([]);
  });

  it('show the strongest period of each kind, the last change of level and the highest anomaly', () => {
    const season = { strength: 0.5, swing: 2, peakAtMs: 0 };
    const row = rowOf({
      ...record,
      anomalies: [anomaly(NaN, 1000), anomaly(2, 2000), anomaly(3, 3000), anomaly(1, 4000)],
      profile: {
        ...record.profile,
        seasonality: [
          { kind: 'other', periodSeconds: 900, ...season },
          { kind: 'weekly', periodSeconds: 604_800, ...season },
          { kind: 'other', periodSeconds: 60, ...season },
        ],
        changePoints: [
          { atMs: 1000, before: 1, after: 2 },
          { atMs: 2000, before: 2, after: 3 },
        ],
      },
    });
    expect(row).toMatchObject({
      anomaly_count: 4,
      highest_anomaly_score: 3,
      highest_anomaly_type: 'spike',
      highest_anomaly_once_in_seconds: NaN,
      ongoing_anomaly_count: 0,
      highest_anomaly_at: '1970-01-01T00:00:03.000Z',
      daily_strength: NaN,
      weekly_period_seconds: 604_800,
      other_period_seconds: 900,
      change_points_count: 2,
      change_points_last_at: '1970-01-01T00:00:02.000Z',
      change_points_last_after: 3,
    });
  });

  it('are empty where nothing is known', () => {
    const row = rowOf({
      ...record,
      startMs: NaN,
      endMs: 9e15,
      profile: { ...record.profile, changePoints: [] },
    });
    expect(row).toMatchObject({
      start: '',
      end: '',
      highest_anomaly_score: '',
      highest_anomaly_at: '',
      highest_anomaly_type: '',
      change_points_last_at: '',
      change_points_last_after: NaN,
      peaks_highest_at: expect.any(String),
    });
  });

  it('have the labels as JSON and the tags as words', () => {
    const labels = { __name__: 'up', path: 'a"b,c\nd', city: 'Zürich' };
    const row = rowOf({ ...record, labels, tags: ['rising', 'spiky'] });
    expect(JSON.parse(String(row['labels']))).toEqual(labels);
    expect(row['tags']).toBe('rising spiky');
  });
});
