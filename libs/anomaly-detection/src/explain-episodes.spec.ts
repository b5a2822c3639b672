import { describe, expect, test } from '@jest/globals';
import { sliceSeries, type Series } from '@metrics-ai/timeseries';
import { ANOMALY_TYPES, type Anomaly } from './anomaly.ts';
import { detectAnomalies, explainJudgements } from './detect-anomalies.ts';
import { engineDetector } from './engine-detector.ts';
import { asRead } from './testing/simulate/as-read.ts';
import { cleanSeries } from './testing/simulate/clean-series.ts';
import { compare } from './testing/simulate/measure-types.ts';
import { plantedSeries, type PlantedSeries } from './testing/simulate/planted-series.ts';
import { noise, seriesOf, START_MS, STEP_MS } from './testing/synthetic-series.ts';

const at = (i: number) => START_MS + i * STEP_MS;
const DAY = 288;

function engineFinds(series: Series): Anomaly[] {
  return detectAnomalies(series, { detector: engineDetector() });
}

function findIn(series: PlantedSeries): Anomaly[] {
  return detectAnomalies(asRead(series), {
    detector: engineDetector({ counter: series.counter !== undefined }),
  });
}

/** Ten days of a daily cycle between 40 and 60 with noise of deviation 1, changed from the ninth day on. */
function dayCycle(change: (value: number, i: number) => number, days = 10): Float64Array {
  return noise(days * DAY, 4).map((value, i) =>
    change(50 + 10 * Math.sin((2 * Math.PI * i) / DAY) + value, i - 8 * DAY),
  );
}

const since = (anomalies: readonly Anomaly[], i: number) => anomalies.filter(({ endMs }) => endMs >= at(i));

describe.each(ANOMALY_TYPES)('of large planted incidents, %s', (type) => {
  test('is found and called by its name in three of four', () => {
    const cases = 4;
    const named = Array.from({ length: cases }, (_, seed) => {
      const series = plantedSeries(type, 500 + seed, { size: 'large' });
      return compare(series, findIn(series)).named;
    });
    expect(named.filter((name) => name === type).length).toBeGreaterThanOrEqual(cases - 1);
  });
});

describe('an anomaly of the engine', () => {
  test('lasts until the series is back, though the engine has long got used to it', () => {
    const values = dayCycle((value, i) => (i >= 0 && i < 120 ? value + 15 : value));
    const [anomaly, ...others] = since(engineFinds(seriesOf(values)), 8 * DAY);
    expect(others).toEqual([]);
    expect(anomaly.type).toBe('level_shift');
    expect([anomaly.startMs, anomaly.endMs]).toEqual([at(8 * DAY), at(8 * DAY + 119)]);
    expect(anomaly.isOngoing).toBe(false);
    expect(anomaly.reason).toMatch(
      /^cpu moved to a higher level, reaching 6\d.* at Wed 29 Oct .*, for 10 h.*; back to normal after Wed 29 Oct 09:55 UTC\.$/,
    );
  });

  test('shows how far it went, where it was strangest at a usual value', () => {
    const series = seriesOf(dayCycle((value, i) => (i >= 0 && i < 240 ? value + i / 8 : value)));
    const judgements = engineDetector().detect(series);
    const told = () => since(explainJudgements(series, judgements), 8 * DAY)[0];
    const { startMs } = told();
    judgements.score[series.timestamps.indexOf(startMs)] = 9;
    expect(told()).toMatchObject({ type: 'trend_change', startMs, score: 9 });
    expect(told().peakMs).toBeGreaterThan(at(8 * DAY + 100));
    expect(told().value).toBeGreaterThan(told().upper);
    expect(told().reason).toMatch(/^cpu changed its trend and climbed to [78]\d/);
  });

  test('that goes on says what would be normal at its end, and may change its name as it does', () => {
    const values = dayCycle((value, i) => (i >= 0 ? value + 15 : value));
    const after = (points: number) => engineFinds(seriesOf(values.subarray(0, 8 * DAY + points))).at(-1);
    expect(after(3)).toMatchObject({ type: 'spike', isOngoing: true });
    const level = after(72);
    expect(level).toMatchObject({ type: 'level_shift', isOngoing: true, startMs: at(8 * DAY) });
    const [, lower, upper] =
      /; normal again between ([\d.]+) and ([\d.]+)\.$/.exec(level?.reason ?? '') ?? [];
    // The cycle's peak is six hours later.
    expect(Number(lower)).toBeGreaterThan(50);
    expect(Number(lower)).toBeLessThan(60);
    expect(Number(upper)).toBeGreaterThan(60);
    expect(Number(upper)).toBeLessThan(70);
  });

  test('that never comes back is the new normal a day after it was last strange', () => {
    const values = dayCycle((value, i) => (i >= 0 ? value + 15 : value), 12);
    const [anomaly] = since(engineFinds(seriesOf(values)), 8 * DAY);
    expect(anomaly.isOngoing).toBe(false);
    expect(anomaly.endMs - anomaly.startMs).toBeGreaterThan(86_400_000);
    expect(anomaly.reason).toMatch(/; it has not come back, and counts as normal by now\.$/);
  });

  test('of silence has no value, and the band of what was missed', () => {
    const values = dayCycle((value, i) => (i >= 0 && i < 60 ? NaN : value));
    const [anomaly] = since(engineFinds(seriesOf(values)), 8 * DAY);
    expect(anomaly).toMatchObject({ type: 'stopped', startMs: at(8 * DAY), endMs: at(8 * DAY + 59) });
    expect(anomaly.detectedMs).toBeGreaterThan(at(8 * DAY));
    expect(anomaly.detectedMs).toBeLessThan(at(8 * DAY + 6));
    expect(anomaly.value).toBeNaN();
    expect(anomaly.expected).toBeGreaterThan(45);
    expect(anomaly.expected).toBeLessThan(55);
    expect(anomaly.onceInMs).toBeNaN();
    expect(anomaly.reason).toMatch(
      /^cpu stopped at Wed 29 Oct 00:00 UTC: no samples, expected .*, for 5 h; back/,
    );
  });

  test('of a counter is about its rate', () => {
    const series = plantedSeries('reset_storm', 3, { size: 'large' });
    const anomaly = findIn(series).find(({ type }) => type === 'reset_storm');
    const peak = series.timestamps.indexOf(anomaly?.peakMs ?? NaN);
    expect(anomaly?.value).toBeCloseTo(series.values[peak], 9);
    expect(anomaly?.value).toBeLessThan(anomaly?.upper ?? NaN);
  });

  describe('of a rate whose counter is reset again and again', () => {
    const values = dayCycle((value) => value, 9);
    const resets = Float64Array.from(values, (_, i) =>
      i >= 8 * DAY + 40 && i < 8 * DAY + 60 && i % 3 === 0 ? 2 : 0,
    );
    const storm = (until: number) =>
      engineFinds(sliceSeries({ ...seriesOf(values), resets }, 0, 8 * DAY + until)).at(-1);

    test('says how often, however usual the rate itself is', () => {
      const anomaly = storm(DAY);
      expect(anomaly).toMatchObject({ type: 'reset_storm', isOngoing: false });
      expect(anomaly?.startMs).toBe(at(8 * DAY + 42));
      expect(anomaly?.endMs).toBe(at(8 * DAY + 57));
      expect(anomaly?.reason).toMatch(
        /^cpu was reset 12 times from Wed 29 Oct 03:30 UTC on, as by a process that dies and starts again: .*; back to normal after Wed 29 Oct 04:45 UTC\.$/,
      );
    });

    test('goes on between two resets', () => {
      expect(storm(50)).toMatchObject({ type: 'reset_storm', isOngoing: true, endMs: at(8 * DAY + 49) });
      expect(storm(50)?.reason).toMatch(/so far; normal again when it counts for an hour without a reset\.$/);
    });
  });

  test('is told alike however fine the steps are', () => {
    const shift = (stepMs: number) => {
      const series = plantedSeries('level_shift', 44, { stepMs, size: 'large' });
      const hits = findIn(series).filter(({ startMs }) => Math.abs(startMs - series.startMs) <= 900_000);
      return hits.map(({ type }) => type);
    };
    expect(shift(60_000)).toEqual(['level_shift']);
    expect(shift(300_000)).toEqual(['level_shift']);
  });
});

test('there are never more anomalies than alarms, nor do they overlap', () => {
  for (const kind of ['rhythm', 'autocorrelated', 'heavy_tailed', 'counts', 'bursty'] as const) {
    for (let seed = 0; seed < 3; seed++) {
      const { timestamps, values } = cleanSeries(kind, seed, { stepMs: STEP_MS, days: 21 });
      const series = { labels: {}, timestamps, values };
      const alarms = engineDetector()
        .detect(series)
        .onset.filter((onset) => onset > 1).length;
      const found = engineFinds(series);
      expect(found.length).toBeLessThanOrEqual(alarms);
      for (const [i, { startMs }] of found.entries()) {
        if (i > 0) expect(startMs).toBeGreaterThan(found[i - 1].endMs);
      }
    }
  }
});

test('nothing, little and gaps alone have no anomalies', () => {
  for (const values of [[], [1], [NaN, NaN, NaN], noise(30, 1)]) {
    expect(engineFinds(seriesOf(values))).toEqual([]);
  }
});

test('absurd values are explained in finite words', () => {
  const values = dayCycle((value, i) => (i === 0 ? Number.MAX_VALUE : i === 100 ? -Number.MAX_VALUE : value));
  const found = since(engineFinds(seriesOf(values)), 8 * DAY);
  expect(found.length).toBeGreaterThan(0);
  for (const { reason } of found) expect(reason).not.toMatch(/NaN|undefined|unknown/);
});
