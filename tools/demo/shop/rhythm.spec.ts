import { describe, expect, it } from '@jest/globals';

import { rhythm } from './rhythm.ts';

const mondayMs = Date.UTC(2026, 0, 5);
const week = Array.from({ length: 7 * 1440 }, (_, minute) => rhythm(mondayMs + minute * 60_000));
const at = (day: number, hour: number) => week[(day * 24 + hour) * 60];

describe('the rhythm of the shop', () => {
  it('has a mean of about 1 and never jumps', () => {
    expect(week.reduce((sum, value) => sum + value, 0) / week.length).toBeCloseTo(1, 1);
    const jumps = week.map((value, i) => Math.abs(value - week[(i + 1) % week.length]));
    expect(Math.max(...jumps)).toBeLessThan(0.02);
  });

  it('repeats itself every week', () => {
    expect(rhythm(mondayMs + 7 * 86_400_000)).toBe(rhythm(mondayMs));
  });

  it('is quiet before dawn and busiest in the evening', () => {
    for (let day = 0; day < 7; day++) {
      expect(at(day, 4)).toBeLessThan(0.5);
      expect(at(day, 20)).toBeGreaterThan(3 * at(day, 4));
    }
  });

  it('starts later and ends stronger on weekends', () => {
    const [tuesday, saturday, sunday] = [1, 5, 6];
    for (const day of [saturday, sunday]) {
      expect(at(day, 9)).toBeLessThan(at(tuesday, 9));
      expect(at(day, 20)).toBeGreaterThan(at(tuesday, 20));
    }
  });
});
