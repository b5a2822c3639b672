import { describe, expect, test } from '@jest/globals';
import { cleanSeries } from './clean-series.ts';
import { alarmRates, alarmsByWeek, measureCalibration, varianceDeciles } from './measure-calibration.ts';

/** Says something at every so-manieth sample. */
const metronome = (every: number) => () => {
  let i = 0;
  return { update: () => ({ onset: ++i % every === 0 ? 1.5 : i % 2 === 0 ? NaN : 1 }) };
};

describe('measureCalibration', () => {
  test('an alarm is an onset above 1 after the warm-up, and its rate is by the week', () => {
    const measured = measureCalibration(metronome(84), {
      kinds: ['counts', 'bursty'],
      seriesPerKind: 10,
      stepMs: 3_600_000,
      days: 28,
    });
    expect(measured).toHaveLength(20);
    for (const series of measured)
      expect(series).toMatchObject({ alarms: 6, weeks: 3, byWeek: [2, 2, 2, 2] });
    expect(alarmsByWeek(measured)).toEqual([2, 2, 2, 2]);
    expect(alarmRates(measured, ({ kind }) => kind)).toEqual([
      { group: 'counts', series: 10, perSeriesWeek: 2, standardError: 0, ninetieth: 2 },
      { group: 'bursty', series: 10, perSeriesWeek: 2, standardError: 0, ninetieth: 2 },
    ]);
    const shorter = { kinds: ['counts' as const], seriesPerKind: 1, stepMs: 3_600_000, days: 28 };
    expect(measureCalibration(metronome(84), { ...shorter, warmUpDays: 14 })[0]).toMatchObject({
      alarms: 4,
      weeks: 2,
    });
  });

  test('each detector sees one series, in order, as it is', () => {
    const seen: [number, number][][] = [];
    measureCalibration(
      () => {
        const samples: [number, number][] = [];
        seen.push(samples);
        return {
          update(timestampMs: number, value: number) {
            samples.push([timestampMs, value]);
            return { onset: 0 };
          },
        };
      },
      { kinds: ['gauge'], seriesPerKind: 2, firstSeed: 7, stepMs: 3_600_000, days: 8 },
    );
    for (const [i, samples] of seen.entries()) {
      const { timestamps, values } = cleanSeries('gauge', 7 + i, { stepMs: 3_600_000, days: 8 });
      expect(samples).toEqual(Array.from(values, (value, j) => [timestamps[j], value]));
    }
  });

  test('the standard error is that of the mean over series', () => {
    const measured = Array.from({ length: 100 }, (_, seed) => ({
      kind: 'counts' as const,
      variant: '',
      seed,
      stepMs: 1,
      alarms: seed % 2 === 0 ? 0 : 4,
      weeks: 2,
      byWeek: [],
      variance: 1,
    }));
    const [rate] = alarmRates(measured, () => 'all');
    expect(rate).toEqual({ group: 'all', series: 100, perSeriesWeek: 1, standardError: 0.1, ninetieth: 2 });
  });

  test('deciles are ten equal groups by variance, without the idle', () => {
    const measured = measureCalibration(() => ({ update: () => ({ onset: 0 }) }), {
      kinds: ['autocorrelated', 'idle'],
      seriesPerKind: 30,
      stepMs: 3_600_000,
      days: 8,
    });
    const deciles = varianceDeciles(measured);
    expect(deciles.map(({ group }) => group)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(deciles.every(({ series }) => series === 3)).toBe(true);
  });
});
