import { describe, expect, test } from '@jest/globals';
import { median } from '@metrics-ai/timeseries';
import { SAMPLE_FEATURES, SampleFeatures } from './sample-features.ts';
import { noise } from './testing/synthetic-series.ts';

function describeAll(values: Float64Array): Float64Array[] {
  const features = new SampleFeatures();
  return Array.from(values, (value) => {
    const row = new Float64Array(SAMPLE_FEATURES);
    features.describe(value, row, 0);
    return row;
  });
}

describe('SampleFeatures', () => {
  test('they are the value, its difference, its deviation from the local median, and the roughness', () => {
    const values = noise(120, 1);
    const changes = values.map((value, i) => (i === 0 ? 0 : value - values[i - 1]));
    for (const [i, row] of describeAll(values).entries()) {
      const before = values.subarray(Math.max(0, i - 25), i);
      const recentChanges = changes.subarray(Math.max(0, i - 24), i + 1).map(Math.abs);
      const deviation = i === 0 ? 0 : values[i] - median(before);
      expect(row[0]).toBe(values[i]);
      expect(row[1]).toBe(changes[i]);
      expect(row[2]).toBeCloseTo(deviation, 12);
      expect(row[3]).toBeCloseTo(median(recentChanges), 12);
    }
  });

  test('one spike leaves no trail in deviation and roughness', () => {
    const rows = describeAll(Float64Array.from({ length: 60 }, (_, i) => (i === 30 ? 99 : 1)));
    expect(Array.from(rows[30])).toEqual([99, 98, 98, 0]);
    expect(Array.from(rows[31])).toEqual([1, -98, 0, 0]);
    expect(Array.from(rows[32])).toEqual([1, 0, 0, 0]);
  });

  test('differences of huge values stay finite', () => {
    const rows = describeAll(Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE));
    for (const row of rows) expect(row.every(Number.isFinite)).toBe(true);
  });
});
