import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findPeaks, findTroughs } from './find-peaks.ts';
import type { PeakOptions } from './find-peaks.ts';
import { expectClose } from './testing/expect-close.ts';
import { parseFixture } from './testing/fixture.ts';
import { awkwardInputs, fixtureInputs, normals } from './testing/seeded-values.ts';

const fixture = parseFixture(readFileSync(new URL('../fixtures/peaks.json', import.meta.url), 'utf8'));

describe('findPeaks', () => {
  for (const input of fixture.keys()) {
    it(`agrees with scipy under every condition on ${input}`, () => {
      const values = fixtureInputs[input].subarray(0, 300);
      const cases = fixture.at(input);
      expect(cases.keys().length).toBeGreaterThan(4);
      for (const key of cases.keys()) {
        const expected = cases.at(key);
        const options: PeakOptions = Object.fromEntries(
          expected
            .at('options')
            .keys()
            .map((name) => [name, expected.at('options', name).number()]),
        );
        const peaks = findPeaks(values, options);
        expect(Array.from(peaks.indices)).toEqual(Array.from(expected.at('indices').numbers()));
        expect(Array.from(peaks.leftBases)).toEqual(Array.from(expected.at('left').numbers()));
        expect(Array.from(peaks.rightBases)).toEqual(Array.from(expected.at('right').numbers()));
        expectClose(peaks.prominences, expected.at('prominences').numbers());
      }
    });
  }

  it('finds the middle of a flat top, rounded down, and no top that touches an end', () => {
    expect(Array.from(findPeaks(Float64Array.of(0, 1, 1, 0, 2, 2, 2, 0)).indices)).toEqual([1, 5]);
    expect(Array.from(findPeaks(Float64Array.of(3, 3, 0, 1, 1)).indices)).toEqual([]);
    expect(Array.from(findPeaks(Float64Array.of(0, 1, 1, 2, 0)).indices)).toEqual([3]);
  });

  it('takes a gap for an end of the series', () => {
    for (const gap of [NaN, Infinity, -Infinity]) {
      const peaks = findPeaks(Float64Array.of(-9, 5, gap, 1, 3, 2, 8, gap, 7, 0));
      expect(Array.from(peaks.indices)).toEqual([4]);
      expect(Array.from(peaks.leftBases)).toEqual([3]);
      expect(Array.from(peaks.rightBases)).toEqual([5]);
    }
  });

  it('agrees with looking from each peak in both directions, gaps, ties and plateaus included', () => {
    for (const [name, values] of awkwardInputs) {
      const peaks = findPeaks(values);
      expect([name, peaksByDefinition(values)]).toEqual([
        name,
        Array.from(peaks.indices, (index, k) => [
          index,
          peaks.prominences[k],
          peaks.leftBases[k],
          peaks.rightBases[k],
        ]),
      ]);
    }
  });

  it('refuses a distance below one and options that are no numbers', () => {
    expect(() => findPeaks(new Float64Array(3), { distance: 0.5 })).toThrow(/distance/);
    expect(() => findPeaks(new Float64Array(3), { prominence: NaN })).toThrow(RangeError);
  });

  it('leaves its input alone', () => {
    const values = normals(1, 50);
    const before = values.slice();
    findPeaks(values, { distance: 3, width: 1 });
    expect(values).toEqual(before);
  });
});

describe('findTroughs', () => {
  it('finds the peaks of the mirrored series', () => {
    const values = normals(21, 200);
    const options = { prominence: 1, distance: 4, height: 0 };
    expect(findTroughs(values, options)).toEqual(
      findPeaks(
        values.map((v) => -v),
        options,
      ),
    );
    expect(Array.from(findTroughs(Float64Array.of(5, 1, 4, 0, 0, 3)).indices)).toEqual([1, 3]);
  });
});

/** [index, prominence, left base, right base] of each peak, as scipy's documentation tells it. */
function peaksByDefinition(values: Float64Array): number[][] {
  const x = values.map((value) => (Number.isFinite(value) ? value : NaN));
  const found: number[][] = [];
  for (let i = 1; i < x.length - 1; i++) {
    let end = i;
    while (x[end + 1] === x[i]) end++;
    if (!(x[i - 1] < x[i] && x[end + 1] < x[i])) continue;
    const peak = Math.floor((i + end) / 2);
    let left = peak;
    for (let j = peak; j >= 0 && x[j] <= x[peak]; j--) if (x[j] < x[left]) left = j;
    let right = peak;
    for (let j = peak; j < x.length && x[j] <= x[peak]; j++) if (x[j] < x[right]) right = j;
    found.push([peak, x[peak] - Math.max(x[left], x[right]), left, right]);
  }
  return found;
}
