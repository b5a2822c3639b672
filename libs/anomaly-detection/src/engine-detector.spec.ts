import { describe, expect, test } from '@jest/globals';
import { detectAnomalies } from './detect-anomalies.ts';
import { engineDetector } from './engine-detector.ts';
import { SeriesDetector } from './online/series-detector.ts';
import { describeDetectorContract } from './testing/detector-contract.ts';
import { dailyValues, followSeries, WEEK_POINTS } from './testing/follow-series.ts';
import { seriesOf } from './testing/synthetic-series.ts';

// It looks at roots of values, so that large values may vary more: an offset changes what is strange.
describeDetectorContract('engineDetector', () => engineDetector(), { isReplay: true, ignoresOffset: false });

describe('engineDetector', () => {
  const values = dailyValues(2 * WEEK_POINTS, 1);
  for (let i = 0; i < 30; i++) values[WEEK_POINTS + 800 + i] += 80;
  values[WEEK_POINTS + 200] = NaN;
  values.fill(NaN, WEEK_POINTS + 1_500, WEEK_POINTS + 1_540);
  const series = seriesOf(values);

  test('a replay says what was said live, sample by sample', () => {
    for (const options of [
      {},
      { falseAlarmsPerWeek: 0.2, minDeviation: { absolute: 20 } },
      { counter: true },
    ]) {
      const judged = engineDetector(options).detect(series);
      const live = followSeries(new SeriesDetector(options), values);
      expect(Array.from(judged.score)).toEqual(live.map(({ state }) => state));
      for (const column of ['onset', 'expected', 'lower', 'upper'] as const) {
        expect(Array.from(judged[column])).toEqual(live.map((verdict) => verdict[column]));
      }
      const online = engineDetector(options).online();
      for (const [i, { state, expected, lower, upper }] of live.entries()) {
        const votes = state > 1 ? ['engine'] : [];
        expect(online.update(series.timestamps[i], values[i])).toEqual({
          score: state,
          expected,
          lower,
          upper,
          votes,
        });
      }
    }
  });

  test('resets that come with a rate are seen by the replay as they are live, and given on', () => {
    const resets = Float64Array.from(values, (_, i) =>
      i >= WEEK_POINTS + 900 && i < WEEK_POINTS + 906 ? 2 : 0,
    );
    const judged = engineDetector().detect({ ...series, resets });
    const detector = new SeriesDetector();
    const live = Array.from(values, (value, i) => detector.update(series.timestamps[i], value, resets[i]));
    expect(Array.from(judged.onset)).toEqual(live.map(({ onset }) => onset));
    expect(judged.onset[WEEK_POINTS + 901]).toBeGreaterThan(1);
    expect(judged.resets).toBe(resets);
  });

  test('a series that is cut off is judged as it was until then', () => {
    const whole = engineDetector().detect(series);
    const points = WEEK_POINTS + 810;
    const part = engineDetector().detect(seriesOf(values.subarray(0, points)));
    expect(part.score).toEqual(whole.score.subarray(0, points));
    expect(part.onset).toEqual(whole.onset.subarray(0, points));
  });

  test('there is evidence of each strange sample and of no other', () => {
    const { score, onset, evidence } = engineDetector().detect(series);
    const strange = Array.from(score.keys()).filter((i) => score[i] > 1);
    expect([...evidence.keys()]).toEqual(strange);
    expect(strange).toContain(WEEK_POINTS + 800);
    expect(onset[WEEK_POINTS + 800]).toBeGreaterThan(1);
    for (const { signals, onceInMs } of evidence.values()) {
      const isDead = ['silence', 'frozen', 'resets'].includes(signals[0].name);
      expect(signals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(signals.map(({ share }) => share)).toEqual(
        signals.map(({ share }) => share).toSorted((a, b) => b - a),
      );
      // How often ordinary behaviour dies is not known.
      if (isDead) expect(onceInMs).toBeNaN();
      else expect(onceInMs).toBeGreaterThanOrEqual(0);
    }
    expect(evidence.get(WEEK_POINTS + 1_530)?.signals).toEqual([{ name: 'silence', share: 1 }]);
  });

  test('as the detector of detectAnomalies it finds the stretch, and says since when', () => {
    const anomalies = detectAnomalies(series, { detector: engineDetector({ falseAlarmsPerWeek: 0.2 }) });
    const at = series.timestamps[WEEK_POINTS + 800];
    const found = anomalies.filter(({ startMs, endMs }) => startMs <= at && at <= endMs);
    expect(found).toHaveLength(1);
    expect(found[0].startMs).toBe(at);
    expect(found[0].score).toBeGreaterThan(1);
  });

  test('options that make no sense are refused at once', () => {
    expect(() => engineDetector({ falseAlarmsPerWeek: -1 })).toThrow(/^falseAlarmsPerWeek/);
    expect(() => engineDetector({ timeZone: 'Nowhere/At_All' })).toThrow(/^timeZone/);
  });
});
