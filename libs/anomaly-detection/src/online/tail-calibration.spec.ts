import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { gaussian } from '../testing/synthetic-series.ts';
import { CALIBRATION_FLOATS, learnTail, tailShare, tailValue } from './tail-calibration.ts';

/** A calibration with neighbours in its memory, which must stay as they are. */
class Calibration {
  private readonly at = 7;
  private readonly tables = new Float32Array(CALIBRATION_FLOATS + 14);

  learn(value: number, growth = 1, pace = 1): void {
    learnTail(this.tables, this.at, value, growth, pace);
  }

  share(value: number): number {
    return tailShare(this.tables, this.at, value);
  }

  value(share: number): number {
    return tailValue(this.tables, this.at, share);
  }

  get neighbours(): number[] {
    return [...this.tables.subarray(0, this.at), ...this.tables.subarray(this.at + CALIBRATION_FLOATS)];
  }
}

/** The share of the weighted past at or above `value`, half of what a sample of now weighs counted with it. */
function plainShare(past: readonly number[], value: number, growth: number): number {
  let [above, total, weight] = [0, 0, 1];
  for (let i = past.length - 1; i >= 0; i--, weight /= growth) {
    total += weight;
    if (past[i] >= value) above += weight;
  }
  return (above + 0.5) / (total + 1);
}

/** A bin is at most a quarter of its lower edge wide. */
const BIN = 1.25;

const DISTRIBUTIONS: Record<string, (random: () => number, normal: () => number) => number> = {
  uniform: (random) => 1 + random(),
  'log-normal': (_, normal) => Math.exp(normal()),
  'half-normal': (_, normal) => 1e-9 * Math.abs(normal()),
  Pareto: (random) => 1e12 * (1 - random()) ** -0.5,
  'one of three': (random) => [3, 4, 100][Math.floor(3 * random())],
};

function draw(name: string, count: number, seed: number): number[] {
  const [random, normal] = [seededRandom(seed), gaussian(seed + 1)];
  return Array.from({ length: count }, () => DISTRIBUTIONS[name](random, normal));
}

describe('tailShare', () => {
  test.each(Object.keys(DISTRIBUTIONS))(
    '%s: as large a share as in the sorted past, give or take a bin; never too rare far below',
    (name) => {
      for (const growth of [1, 2 ** (1 / 200)]) {
        const calibration = new Calibration();
        const past: number[] = [];
        for (const value of draw(name, 3_000, 5)) {
          calibration.learn(value, growth);
          past.push(value);
          if (past.length % 250 !== 0 && past.length > 5) continue;
          const sorted = past.toSorted((a, b) => a - b);
          const large = sorted[Math.floor(0.99 * past.length)];
          for (let i = Math.floor(past.length / 20); i < past.length; i += Math.ceil(past.length / 50)) {
            const share = calibration.share(sorted[i]);
            expect(share).toBeGreaterThan(plainShare(past, sorted[i] * BIN, growth) - 1e-4);
            if (sorted[i] < large / 8) continue;
            expect(share).toBeLessThan(plainShare(past, sorted[i] / BIN, growth) + 1e-4);
          }
        }
      }
    },
  );

  test('what is larger is never less rare, and beyond the largest ever rarer', () => {
    for (const [seed, name] of Object.keys(DISTRIBUTIONS).entries()) {
      const calibration = new Calibration();
      const past = draw(name, 2_000, seed);
      for (const value of past) calibration.learn(value, 1.001);
      const largest = Math.max(...past);
      let last = 1;
      for (let value = Math.min(...past); value < 1e4 * largest; value *= 1.003) {
        const share = calibration.share(value);
        expect(share).toBeLessThanOrEqual(last);
        expect(share).toBeGreaterThan(0);
        last = share;
      }
      const [ten, hundred] = [calibration.share(10 * largest), calibration.share(100 * largest)];
      expect(calibration.share(BIN * largest)).toBeGreaterThan(ten);
      expect(ten).toBeGreaterThan(hundred);
    }
  });

  test('a heavy tail makes what lies beyond it less rare than a light one does', () => {
    const [heavy, light] = [new Calibration(), new Calibration()];
    for (const value of draw('Pareto', 3_000, 1)) heavy.learn(value);
    for (const value of draw('uniform', 3_000, 1)) light.learn(value);
    const beyond = (calibration: Calibration) =>
      calibration.share(30 * calibration.value(0.001)) / calibration.share(calibration.value(0.001));
    expect(beyond(heavy)).toBeGreaterThan(10 * beyond(light));
  });

  test('everything is usual before anything was learnt, and 0 is never rare', () => {
    const calibration = new Calibration();
    for (const value of [0, 1e-30, 1, 1e30]) expect(calibration.share(value)).toBe(1);
    for (const value of draw('uniform', 100, 1)) calibration.learn(value);
    expect(calibration.share(0)).toBe(1);
    expect(calibration.share(5e-324)).toBe(1);
  });

  test('after nothing but zeros anything else is rare, and its size is learnt', () => {
    const calibration = new Calibration();
    for (let i = 0; i < 500; i++) calibration.learn(0);
    for (const value of [0, -0]) expect(calibration.share(value)).toBe(1);
    calibration.learn(8);
    expect(calibration.share(8)).toBeLessThan(0.01);
    expect(calibration.share(80)).toBeLessThan(calibration.share(8));
    for (let i = 0; i < 500; i++) calibration.learn(8);
    expect(calibration.share(7)).toBeGreaterThan(0.4);
    expect(calibration.share(7)).toBeLessThan(0.6);
  });

  test('after so many zeros the first other value is as rare as one among so many, whatever its size', () => {
    const calibration = new Calibration();
    for (let zeros = 1; zeros <= 1_000; zeros++) {
      calibration.learn(0);
      for (const value of [1e-30, 1, 1e30])
        expect(calibration.share(value)).toBeCloseTo(0.5 / (zeros + 1), 9);
    }
  });

  test('one absurd sample does not cost the resolution of all others', () => {
    const calibration = new Calibration();
    for (const value of draw('log-normal', 2_000, 9)) calibration.learn(value);
    const before = [0.3, 1, 3].map((value) => calibration.share(value));
    calibration.learn(1e30);
    for (const [i, value] of [0.3, 1, 3].entries()) {
      expect(calibration.share(value)).toBeCloseTo(before[i], 2);
    }
    expect(calibration.share(1e30)).toBeLessThan(0.001);
  });

  test('values may grow and shrink over sixty orders of magnitude', () => {
    const calibration = new Calibration();
    const random = seededRandom(3);
    const growth = 2 ** (1 / 200);
    const decades = Array.from({ length: 61 }, (_, i) => i - 30);
    for (const decade of [...decades, ...decades.toReversed()]) {
      for (let i = 0; i < 3_000; i++) calibration.learn((1 + random()) * 10 ** decade, growth);
      expect(Math.abs(calibration.share(1.5 * 10 ** decade) - 0.5)).toBeLessThan(0.15);
      expect(calibration.share(10 * 10 ** decade)).toBeLessThan(0.01);
      expect(calibration.share(10 ** decade / 2)).toBeGreaterThan(0.99);
    }
  });

  test('neighbours in memory stay as they are', () => {
    const calibration = new Calibration();
    const random = seededRandom(8);
    for (let i = 0; i < 20_000; i++) {
      calibration.learn(i % 97 === 0 ? 0 : 10 ** (76 * random() - 38), 1.01);
      calibration.share(10 ** (76 * random() - 38));
      calibration.value(random());
    }
    expect(calibration.neighbours.every((value) => value === 0)).toBe(true);
  });
});

describe('learnTail', () => {
  test('the past fades at the same pace however long the series is', () => {
    const growth = 2 ** (1 / 50);
    const calibration = new Calibration();
    // By turns small and large, so that a past of the wrong weight shows.
    const past = draw('log-normal', 100_000, 4).map((value, i) =>
      Math.floor(i / 61) % 2 === 0 ? value : 3 * value,
    );
    for (const [i, value] of past.entries()) {
      calibration.learn(value, growth);
      if (i % 499 !== 498) continue;
      const recent = past.slice(Math.max(0, i - 1_000), i + 1);
      for (const value of [3, 5, 8, 15]) {
        const share = calibration.share(value);
        expect(share).toBeGreaterThan(plainShare(recent, value * BIN, growth) - 1e-3);
        expect(share).toBeLessThan(plainShare(recent, value / BIN, growth) + 1e-3);
      }
    }
  });

  test('fades slowly, too: half in a hundred thousand samples', () => {
    const growth = 2 ** 1e-5;
    const calibration = new Calibration();
    for (let i = 0; i < 300_000; i++) calibration.learn(100, growth);
    for (const halvings of [1, 2, 3]) {
      for (let i = 0; i < 100_000; i++) calibration.learn(1, growth);
      // Of all that weighs 1 / 2^k so far in the past, the first three halvings are left.
      const left = (1 - 2 ** -3) * 2 ** -halvings;
      expect(calibration.share(50)).toBeCloseTo(left / (1 - 2 ** -(3 + halvings)), 2);
    }
  });

  test('at a tenth of the pace a value counts a tenth', () => {
    const calibration = new Calibration();
    for (let i = 0; i < 1_000; i++) calibration.learn(1);
    for (let i = 0; i < 1_000; i++) calibration.learn(100, 1, 0.1);
    expect(calibration.share(50)).toBeCloseTo(100 / 1_100, 2);
  });

  test('a pause of any length leaves finite shares', () => {
    const calibration = new Calibration();
    for (const [i, value] of draw('log-normal', 500, 4).entries()) {
      calibration.learn(value, i % 50 === 49 ? 2 ** 60 : 1);
      const share = calibration.share(2);
      expect(share > 0 && share <= 1).toBe(true);
      expect(calibration.value(0.1)).toBeLessThan(1e3);
    }
  });
});

describe('tailValue', () => {
  test('the value that so large a share exceeds: the inverse of tailShare', () => {
    for (const name of ['uniform', 'log-normal', 'half-normal', 'Pareto']) {
      const calibration = new Calibration();
      const past = draw(name, 4_000, 6);
      for (const value of past) calibration.learn(value);
      const sorted = past.toSorted((a, b) => b - a);
      for (const share of [0.3, 0.1, 0.02, 0.005]) {
        const value = calibration.value(share);
        expect(Math.abs(calibration.share(value) - share)).toBeLessThan(0.001);
        const exact = sorted[Math.floor(share * past.length)];
        expect(value).toBeGreaterThan(exact / BIN);
        expect(value).toBeLessThan(exact * BIN);
      }
    }
  });

  test('0 before anything was learnt, and next to nothing where so large a share is 0', () => {
    const calibration = new Calibration();
    expect(calibration.value(0.01)).toBe(0);
    for (let i = 0; i < 100; i++) calibration.learn(0);
    expect(calibration.value(0.01)).toBe(0);
    calibration.learn(5);
    expect(calibration.value(0.5)).toBeLessThan(0.5);
  });
});
