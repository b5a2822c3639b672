import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../demo/shop/seeded-random.ts';
import {
  layOut,
  NAB_PROFILE_NAMES,
  nabScore,
  optimalThresholds,
  probationLength,
  tallyAt,
  type NabWindow,
  type ScoredFile,
} from './nab-score.ts';

/** 1 where something is detected, else 0. */
function detecting(length: number, windows: readonly NabWindow[], places: readonly number[]): ScoredFile {
  const scores = new Float64Array(length);
  for (const place of places) scores[place] = 1;
  return { layout: layOut(length, windows), scores };
}

const scoresOf = (files: readonly ScoredFile[], threshold = 1) =>
  NAB_PROFILE_NAMES.map((profile) => nabScore(tallyAt(files, threshold), profile));

describe('The score of the Numenta benchmark', () => {
  // Samples 40 to 49 of 100, of which the first 15 are not scored.
  const windows: NabWindow[] = [[40, 49]];

  it('is 100 for a detector that finds every window at its first sample and says nothing else', () => {
    const files = [
      detecting(100, windows, [40]),
      detecting(
        200,
        [
          [50, 60],
          [100, 150],
        ],
        [50, 100],
      ),
    ];
    expect(scoresOf(files)).toEqual([100, 100, 100]);
  });

  it('is 0 for a detector that never says anything', () => {
    expect(scoresOf([detecting(100, windows, [])])).toEqual([0, 0, 0]);
  });

  it('is NaN where there is no window', () => {
    expect(scoresOf([detecting(100, [], [])])).toEqual([NaN, NaN, NaN]);
  });

  it('costs what the profile says for a detection before all windows', () => {
    // Raw 1 − 0.11 of at best 1, and −1 (low-FN: −2) for silence.
    const expected = [(100 * 1.89) / 2, (100 * 1.78) / 2, (100 * 2.89) / 3];
    scoresOf([detecting(100, windows, [40, 20])]).forEach((score, p) => {
      expect(score).toBeCloseTo(expected[p], 12);
    });
  });

  it('is worth less the later a window is found', () => {
    // (2 / (1 + e^−0.5) − 1) / (2 / (1 + e^−5) − 1): the last sample of ten.
    const worth = 0.24491866240370913 / 0.9866142981514303;
    expect(scoresOf([detecting(100, windows, [49])])[0]).toBeCloseTo((100 * (worth + 1)) / 2, 12);
  });

  it('counts only the earliest detection in a window', () => {
    expect(scoresOf([detecting(100, windows, [42, 43, 47, 49])])).toEqual(
      scoresOf([detecting(100, windows, [42])]),
    );
  });

  it.each([
    // 1 sample behind 10: a ninth of the way; the sigmoid at 5/9.
    ['close behind a window', 50, 2 / (1 + Math.exp(5 / 9)) - 1],
    ['a window length behind it', 58, 2 / (1 + Math.exp(5)) - 1],
    ['more than three window lengths behind it', 90, -1],
    ['before all windows', 39, -1],
  ])('takes for a detection %s what the sigmoid says', (_where, place, worth) => {
    const tally = tallyAt([detecting(100, windows, [place])], 1);
    expect(tally).toMatchObject({ falsePoints: 1, windowsHit: 0 });
    expect(tally.falseWorth).toBeCloseTo(worth, 12);
  });

  it('does not see what is said in the probation, be it in a window', () => {
    const early: NabWindow[] = [[10, 19]];
    expect(tallyAt([detecting(100, windows, [0, 7, 14])], 1)).toMatchObject({ falsePoints: 0 });
    expect(tallyAt([detecting(100, early, [12])], 1)).toMatchObject({ windowsHit: 0, scorableWindows: 1 });
    expect(tallyAt([detecting(100, early, [12, 16])], 1).hitWorth).toBe(layOut(100, early).worth[16]);
    expect(tallyAt([detecting(100, [[3, 9]], [5])], 1)).toMatchObject({ windows: 1, scorableWindows: 0 });
  });

  it('does not take for a detection what could not be judged', () => {
    const scores = new Float64Array(100).fill(NaN);
    expect(tallyAt([{ layout: layOut(100, windows), scores }], -1)).toMatchObject({
      windowsHit: 0,
      falsePoints: 0,
    });
  });

  it.each([
    [100, 15],
    [99, 14],
    [5_000, 750],
    [20_000, 750],
  ])('leaves out of %d samples the first %d', (length, probation) => {
    expect(probationLength(length)).toBe(probation);
  });

  it.each<[NabWindow[]]>([
    [[[90, 100]]],
    [[[-1, 3]]],
    [[[5, 4]]],
    [
      [
        [30, 40],
        [40, 50],
      ],
    ],
    [
      [
        [60, 70],
        [30, 40],
      ],
    ],
  ])('refuses windows %j in 100 samples', (bad) => {
    expect(() => layOut(100, bad)).toThrow(RangeError);
  });
});

describe('optimalThresholds', () => {
  it('finds what trying every score finds, on random scores with many ties, gaps and neighbouring windows', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const files = [0, 1, 2].map((file) => randomFile(new SeededRandom(seed, `file ${file}`)));
      const thresholds = optimalThresholds(files);
      for (const profile of NAB_PROFILE_NAMES) {
        expect([profile, thresholds[profile]]).toEqual([profile, slowOptimum(files, profile)]);
      }
    }
  });

  it('says nothing where every detection would cost more than it brings', () => {
    const scores = new Float64Array(1_000).fill(1);
    const files = [{ layout: layOut(1_000, [[900, 901]]), scores }];
    expect(optimalThresholds(files)).toEqual({ standard: Infinity, 'low-FP': Infinity, 'low-FN': Infinity });
    expect(scoresOf(files, Infinity)).toEqual([0, 0, 0]);
  });

  it('says nothing where there is nothing', () => {
    expect(optimalThresholds([])).toEqual({ standard: Infinity, 'low-FP': Infinity, 'low-FN': Infinity });
  });
});

/** Scores of which some windows are found, and a few samples elsewhere; a third of the scores are small whole numbers. */
function randomFile(random: SeededRandom): ScoredFile {
  const length = 60 + Math.floor(140 * random.uniform());
  const windows: NabWindow[] = [];
  for (let at = Math.floor(40 * random.uniform()); windows.length < 4;) {
    const last = at + Math.floor(15 * random.uniform());
    if (last >= length) break;
    windows.push([at, last]);
    at = last + 1 + Math.floor(40 * random.uniform() ** 2);
  }
  const layout = layOut(length, windows);
  const scores = Float64Array.from({ length }, (_, i) => {
    const isInside = windows.some(([first, last]) => i >= first && i <= last);
    if (random.uniform() < 0.1) return NaN;
    const score = (isInside ? 6 : 4) * random.uniform() ** 4;
    return random.uniform() < 0.3 ? Math.round(score) : score;
  });
  return { layout, scores };
}

function slowOptimum(files: readonly ScoredFile[], profile: (typeof NAB_PROFILE_NAMES)[number]): number {
  const all = files.flatMap(({ scores }) => [...scores]).filter((score) => !Number.isNaN(score));
  let best = { score: 1e-9, threshold: Infinity };
  for (const threshold of [...new Set(all)].sort((a, b) => b - a)) {
    const score = nabScore(tallyAt(files, threshold), profile);
    // What is as good but for rounding is no better.
    if (score > best.score + 1e-9) best = { score, threshold };
  }
  return best.threshold;
}
