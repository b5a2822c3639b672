import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { flattenProfile, PROFILE_COLUMNS } from './flatten-profile.ts';
import { profile } from './profile.ts';
import type { SeriesProfile } from './series-profile.ts';
import { seriesOf } from './testing/synthetic.ts';

const empty = profile(seriesOf([], 60));
const period = { periodSeconds: 0, strength: 0, swing: 0, peakAtMs: 0 };
const whole: SeriesProfile = {
  ...empty,
  seasonality: [
    { kind: 'other', ...period },
    { kind: 'daily', ...period },
    { kind: 'weekly', ...period },
  ],
  changePoints: [{ atMs: 0, before: 0, after: 0 }],
};

/** The same value with another number, 1000, 2000, …, for each number in it; `numbers` collects them. */
function numbered(value: unknown, numbers: number[]): unknown {
  if (typeof value === 'number') {
    numbers.push((numbers.length + 1) * 1_000);
    return numbers.at(-1);
  }
  if (Array.isArray(value)) return value.map((item) => numbered(item, numbers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, numbered(item, numbers)]));
}

describe('flattenProfile', () => {
  it('leaves no number of the profile out, and has none twice', () => {
    const numbers: number[] = [];
    const row = flattenProfile(numbered(whole, numbers) as SeriesProfile);
    // The step is the one number that changes its unit, from milliseconds to seconds.
    const expected = numbers.map((number) => (number === 3_000 ? 3 : number));
    const { trend_direction, seasonality_count, change_points_count, ...copied } = row;
    expect(Object.values(copied).sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    expect({ trend_direction, seasonality_count, change_points_count }).toEqual({
      trend_direction: 0,
      seasonality_count: 3,
      change_points_count: 1,
    });
    expect(row.step_seconds).toBe(3);
  });

  it('takes each number from where its name says', () => {
    const { statistics, trend, level } = profile(seriesOf([1, 2, 3, 5, 8], 300));
    const row = flattenProfile(profile(seriesOf([1, 2, 3, 5, 8], 300)));
    expect(row).toMatchObject({
      start_ms: Date.UTC(2024, 0, 1),
      step_seconds: 300,
      statistics_p95: statistics.p95,
      trend_slope_per_hour: trend.slopePerHour,
      level_last_value: level.lastValue,
      level_last_value_at_ms: Date.UTC(2024, 0, 1, 0, 20),
      spikes_count: 0,
    });
  });

  it('has the columns in the order of their list, each in snake case', () => {
    expect(Object.keys(flattenProfile(empty))).toEqual(PROFILE_COLUMNS);
    expect(PROFILE_COLUMNS.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name))).toEqual([]);
  });

  it.each([
    ['rising', 1],
    ['flat', 0],
    ['falling', -1],
  ] as const)('gives the direction %s as %d', (direction, expected) => {
    const row = flattenProfile({ ...empty, trend: { ...empty.trend, direction } });
    expect(row.trend_direction).toBe(expected);
  });

  it('takes the strongest period of a kind and the latest change of level', () => {
    const row = flattenProfile({
      ...empty,
      seasonality: [
        { ...period, kind: 'other', strength: 0.6, periodSeconds: 3_600 },
        { ...period, kind: 'daily', strength: 0.5 },
        { ...period, kind: 'other', strength: 0.2, periodSeconds: 7_200 },
      ],
      changePoints: [
        { atMs: 1, before: 10, after: 20 },
        { atMs: 2, before: 20, after: 5 },
      ],
    });
    expect(row).toMatchObject({
      seasonality_count: 3,
      daily_strength: 0.5,
      weekly_strength: NaN,
      other_strength: 0.6,
      other_period_seconds: 3_600,
      change_points_count: 2,
      change_points_last_at_ms: 2,
      change_points_last_before: 20,
      change_points_last_after: 5,
    });
  });

  it('has NaN for what an empty series does not tell, and zero only for counts of nothing', () => {
    const row = flattenProfile(empty);
    const numbers = PROFILE_COLUMNS.filter((name) => !Number.isNaN(row[name]));
    expect(numbers.filter((name) => row[name] !== 0)).toEqual([]);
    expect(row).toMatchObject({ statistics_count: 0, statistics_mean: NaN, daily_strength: NaN });
  });
});

describe('The README', () => {
  it('lists the columns, all of them and in order', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const section = readme.slice(readme.indexOf('### Columns')).split('\n\n## ')[0];
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const names = rows.flatMap((row) => [...row.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(names).toEqual(PROFILE_COLUMNS);
  });
});
