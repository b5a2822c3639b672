import { describe, expect, it } from '@jest/globals';
import { joinSeries, splitRange } from './split-range.ts';

describe('splitRange', () => {
  it('keeps a range of 11,000 points whole, and one more splits it', () => {
    expect(splitRange({ startMs: 0, endMs: 10_999_000, stepMs: 1_000 })).toHaveLength(1);
    expect(splitRange({ startMs: 0, endMs: 11_000_000, stepMs: 1_000 })).toEqual([
      { startMs: 0, endMs: 10_999_000, stepMs: 1_000 },
      { startMs: 11_000_000, endMs: 11_000_000, stepMs: 1_000 },
    ]);
  });

  it('holds every moment of the range exactly once, whatever start, end and step are', () => {
    for (const [startMs, endMs, stepMs] of [
      [0, 0, 1],
      [7, 5, 3].sort((a, b) => a - b),
      [1_700_000_000_123, 1_700_000_100_000, 3],
      [-50_000, 50_001, 2],
      [5, 1_000_000, 7],
    ] as const) {
      const expected: number[] = [];
      for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) expected.push(timeMs);
      const pieces = splitRange({ startMs, endMs, stepMs });
      const moments = pieces.flatMap((piece) => {
        const inPiece: number[] = [];
        for (let timeMs = piece.startMs; timeMs <= piece.endMs; timeMs += piece.stepMs) inPiece.push(timeMs);
        expect(inPiece.length).toBeLessThanOrEqual(11_000);
        return inPiece;
      });
      expect(moments).toEqual(expected);
    }
  });

  it.each([
    [{ startMs: NaN, endMs: 1, stepMs: 1 }, /startMs/],
    [{ startMs: 0.5, endMs: 1, stepMs: 1 }, /startMs/],
    [{ startMs: 0, endMs: Infinity, stepMs: 1 }, /endMs/],
    [{ startMs: 2, endMs: 1, stepMs: 1 }, /endMs/],
    [{ startMs: 0, endMs: 1, stepMs: 0 }, /stepMs/],
    [{ startMs: 0, endMs: 1, stepMs: 0.1 }, /stepMs/],
    [{ startMs: 0, endMs: 11_000_000, stepMs: 1 }, /stepMs is too small/],
  ])('refuses %j', (range, message) => {
    expect(() => splitRange(range)).toThrow(message);
    expect(() => splitRange(range)).toThrow(RangeError);
  });
});

describe('joinSeries', () => {
  const series = (labels: Record<string, string>, ...samples: number[]) => ({
    labels,
    timestamps: Float64Array.from(samples),
    values: Float64Array.from(samples, (x) => x * 2),
    histograms: [],
  });

  it('joins by label set, whatever the order of labels, and keeps series that are in one piece only', () => {
    const joined = joinSeries([
      [series({ a: '1', b: '2' }, 1, 2), series({ a: '2' }, 1)],
      [series({ a: '3' }, 3)],
      [series({ b: '2', a: '1' }, 5), series({}, 5)],
    ]);
    expect(joined).toEqual([
      series({ a: '1', b: '2' }, 1, 2, 5),
      series({ a: '2' }, 1),
      series({ a: '3' }, 3),
      series({}, 5),
    ]);
  });

  it('does not take one label set for another that is written alike', () => {
    expect(joinSeries([[series({ a: '1","b":"2' }, 1)], [series({ a: '1', b: '2' }, 2)]])).toHaveLength(2);
  });
});
