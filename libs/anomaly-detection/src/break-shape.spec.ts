import { describe, expect, test } from '@jest/globals';
import { breakShape } from './break-shape.ts';
import { noise } from './testing/synthetic-series.ts';

/** Tries every break by least squares on its three columns, with normal equations solved by elimination. */
function naive(values: Float64Array): 'jump' | 'bend' {
  const error = (column: (t: number, k: number) => number) => {
    let best = Infinity;
    for (let k = 2; k <= values.length - 2; k++) {
      const rows = Array.from(values, (_, t) => [1, t, column(t, k)]);
      best = Math.min(best, leastSquaresError(rows, values));
    }
    return best;
  };
  const jump = error((t, k) => (t >= k ? 1 : 0));
  const bend = error((t, k) => Math.max(0, t - k));
  return bend < jump ? 'bend' : 'jump';
}

function leastSquaresError(rows: number[][], values: Float64Array): number {
  const system = [0, 1, 2].map((a) => [
    ...[0, 1, 2].map((b) => rows.reduce((sum, row) => sum + row[a] * row[b], 0)),
    rows.reduce((sum, row, t) => sum + row[a] * values[t], 0),
  ]);
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      if (a === b) continue;
      const factor = system[b][a] / system[a][a];
      system[b] = system[b].map((value, c) => value - factor * system[a][c]);
    }
  }
  const weights = system.map((equation, a) => equation[3] / equation[a]);
  return rows.reduce(
    (sum, row, t) => sum + (values[t] - row.reduce((fit, x, a) => fit + x * weights[a], 0)) ** 2,
    0,
  );
}

describe('breakShape', () => {
  test('agrees with trying everything', () => {
    const shapes = { jump: 0, bend: 0 };
    for (let seed = 0; seed < 60; seed++) {
      const values = noise(12 + seed, seed).map(
        (value, t) =>
          value + (seed % 3 === 0 ? (t > 9 ? 2 : 0) : seed % 3 === 1 ? Math.max(0, t - 7) / 3 : 0),
      );
      expect(breakShape(values)).toBe(naive(values));
      shapes[breakShape(values)]++;
    }
    expect(shapes.jump).toBeGreaterThan(15);
    expect(shapes.bend).toBeGreaterThan(15);
  });

  test('a clean jump is one on a slope too, and so is a clean bend', () => {
    for (const slope of [0, 0.2, -0.5]) {
      for (const sign of [1, -1]) {
        const line = (t: number) => 1e6 + slope * t;
        const jump = Float64Array.from({ length: 60 }, (_, t) => line(t) + (t >= 40 ? sign * 10 : 0));
        const bend = Float64Array.from({ length: 60 }, (_, t) => line(t) + sign * Math.max(0, t - 40));
        expect(breakShape(jump)).toBe('jump');
        expect(breakShape(bend)).toBe('bend');
      }
    }
  });

  test('too few numbers, equal numbers and huge numbers have an answer', () => {
    expect(breakShape(new Float64Array(0))).toBe('jump');
    expect(breakShape(Float64Array.of(1, 2, 3, 4, 5))).toBe('jump');
    expect(breakShape(new Float64Array(50))).toBe('jump');
    const huge = Float64Array.from({ length: 60 }, (_, t) => 1e306 * Math.max(0, t - 40));
    expect(breakShape(huge)).toBe('bend');
  });
});
