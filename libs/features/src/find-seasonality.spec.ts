import { describe, expect, it } from '@jest/globals';
import { profile } from './profile.ts';
import { redNoise, seriesOf, uniform } from './testing/synthetic.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

interface Case {
  /** Row of the table. */
  readonly truth: string;
  readonly stepSeconds: number;
  readonly points: number;
  readonly periodsSeconds: readonly number[];
  readonly values: (seed: number) => Float64Array;
}

const sine = (seconds: number, phase: number): number => Math.sin(2 * Math.PI * (seconds + phase));

/** Sines of amplitude 1 on white noise of standard deviation 1. */
function waves(truth: string, stepSeconds: number, days: number, periodsSeconds: readonly number[]): Case {
  const points = Math.round((days * DAY) / stepSeconds);
  const values = (seed: number): Float64Array => {
    const phase = uniform(seed + 1_000)();
    return redNoise(seed, points, 0).map((x, i) =>
      periodsSeconds.reduce((sum, period) => sum + sine((i * stepSeconds) / period, phase), x),
    );
  };
  return { truth, stepSeconds, points, periodsSeconds, values };
}

function nothing(
  truth: string,
  stepSeconds: number,
  days: number,
  phi: number,
  extra = (_i: number) => 0,
): Case {
  const points = Math.round((days * DAY) / stepSeconds);
  const values = (seed: number): Float64Array => redNoise(seed, points, phi).map((x, i) => x + extra(i));
  return { truth, stepSeconds, points, periodsSeconds: [], values };
}

const cases: readonly [Case, number][] = [
  [waves('daily', 300, 14, [DAY]), 12],
  [waves('daily', 3_600, 14, [DAY]), 12],
  [waves('daily', 60, 4, [DAY]), 8],
  [waves('weekly', 300, 14, [WEEK]), 12],
  [waves('weekly', 3_600, 28, [WEEK]), 12],
  [waves('daily and weekly', 300, 21, [DAY, WEEK]), 12],
  [waves('daily and weekly', 3_600, 28, [DAY, WEEK]), 12],
  [waves('other', 60, 2, [HOUR]), 8],
  [waves('other', 60, 3, [5 * HOUR]), 8],
  [waves('other', 300, 7, [HOUR]), 8],
  [waves('other', 300, 7, [90 * 60]), 8],
  [waves('other', 300, 14, [4.7 * HOUR]), 8],
  [waves('other', 300, 14, [8 * HOUR]), 8],
  [waves('other', 300, 14, [12 * HOUR]), 8],
  [waves('other', 300, 14, [33 * HOUR]), 8],
  [waves('other', 300, 14, [72 * HOUR]), 8],
  [waves('other', 3_600, 28, [6 * HOUR]), 8],
  [waves('other', 3_600, 28, [48 * HOUR]), 8],
  [waves('other', 3_600, 28, [72 * HOUR]), 8],
  ...[60, 300, 3_600].flatMap((step): [Case, number][] => {
    const days = step === 60 ? 3 : step === 300 ? 14 : 28;
    const points = (days * DAY) / step;
    return [
      [nothing('none: white', step, days, 0), 10],
      [nothing('none: AR(1) 0.5', step, days, 0.5), 10],
      [nothing('none: AR(1) 0.8', step, days, 0.8), 10],
      [nothing('none: AR(1) 0.95', step, days, 0.95), 10],
      [nothing('none: random walk', step, days, 1), 10],
      [nothing('none: trend', step, days, 0, (i) => (6 * i) / points), 8],
      [nothing('none: spikes', step, days, 0, spikes), 8],
    ];
  }),
];

/** One sample in 300 or so, without any order. */
function spikes(i: number): number {
  return uniform(i * 7_919)() < 1 / 300 ? 40 : 0;
}

function seasonalityOf(values: Float64Array, stepSeconds: number): { kind: string; periodSeconds: number }[] {
  return profile(seriesOf(values, stepSeconds)).seasonality.map(({ kind, periodSeconds }) => ({
    kind,
    periodSeconds,
  }));
}

function matches(found: number, true_: number): boolean {
  return Math.abs(found / true_ - 1) < 0.03;
}

describe('seasonality on seeded series', () => {
  it('finds at least 95 % of the periods, and false ones in at most 2 % of the series without', () => {
    const table = new Map<string, { series: number; right: number; missed: number; false_: number }>();
    let seed = 0;
    for (const [{ truth, stepSeconds, periodsSeconds, values }, repeats] of cases) {
      const row = table.get(truth) ?? { series: 0, right: 0, missed: 0, false_: 0 };
      table.set(truth, row);
      for (let repeat = 0; repeat < repeats; repeat++) {
        const found = seasonalityOf(values((seed += 1)), stepSeconds);
        row.series += 1;
        const hits = periodsSeconds.filter((period) =>
          found.some(({ periodSeconds }) => matches(periodSeconds, period)),
        );
        if (hits.length < periodsSeconds.length) row.missed += 1;
        if (found.length > hits.length) row.false_ += 1;
        if (hits.length === periodsSeconds.length && found.length === hits.length) row.right += 1;
      }
    }
    const rows = [...table].map(
      ([truth, { series, right, missed, false_ }]) =>
        `${truth.padEnd(20)}${[series, right, missed, false_].map((n) => String(n).padStart(8)).join('')}`,
    );
    process.stdout.write(`\n${'truth'.padEnd(20)}  series   right  missed   false\n${rows.join('\n')}\n`);

    const sum = (which: (truth: string) => boolean, key: 'series' | 'missed' | 'false_'): number =>
      [...table].filter(([truth]) => which(truth)).reduce((total, [, row]) => total + row[key], 0);
    const periodic = (truth: string): boolean => !truth.startsWith('none');
    const without = (truth: string): boolean => truth.startsWith('none');
    expect(sum(() => true, 'series')).toBeGreaterThanOrEqual(300);
    expect(sum(without, 'false_') / sum(without, 'series')).toBeLessThanOrEqual(0.02);
    expect(sum(periodic, 'missed') / sum(periodic, 'series')).toBeLessThanOrEqual(0.05);
    expect(sum(periodic, 'false_') / sum(periodic, 'series')).toBeLessThanOrEqual(0.02);
  });
});

describe('seasonality', () => {
  const daily = (i: number): number => 3 * Math.sin((2 * Math.PI * i) / 288);

  it('refines the period beyond the step', () => {
    const period = 17.37 * 300;
    const values = redNoise(1, 4_032, 0).map((x, i) => 3 * Math.sin((2 * Math.PI * i * 300) / period) + x);
    const [found] = seasonalityOf(values, 300);
    expect(Math.abs(found.periodSeconds - period)).toBeLessThan(3);
  });

  it('says how much of the variance the period explains', () => {
    const noise = redNoise(2, 4_032, 0);
    const measured = profile(
      seriesOf(
        noise.map((x, i) => daily(i) + x),
        300,
      ),
    );
    // A sine of amplitude 3 has a variance of 4.5, the noise 1.
    expect(measured.seasonality[0].strength).toBeCloseTo(4.5 / 5.5, 1);
    expect(measured.seasonality[0].swing).toBeCloseTo(6, 0);
    // Six hours after midnight, when the series began.
    expect(new Date(measured.seasonality[0].peakAtMs + 1_800_000).getUTCHours()).toBe(6);
  });

  it('takes 12 hours for a harmonic beside a day, and for a period on its own', () => {
    const half = (i: number): number => 3 * Math.sin((2 * Math.PI * i) / 144 + 1);
    const noise = redNoise(3, 4_032, 0);
    const both = seasonalityOf(
      noise.map((x, i) => daily(i) + half(i) + x),
      300,
    );
    expect(both.map(({ kind }) => kind)).toEqual(['daily']);
    const alone = seasonalityOf(
      noise.map((x, i) => half(i) + x),
      300,
    );
    expect(alone).toHaveLength(1);
    expect(alone[0].kind).toBe('other');
    expect(matches(alone[0].periodSeconds, 12 * HOUR)).toBe(true);
  });

  it('does not report two days beside one', () => {
    const noise = redNoise(4, 30 * 24, 0);
    const found = seasonalityOf(
      noise.map((x, i) => 4 * Math.sin((2 * Math.PI * i) / 24) + 0.1 * x),
      HOUR,
    );
    expect(found.map(({ kind }) => kind)).toEqual(['daily']);
  });

  it('finds daily and weekly in business hours', () => {
    const busy = (i: number): number => {
      const day = Math.floor(i / 24) % 7;
      const hour = i % 24;
      return day < 5 && hour >= 9 && hour < 17 ? 10 : 2;
    };
    const found = seasonalityOf(
      redNoise(5, 28 * 24, 0.3).map((x, i) => busy(i) + x),
      HOUR,
    );
    expect(found.map(({ kind }) => kind).sort()).toEqual(['daily', 'weekly']);
  });

  it('wants three cycles of a day and two of a week', () => {
    const noise = redNoise(6, 4_032, 0.3);
    const cut = (days: number): string[] =>
      seasonalityOf(
        noise.slice(0, days * 288).map((x, i) => daily(i) + 0.3 * x),
        300,
      ).map(({ kind }) => kind);
    expect(cut(2.9)).toEqual([]);
    expect(cut(3)).toEqual(['daily']);
    const weekly = (days: number): string[] =>
      seasonalityOf(
        noise.slice(0, days * 288).map((x, i) => 3 * Math.sin((2 * Math.PI * i) / 2_016) + 0.3 * x),
        300,
      ).map(({ kind }) => kind);
    expect(weekly(13.9)).not.toContain('weekly');
    expect(weekly(14)).toEqual(['weekly']);
  });

  it('survives a few spikes, gaps of a tenth, a trend and a level shift', () => {
    const noise = redNoise(7, 4_032, 0);
    const random = uniform(8);
    const holes = noise.map(() => (random() < 0.05 ? 1 : 0));
    holes.fill(1, 1_000, 1_200);
    const disturbed: Record<string, (x: number, i: number) => number> = {
      spikes: (x, i) => x + 8 * spikes(i),
      gaps: (x, i) => (holes[i] === 1 ? NaN : x),
      trend: (x, i) => x + i / 100,
      shift: (x, i) => x + (i < 2_345 ? 0 : 20),
    };
    for (const disturb of Object.values(disturbed)) {
      const found = seasonalityOf(
        noise.map((x, i) => disturb(daily(i) + x, i)),
        300,
      );
      expect(found.map(({ kind }) => kind)).toEqual(['daily']);
    }
  });
});
