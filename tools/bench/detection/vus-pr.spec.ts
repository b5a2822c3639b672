import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../demo/shop/seeded-random.ts';
import { aucPr, softeningWindow, vusPr } from './vus-pr.ts';

describe('vusPr', () => {
  it('is what the definition says, sample by sample, on random labels and scores', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed, 'vus');
      const { labels, scores } = randomCase(random);
      const maxWindow = Math.floor(30 * random.uniform());
      expect([seed, vusPr(labels, scores, maxWindow)]).toEqual([
        seed,
        expect.closeTo(slowVusPr(labels, scores, maxWindow), 10),
      ]);
    }
  });

  const labels = Uint8Array.from({ length: 1_000 }, (_, i) => (i >= 500 && i < 520 ? 1 : 0));

  it('is near 1 for scores that are the labels, and exactly 1 without softened borders', () => {
    expect(vusPr(labels, labels, 0)).toBeCloseTo(1, 12);
    expect(vusPr(labels, labels, 20)).toBeGreaterThan(0.8);
  });

  it('is the share of labels for scores that say nothing', () => {
    expect(vusPr(labels, new Float64Array(1_000), 0)).toBeCloseTo(0.02, 12);
  });

  it('forgives what is near a label the more the wider the window is', () => {
    const late = labels.map((_, i) => labels[i - 5] ?? 0);
    const wide = vusPr(labels, late, 40);
    expect(wide).toBeGreaterThan(vusPr(labels, late, 8));
    expect(vusPr(labels, late, 8)).toBeGreaterThan(vusPr(labels, late, 0));
  });

  it('takes what could not be judged for the least strange of all', () => {
    const scores = Float64Array.from(labels, (label, i) => (i < 400 ? NaN : label - 5));
    const lowest = scores.map((score) => (Number.isNaN(score) ? -99 : score));
    expect(vusPr(labels, scores, 10)).toBe(vusPr(labels, lowest, 10));
  });

  it('is NaN without an anomaly', () => {
    expect(vusPr(new Uint8Array(10), new Float64Array(10), 4)).toBeNaN();
    expect(vusPr([], [], 4)).toBeNaN();
  });
});

describe('aucPr', () => {
  it.each([
    ['scores in the order of the labels', [0, 0, 1, 1], [1, 2, 3, 4], 1],
    // At 4: precision 1, recall ½; at 2: precision ⅔, recall 1.
    ['one label behind one that is none', [0, 1, 0, 1], [1, 2, 3, 4], 0.5 + 0.5 * (2 / 3)],
    ['equal scores', [0, 1, 0, 1], [1, 1, 1, 1], 0.5],
    ['a sample that was not judged', [1, 0], [NaN, 0], 0.5],
  ])('is right for %s', (_what, labels, scores, expected) => {
    expect(aucPr(labels, scores)).toBeCloseTo(expected, 12);
  });

  it('is NaN without an anomaly', () => {
    expect(aucPr([0, 0], [1, 2])).toBeNaN();
  });
});

describe('softeningWindow', () => {
  const wave = (period: number, length = 3_000) =>
    Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * i) / period));

  it.each([6, 24, 288, 303])('is the period of a wave of %d samples', (period) => {
    expect(softeningWindow(wave(period, 20_000))).toBe(period);
  });

  it.each([
    ['of a period that is too long', wave(350)],
    ['of a constant', new Float64Array(500).fill(3)],
    ['of nothing', new Float64Array(0)],
    ['of a slope', Float64Array.from({ length: 500 }, (_, i) => i)],
  ])('is 125 %s', (_what, values) => {
    expect(softeningWindow(values)).toBe(125);
  });

  it('looks at 20,000 samples alone', () => {
    const values = wave(50, 40_000);
    values.set(wave(80, 20_000), 20_000);
    expect(softeningWindow(values)).toBe(50);
  });
});

/** Stretches of labels, some of them close together, and scores of which many are equal. */
function randomCase(random: SeededRandom): { labels: Uint8Array; scores: Float64Array } {
  const labels = new Uint8Array(150);
  for (let s = 0; s < 1 + Math.floor(6 * random.uniform()); s++) {
    const first = Math.floor(150 * random.uniform());
    labels.fill(1, first, first + 1 + Math.floor(10 * random.uniform()));
  }
  const scores = Float64Array.from(labels, (label) => {
    const score = label * random.uniform() + random.uniform();
    return random.uniform() < 0.5 ? Math.round(5 * score) / 5 : score;
  });
  return { labels, scores };
}

/** The definition as it is written: every sample, at each of 250 thresholds, for each window. */
function slowVusPr(labels: Uint8Array, scores: Float64Array, maxWindow: number): number {
  const n = labels.length;
  const stretches: [number, number][] = [];
  labels.forEach((label, i) => {
    if (label === 0) return;
    if (i > 0 && labels[i - 1] !== 0) stretches[stretches.length - 1][1] = i;
    else stretches.push([i, i]);
  });
  const sorted = [...scores].sort((a, b) => b - a);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let sum = 0;
  for (let window = 0; window <= maxWindow; window++) {
    const reach = Math.floor(window / 2);
    const soft = Array.from(labels, (label, i) => {
      let total = label;
      for (const [first, last] of stretches) {
        const distance = i < first ? first - i : i - last;
        if (distance >= 1 && distance <= reach) total += Math.sqrt(1 - distance / window);
      }
      return Math.min(1, total);
    });
    const merged: [number, number][] = [];
    for (const [first, last] of stretches) {
      const before = merged.at(-1);
      if (before !== undefined && before[1] >= first - reach) before[1] = last + reach;
      else merged.push([first - reach, last + reach]);
    }
    let recall = 0;
    for (let k = 0; k < 250; k++) {
      const threshold = sorted[Math.floor((k * (n - 1)) / 249)];
      const isPredicted = (i: number) => scores[i] >= threshold;
      const places = Array.from(labels.keys());
      const hits = places.filter(isPredicted).reduce((total, i) => total + soft[i], 0);
      const extended = places.reduce((total, i) => total + (labels[i] || (isPredicted(i) ? soft[i] : 0)), 0);
      const touched = merged.filter(([first, last]) =>
        places.some((i) => i >= first && i <= last && isPredicted(i)),
      );
      const share = Math.min(hits / ((positives + extended) / 2), 1);
      const next = (share * touched.length) / merged.length;
      sum += (next - recall) * (hits / places.filter(isPredicted).length);
      recall = next;
    }
  }
  return sum / (maxWindow + 1);
}
