import { describe, expect, it } from '@jest/globals';
import { changePointCover, changePointF1, type Annotation } from './change-point-score.ts';

describe('changePointF1', () => {
  it.each<[string, Annotation[], number[], number]>([
    // All with the first sample as one more of everybody's.
    ['everything that anybody marked', [[10, 20], [11, 20], [10]], [10, 20], 1],
    // Precision 2/2; recalls 1, 1, ½.
    ['what one did not see', [[], [10], [50]], [10], (2 * (5 / 6)) / (1 + 5 / 6)],
    // Precision 1/1; recalls 1, ½, ½.
    ['nothing', [[], [10], [50]], [], (2 * (2 / 3)) / (1 + 2 / 3)],
    ['5 samples late', [[100]], [105], 1],
    // Precision and recall ½.
    ['6 samples late', [[100]], [106], 0.5],
    // Precision 2/3, recall 1.
    ['twice what was marked once', [[100]], [98, 103], 0.8],
    // Precision 2/2, recall 2/3.
    ['once what was marked twice', [[100, 102]], [101], 0.8],
  ])('is right for %s', (_what, annotations, found, expected) => {
    expect(changePointF1(annotations, found)).toBeCloseTo(expected, 12);
  });
});

describe('changePointCover', () => {
  it.each<[string, Annotation[], number[], number, number]>([
    ['the same segments', [[3, 5]], [5, 3], 8, 1],
    ['no change where there is none', [[]], [], 10, 1],
    // The marked segments of 3 and 3 samples: 3 · 1 + 3 · ⅔.
    ['one cut too many', [[3]], [3, 5], 6, 5 / 6],
    // 4 · 4/6 + 2 · 2/6.
    ['one cut too few', [[4]], [], 6, (4 * (4 / 6) + 2 * (2 / 6)) / 6],
    ['a cut at the very first sample, which is none', [[0, 4]], [4], 6, 1],
    ['the mean over the people', [[4], []], [], 6, (1 + (4 * (4 / 6) + 2 * (2 / 6)) / 6) / 2],
  ])('is right for %s', (_what, annotations, found, length, expected) => {
    expect(changePointCover(annotations, found, length)).toBeCloseTo(expected, 12);
  });

  it('is what counting samples one by one gives', () => {
    // 45 samples, by hand: people with 2, 1 and 2 segments more than one.
    const annotations = [[10, 20], [10], [5]];
    const sets = (places: number[]) => {
      const starts = [0, ...places];
      return starts.map(
        (from, s) => new Set(Array.from({ length: (starts[s + 1] ?? 45) - from }, (_, i) => from + i)),
      );
    };
    const found = sets([10, 20]);
    const slow = annotations.map((one) =>
      sets(one).reduce(
        (sum, segment) =>
          sum + (segment.size / 45) * Math.max(...found.map((other) => jaccard(segment, other))),
        0,
      ),
    );
    const mean = slow.reduce((sum, cover) => sum + cover, 0) / 3;
    expect(changePointCover(annotations, [10, 20], 45)).toBeCloseTo(mean, 12);
  });
});

function jaccard(a: Set<number>, b: Set<number>): number {
  const common = [...a].filter((place) => b.has(place)).length;
  return common / (a.size + b.size - common);
}
