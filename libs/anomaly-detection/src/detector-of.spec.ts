import { describe, expect, test } from '@jest/globals';
import { DETECTOR_NAMES, detectorOf } from './detector-of.ts';
import type { DetectorName } from './detector-of.ts';
import { noise, seriesOf } from './testing/synthetic-series.ts';

describe('detectorOf', () => {
  test.each(DETECTOR_NAMES)('%s has that name', (name) => {
    expect(detectorOf(name).name).toBe(name);
  });

  test('gives its options to the detector that has them', () => {
    const series = seriesOf(noise(2_000, 1));
    const strange = (minVotes: number) =>
      detectorOf('baseline', { minVotes })
        .detect(series)
        .score.filter((score) => score > 1).length;
    expect(strange(1)).toBeGreaterThan(strange(2));
    expect(() => detectorOf('engine', { falseAlarmsPerWeek: 0 })).toThrow(/^falseAlarmsPerWeek/);
    expect(() => detectorOf('engine', { timeZone: 'Mars/Olympus' })).toThrow(/^timeZone/);
    const marked = [{ fromMs: 10, toMs: 0, as: 'normal' }] as const;
    expect(() => detectorOf('engine', { marked })).toThrow(/^marked: .* ends before it starts/);
  });

  test('gives marked periods to the engine', () => {
    const series = seriesOf(noise(2_000, 1));
    const [fromMs, toMs] = [series.timestamps[1_500], series.timestamps[1_600]];
    const { score } = detectorOf('engine', { marked: [{ fromMs, toMs, as: 'maintenance' }] }).detect(series);
    expect(Array.from(score, Number.isNaN).lastIndexOf(true)).toBe(1_600);
    expect(score.slice(1_500, 1_601).every(Number.isNaN)).toBe(true);
    expect(score[1_499]).toBe(detectorOf('engine').detect(series).score[1_499]);
  });

  test('refuses options that would be without effect, and takes those that are left out', () => {
    expect(() => detectorOf('engine', { minVotes: 2 })).toThrow(
      new TypeError('minVotes is an option of baseline, not of engine'),
    );
    expect(() => detectorOf('iqr', { falseAlarmsPerWeek: 2 })).toThrow(
      new TypeError('falseAlarmsPerWeek is an option of engine, not of iqr'),
    );
    expect(() => detectorOf('baseline', { marked: [] })).toThrow(
      new TypeError('marked is an option of engine, not of baseline'),
    );
    expect(detectorOf('iqr', { falseAlarmsPerWeek: undefined }).name).toBe('iqr');
  });

  test('names the detectors that there are', () => {
    expect(() => detectorOf('toString' as DetectorName)).toThrow(
      'detector must be one of engine, baseline, z-score, iqr, isolation-forest, not "toString"',
    );
  });
});
