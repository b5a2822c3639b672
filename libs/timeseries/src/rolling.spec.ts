import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mean, standardDeviation } from './moments.ts';
import { median } from './quantile.ts';
import { rollingMax, rollingMin } from './rolling-extremes.ts';
import { rollingMedian } from './rolling-median.ts';
import { rollingMean, rollingStd } from './rolling-moments.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';
import { awkwardInputs, fixtureInputs, normals, withHoles } from './testing/seeded-values.ts';

const least = (values: Float64Array): number => (values.length > 0 ? Math.min(...values) : NaN);
const most = (values: Float64Array): number => (values.length > 0 ? Math.max(...values) : NaN);

const functions = {
  mean: { roll: rollingMean, direct: mean },
  std: { roll: rollingStd, direct: standardDeviation },
  min: { roll: rollingMin, direct: least },
  max: { roll: rollingMax, direct: most },
  median: { roll: rollingMedian, direct: median },
};

/** Subnormal numbers have no relative precision to keep. */
const SUBNORMAL = 1e-313;

const fixture = parseFixture(readFileSync(new URL('../fixtures/rolling.json', import.meta.url), 'utf8'));

for (const [name, { roll, direct }] of Object.entries(functions)) {
  describe(`rolling ${name}`, () => {
    for (const input of fixture.keys()) {
      it(`agrees with numpy on ${input}`, () => {
        for (const window of fixture.at(input).keys()) {
          const expected = fixture.at(input, window, name).numbers();
          const values = fixtureInputs[input].subarray(0, expected.length + Number(window) - 1);
          const rolled = roll(values, Number(window));
          expect(rolled.subarray(0, Number(window) - 1).every(Number.isNaN)).toBe(true);
          // A mean near 0 has lost digits on the way in either program: its tolerance is relative to its addends.
          const scale = name === 'mean' ? Math.max(...values.map(Math.abs)) : 0;
          expectClose(rolled.subarray(Number(window) - 1), expected, 1e-9, scale);
        }
      });
    }

    for (const [what, values] of [...awkwardInputs, ['long gaps', withLongGaps()] as const]) {
      it(`agrees with one window after the other: ${what}`, () => {
        for (const window of [1, 2, 3, 7, 10, 40, 41, 1000]) {
          const expected = values.map((_, i) => {
            if (i < window - 1) return NaN;
            return direct(values.subarray(i - window + 1, i + 1).filter((value) => Number.isFinite(value)));
          });
          expectClose(
            roll(values, window),
            expected,
            1e-9,
            name === 'mean' ? Math.max(largestNear(values), SUBNORMAL) : SUBNORMAL,
          );
        }
      });
    }

    it('forgets a huge sample as soon as the window has left it', () => {
      const values = normals(61, 300);
      const clean = roll(values, 20);
      const spoilt = roll(
        values.map((value, i) => (i === 100 ? 1e300 : value)),
        20,
      );
      expectClose(spoilt.subarray(120), clean.subarray(120), 1e-12);
      expectClose(spoilt.subarray(0, 100), clean.subarray(0, 100), 1e-12);
    });

    it('leaves its input alone and refuses windows that are no positive integers', () => {
      const values = normals(62, 30);
      const before = values.slice();
      roll(values, 5);
      expect(values).toEqual(before);
      for (const window of [0, -1, 2.5, NaN, Infinity]) {
        expect(() => roll(values, window)).toThrow(/windowPoints/);
      }
    });
  });
}

describe('rollingStd', () => {
  it('does not let a large offset cancel the spread, and is exactly 0 where nothing changes', () => {
    const steps = normals(63, 400).map((v) => 2 * Math.round(10 * v));
    expectClose(
      rollingStd(
        steps.map((v) => v + 1e16),
        24,
      ),
      rollingStd(steps, 24),
      1e-12,
    );
    const constant = rollingStd(new Float64Array(100).fill(0.1), 7);
    expect(constant.subarray(6).every((value) => value === 0)).toBe(true);
  });
});

/** The tolerance of a mean is relative to what is added up, and a huge sample is in few of the windows. */
function largestNear(values: Float64Array): number {
  return most(values.filter((value) => Number.isFinite(value) && Math.abs(value) < 1e290).map(Math.abs)) || 0;
}

function withLongGaps(): Float64Array {
  return withHoles(normals(64, 200)).map((value, i) => (i % 60 > 45 ? NaN : value));
}
