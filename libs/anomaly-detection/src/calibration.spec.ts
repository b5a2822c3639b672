import { describe, expect, test } from '@jest/globals';
import { SeriesDetector } from './online/series-detector.ts';
import { CLEAN_KINDS } from './testing/simulate/clean-series.ts';
import { alarmRates, measureCalibration } from './testing/simulate/measure-calibration.ts';

/** Few series at a longer step, to be quick: `calibration.bench.ts` holds more than a thousand at five minutes to a factor of 2. */
const FACTOR = 2.5;

describe('the rate of false alarms', () => {
  test.each(CLEAN_KINDS)('%s: on clean series it is near the one a week that was asked for', (kind) => {
    const measured = measureCalibration(() => new SeriesDetector(), {
      kinds: [kind],
      seriesPerKind: 20,
      firstSeed: 40_000,
      stepMs: 900_000,
      days: 35,
    });
    const [{ perSeriesWeek }] = alarmRates(measured, () => kind);
    expect(perSeriesWeek).toBeLessThan(FACTOR);
    // What never moves has nothing to say, and what is bounded little.
    if (kind !== 'idle' && kind !== 'gauge') expect(perSeriesWeek).toBeGreaterThan(1 / FACTOR);
  });
});
