import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { profile } from './profile.ts';
import type { SeriesProfile } from './series-profile.ts';
import { normalNoise, redNoise, seriesOf } from './testing/synthetic.ts';

interface Figures {
  readonly name: string;
  readonly values: number[];
  readonly expected: {
    readonly statistics: Record<string, number>;
    readonly trend: Record<string, number>;
    readonly volatility: Record<string, number>;
    readonly level: Record<string, number>;
    readonly peaks: Record<string, number>;
    readonly troughs: Record<string, number>;
  };
}

const figures = JSON.parse(
  readFileSync(new URL('../fixtures/statistics.json', import.meta.url), 'utf8'),
) as Figures[];

const STEP_SECONDS = 300;
const DAY = 86_400 / STEP_SECONDS;

function close(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), 1e-9));
}

function twoWeeks(value: (i: number, noise: number) => number, seed = 1): SeriesProfile {
  const noise = normalNoise(seed, 14 * DAY);
  return profile(
    seriesOf(
      noise.map((x, i) => value(i, x)),
      STEP_SECONDS,
    ),
  );
}

describe('profile against numpy and scipy', () => {
  for (const { name, values, expected } of figures) {
    it(`agrees to 1e-9 on ${name}`, () => {
      const series = seriesOf(values, STEP_SECONDS);
      const measured = profile(series);
      for (const part of ['statistics', 'trend', 'volatility', 'level', 'peaks', 'troughs'] as const) {
        const own = Object.entries(measured[part]) as [string, number][];
        const compared = own.filter(([key]) => key in expected[part]);
        expect(compared.length).toBeGreaterThanOrEqual(2);
        for (const [key, value] of compared) close(value, expected[part][key]);
      }
      expect(measured.peaks.highestAtMs).toBe(series.timestamps[expected.peaks.highestIndex]);
      expect(measured.troughs.highestAtMs).toBe(series.timestamps[expected.troughs.highestIndex]);
    });
  }
});

describe('trend', () => {
  it('is rising with its slope and relative change', () => {
    const { trend } = twoWeeks((i, noise) => 10 + i / (14 * DAY) + 0.3 * noise);
    expect(trend.direction).toBe('rising');
    expect(trend.robustSlopePerHour).toBeCloseTo(1 / 336, 4);
    expect(trend.relativeChange).toBeCloseTo(1 / 10.5, 2);
    expect(trend.pValue).toBeLessThan(1e-6);
  });

  it('is falling where the series falls', () => {
    expect(twoWeeks((i, noise) => 10 - i / (3 * DAY) + noise).trend.direction).toBe('falling');
  });

  it('is rising for a leak that gathers speed', () => {
    expect(twoWeeks((i, noise) => 10 * Math.exp(i / (7 * DAY)) + 0.3 * noise).trend.direction).toBe('rising');
  });

  it('is flat when the change is significant but too small to matter', () => {
    const { trend } = twoWeeks((i, noise) => 1_000 + (2 * i) / (14 * DAY) + 0.3 * noise);
    expect(trend.pValue).toBeLessThan(1e-6);
    expect(trend.direction).toBe('flat');
  });

  it('is flat for a daily cycle cut at any phase, from a day and a half on', () => {
    for (const days of [1.6, 2.3, 3.4, 5.7, 10.3]) {
      for (let phase = 0; phase < 24; phase += 4) {
        const noise = redNoise(phase, Math.round(days * DAY), 0.5);
        const values = noise.map((x, i) => 10 + 3 * Math.sin(2 * Math.PI * (i / DAY + phase / 24)) + 0.5 * x);
        expect(profile(seriesOf(values, STEP_SECONDS)).trend.direction).toBe('flat');
      }
    }
  });

  it('is flat for a level shift, wherever it is', () => {
    for (let share = 0.1; share < 0.95; share += 0.1) {
      const { trend, changePoints } = twoWeeks((i, noise) => 10 + (i < share * 14 * DAY ? 0 : 6) + noise);
      expect(trend.direction).toBe('flat');
      expect(changePoints).toHaveLength(1);
    }
  });

  it('is seldom found in noise, however red', () => {
    for (const [phi, most] of [
      [0, 0],
      [0.7, 0],
      [0.95, 1],
      [1, 4],
    ]) {
      let found = 0;
      for (let seed = 0; seed < 40; seed++) {
        const series = seriesOf(
          redNoise(seed, 1_000, phi).map((x) => 10 + 2 * x),
          STEP_SECONDS,
        );
        if (profile(series).trend.direction !== 'flat') found += 1;
      }
      expect(found).toBeLessThanOrEqual(most);
    }
  });

  it('is all that there is of an uptime: what rounding leaves of a line is no pattern and no level', () => {
    const lines: ((i: number) => number)[] = [(i) => 1e6 + 300 * i, (i) => 34 - i / DAY, (i) => i / 1_000];
    for (const line of lines) {
      const { trend, seasonality, changePoints } = twoWeeks(line);
      expect(trend.direction).not.toBe('flat');
      expect([...seasonality, ...changePoints]).toEqual([]);
    }
  });

  it('is found beside a daily cycle', () => {
    const daily = (i: number): number => 3 * Math.sin((2 * Math.PI * i) / DAY);
    expect(twoWeeks((i, noise) => 10 + daily(i) + (4 * i) / (14 * DAY) + noise).trend.direction).toBe(
      'rising',
    );
  });
});

describe('level changes', () => {
  it('are found to the sample, with the levels around them', () => {
    const { changePoints, startMs } = twoWeeks((i, noise) => 10 + (i < 1_500 ? 0 : 8) + 0.5 * noise);
    expect(changePoints).toHaveLength(1);
    expect((changePoints[0].atMs - startMs) / (STEP_SECONDS * 1_000)).toBe(1_500);
    expect(changePoints[0].before).toBeCloseTo(10, 1);
    expect(changePoints[0].after).toBeCloseTo(18, 1);
  });

  it('are found there and back', () => {
    const { changePoints } = twoWeeks((i, noise) => 10 + (i >= 1_000 && i < 1_150 ? 8 : 0) + 0.5 * noise);
    expect(changePoints.map(({ before, after }) => Math.sign(after - before))).toEqual([1, -1]);
  });

  it('are found under a daily cycle, which is none itself', () => {
    const daily = (i: number): number => 3 * Math.sin((2 * Math.PI * i) / DAY);
    expect(twoWeeks((i, noise) => 20 + daily(i) + noise).changePoints).toHaveLength(0);
    const shifted = twoWeeks((i, noise) => 20 + daily(i) + (i < 1_777 ? 0 : 8) + noise);
    expect(shifted.changePoints).toHaveLength(1);
    expect(shifted.seasonality.map(({ kind }) => kind)).toEqual(['daily']);
  });

  it('are not found in noise, red noise, random walks, trends and short spikes', () => {
    for (let seed = 0; seed < 8; seed++) {
      for (const phi of [0, 0.7, 0.95, 1]) {
        expect(profile(seriesOf(redNoise(seed, 2_000, phi), STEP_SECONDS)).changePoints).toHaveLength(0);
      }
      expect(twoWeeks((i, noise) => i / DAY + noise, seed).changePoints).toHaveLength(0);
      const spiky = twoWeeks((i, noise) => 10 + noise + ((i * i) % 997 < 2 ? 100 : 0), seed);
      expect(spiky.changePoints).toHaveLength(0);
    }
  });
});

describe('spikes', () => {
  it('are counted as episodes, with their share', () => {
    const starts = [100, 333, 1_234, 1_900, 2_000, 3_501, 4_000];
    const within = (i: number): boolean => starts.some((start) => i >= start && i < start + 3);
    const { spikes } = twoWeeks((i, noise) => 10 + 0.3 * noise + (within(i) ? 30 : 0));
    expect(spikes.count).toBe(7);
    expect(spikes.share).toBeCloseTo(21 / 4_032, 9);
    expect(spikes.medianSeconds).toBe(900);
  });

  it('are not what a daily cycle does, even one of five minutes', () => {
    const { spikes, seasonality } = twoWeeks((i, noise) => 10 + 0.3 * noise + (i % DAY === 60 ? 50 : 0));
    expect(spikes.count).toBe(0);
    expect(seasonality.map(({ kind }) => kind)).toEqual(['daily']);
    expect(new Date(seasonality[0].peakAtMs).getUTCHours()).toBe(5);
  });

  it('are not found in normal noise, small counts or a random walk', () => {
    expect(twoWeeks((_, noise) => 10 + noise).spikes.count).toBe(0);
    expect(twoWeeks((_, noise) => Math.max(0, Math.round(noise))).spikes.count).toBeLessThan(3);
    expect(profile(seriesOf(redNoise(5, 4_000, 1), STEP_SECONDS)).spikes.count).toBeLessThan(3);
  });
});

describe('level, recent change, staleness', () => {
  it('takes the last samples for now', () => {
    const { level } = twoWeeks((i, noise) => (i < 4_020 ? 10 : 30) + noise);
    expect(level.current).toBeCloseTo(30, 0);
    expect(level.percentileRank).toBeGreaterThan(0.99);
    expect(level.robustZ).toBeGreaterThan(10);
  });

  it('compares the last day with the one before', () => {
    const { recentChange } = twoWeeks((i, noise) => (i < 13 * DAY ? 10 : 15) + 0.1 * noise);
    expect(recentChange.windowSeconds).toBe(86_400);
    expect(recentChange.relative).toBeCloseTo(0.5, 1);
  });

  it('counts from the last finite sample to the end of the window', () => {
    const series = seriesOf([1, 2, 3, NaN, NaN], 60);
    expect(profile(series).staleSeconds).toBe(120);
    expect(profile(series, { windowEndMs: series.timestamps[4] + 600_000 }).staleSeconds).toBe(720);
  });
});

describe('profile of odd input', () => {
  it('knows nothing of an empty series', () => {
    const empty = profile(seriesOf([], 60));
    expect(empty.statistics.count).toBe(0);
    expect(empty.startMs).toBeNaN();
    expect(empty.statistics.mean).toBeNaN();
    expect(empty.level.current).toBeNaN();
    expect(empty.staleSeconds).toBeNaN();
    expect(empty.trend).toMatchObject({ direction: 'flat', pValue: NaN });
    expect(empty.seasonality).toEqual([]);
    expect(empty.changePoints).toEqual([]);
  });

  it('treats a series of NaN and infinities as one without samples, but for its window', () => {
    const none = profile(seriesOf([NaN, Infinity, -Infinity, NaN], 60));
    expect(none.statistics.count).toBe(0);
    expect(none.statistics.missingShare).toBe(1);
    expect(none.endMs - none.startMs).toBe(180_000);
  });

  it('tells the one sample of a single point', () => {
    const { statistics, level, trend } = profile(seriesOf([5], 60));
    expect(statistics).toMatchObject({ count: 1, mean: 5, p50: 5, std: NaN });
    expect(level).toMatchObject({ current: 5, lastValue: 5, robustZ: 0 });
    expect(trend.direction).toBe('flat');
  });

  it('finds nothing in a constant', () => {
    for (const value of [0, 7, -3e200]) {
      const constant = profile(seriesOf(new Float64Array(500).fill(value), 60));
      expect(constant.statistics).toMatchObject({ min: value, max: value, std: 0 });
      expect(constant.trend.direction).toBe('flat');
      expect(constant.seasonality).toEqual([]);
      expect(constant.peaks.count + constant.troughs.count + constant.spikes.count).toBe(0);
      expect(constant.ceiling.share).toBeNaN();
      expect(constant.volatility.roughness).toBeNaN();
    }
  });

  it('leaves infinite samples out', () => {
    const values = normalNoise(3, 200);
    const gaps = values.map((x, i) => (i % 20 === 3 ? NaN : x));
    const infinities = values.map((x, i) => (i % 20 === 3 ? (i % 40 === 3 ? Infinity : -Infinity) : x));
    expect(profile(seriesOf(infinities, 60))).toEqual(profile(seriesOf(gaps, 60)));
  });

  it('sees the same shape at any scale, as far as numbers reach', () => {
    const values = normalNoise(4, 14 * DAY).map((x, i) => 3 * Math.sin((2 * Math.PI * i) / DAY) + x);
    const plain = profile(seriesOf(values, STEP_SECONDS));
    for (const scale of [2 ** 990, 2 ** -990, 2 ** 10]) {
      const scaled = profile(
        seriesOf(
          values.map((x) => x * scale),
          STEP_SECONDS,
        ),
      );
      expect(scaled.seasonality.map(({ kind }) => kind)).toEqual(['daily']);
      expect(scaled.seasonality[0].strength).toBeCloseTo(plain.seasonality[0].strength, 9);
      expect(scaled.statistics.std / scale).toBeCloseTo(plain.statistics.std, 9);
      expect(scaled.trend.r2).toBeCloseTo(plain.trend.r2, 9);
      expect(scaled.peaks.count).toBe(plain.peaks.count);
      expect(scaled.volatility.roughness).toBeCloseTo(plain.volatility.roughness, 9);
    }
  });

  it('does not break where distances leave the range of numbers', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1.7e308 : -1.7e308));
    expect(profile(seriesOf(values, 60)).statistics.max).toBe(1.7e308);
    expect(profile(seriesOf([5e-324, 0, 1e-323, 0, 5e-324], 60)).statistics.count).toBe(5);
  });

  it('does not change the series, and says the same twice', () => {
    const series = seriesOf(
      redNoise(9, 1_000, 0.5).map((x, i) => (i % 90 === 0 ? NaN : x)),
      60,
    );
    const before = series.values.slice();
    expect(profile(series)).toEqual(profile(series));
    expect(series.values).toEqual(before);
  });

  it('takes irregular timestamps', () => {
    const random = normalNoise(11, 4_032);
    const values = random.map((x, i) => 10 + 3 * Math.sin((2 * Math.PI * i) / DAY) + x);
    const regular = seriesOf(values, STEP_SECONDS);
    const kept = Array.from(values.keys()).filter((i) => random[i] < 1.5);
    const series = {
      labels: {},
      timestamps: Float64Array.from(kept, (i) => regular.timestamps[i] + 40_000 * Math.sin(i)),
      values: Float64Array.from(kept, (i) => values[i]),
    };
    expect(profile(series).seasonality.map(({ kind }) => kind)).toEqual(['daily']);
  });

  it('takes a series with a year-long hole in its stride', () => {
    const series = seriesOf([...normalNoise(1, 300), ...normalNoise(2, 300)], 1);
    series.timestamps.forEach((ms, i) => {
      if (i >= 300) series.timestamps[i] = ms + 366 * 86_400_000;
    });
    expect(profile(series).statistics.missingShare).toBeGreaterThan(0.99);
  });

  it('refuses timestamps and values of different length', () => {
    expect(() =>
      profile({ labels: {}, timestamps: new Float64Array(3), values: new Float64Array(2) }),
    ).toThrow(RangeError);
  });
});
