import { describe, expect, test } from '@jest/globals';
import type { Series } from '@metrics-ai/timeseries';
import type { AnomalyType } from './anomaly.ts';
import { baselineDetector } from './baseline-detector.ts';
import type { DetectAnomaliesOptions } from './detect-anomalies.ts';
import { detectAnomalies as detect, explainJudgements } from './detect-anomalies.ts';
import { engineDetector } from './engine-detector.ts';
import { iqrDetector } from './iqr-detector.ts';
import { isolationForestDetector } from './isolation-forest-detector.ts';
import { noise, plantAnomaly, seriesOf, START_MS, STEP_MS } from './testing/synthetic-series.ts';
import { zScoreDetector } from './z-score-detector.ts';

/** With a detector that sees the whole series at once: stretches and words are told more simply of it. */
const detectAnomalies = (series: Series, options: DetectAnomaliesOptions = {}) =>
  detect(series, { detector: baselineDetector(), ...options });

const at = (i: number) => START_MS + i * STEP_MS;

describe('detectAnomalies', () => {
  test('four kinds of planted anomalies are found and called by their names', () => {
    const kinds: AnomalyType[] = ['spike', 'drop', 'level_shift', 'trend_change'];
    const cases = 40;
    const table: Record<string, Record<string, number>> = {};
    for (const kind of kinds) {
      const row: Record<string, number> = { spike: 0, drop: 0, level_shift: 0, trend_change: 0, missed: 0 };
      for (let seed = 0; seed < cases; seed++) {
        const { series, from, to } = plantAnomaly(kind, seed);
        const found = detectAnomalies(series).filter(
          ({ startMs, endMs }) => endMs >= at(from) && startMs <= at(to),
        );
        const strongest = found.sort((a, b) => b.score - a.score).at(0);
        row[strongest?.type ?? 'missed']++;
        // The end of the series must not make a spike out of a level that has only begun.
        if (kind === 'level_shift') expect(strongest?.type).not.toMatch(/spike|drop/);
      }
      table[kind] = row;
    }
    process.stdout.write(`planted (${cases} each) → called\n${confusionMatrix(table)}\n`);
    expect(table['spike']['spike']).toBeGreaterThanOrEqual(0.95 * cases);
    expect(table['drop']['drop']).toBeGreaterThanOrEqual(0.95 * cases);
    expect(table['level_shift']['level_shift']).toBeGreaterThanOrEqual(0.9 * cases);
    expect(table['trend_change']['trend_change']).toBeGreaterThanOrEqual(0.8 * cases);
  });

  test('a stretch is one anomaly with its times, numbers, voters and a sentence', () => {
    const values = noise(600, 1).map((value) => 0.31 + 0.04 * value);
    for (let i = 169; i < 177; i++) values[i] = 0.9 + 0.01 * (i - 169);
    const series = seriesOf(values);
    const [anomaly] = detectAnomalies(series, { unit: 'ratio', name: 'CPU' }).filter(
      ({ endMs }) => endMs >= at(169),
    );
    expect(anomaly.type).toBe('spike');
    expect([anomaly.startMs, anomaly.peakMs, anomaly.endMs]).toEqual([at(169), at(176), at(176)]);
    expect(anomaly.value).toBe(0.97);
    expect(anomaly.expected).toBeCloseTo(0.31, 2);
    expect(anomaly.lower).toBeCloseTo(0.2, 1);
    expect(anomaly.upper).toBeCloseTo(0.42, 1);
    expect(anomaly.score).toBeGreaterThan(1);
    expect(anomaly.detectors).toEqual(['iqr', 'z-score', 'isolation-forest']);
    expect(anomaly.reason).toMatch(
      /^CPU rose to 97 % at Tue 21 Oct 14:40 UTC, expected 3\d(\.\d)? % \(usual [12]\d(\.\d)? %…4\d(\.\d)? %\), for 40 min; 3 of 3 detectors agree\.$/,
    );
  });

  test('signals are the voters by their share of the scores at the peak, and how rare it is stays unknown', () => {
    const values = noise(600, 1);
    values[300] = 25;
    const series = seriesOf(values);
    const [anomaly] = detectAnomalies(series).filter(({ peakMs }) => peakMs === at(300));
    expect(anomaly.onceInMs).toBeNaN();
    expect(anomaly.detectedMs).toBeNaN();
    const scores = baselineDetector()
      .detect(series)
      .members.map(({ name, score }) => ({ name, score: score[300] }))
      .sort((a, b) => b.score - a.score);
    const sum = scores.reduce((total, { score }) => total + score, 0);
    expect(anomaly.signals.map(({ name }) => name)).toEqual(scores.map(({ name }) => name));
    anomaly.signals.forEach(({ share }, i) => expect(share).toBeCloseTo(scores[i].score / sum, 12));
  });

  test('whether it goes on is known', () => {
    const values = noise(600, 8).map((value, i) => value + (i >= 588 ? 12 : 0));
    values[200] = 15;
    const found = detectAnomalies(seriesOf(values));
    expect(found.filter(({ isOngoing }) => isOngoing).map(({ endMs }) => endMs)).toEqual([at(599)]);
    expect(found.length).toBeGreaterThan(1);
    // What comes after the end of its samples is not known to be otherwise.
    const withGap = detectAnomalies(seriesOf([...values, NaN, NaN]));
    expect(withGap.map(({ isOngoing }) => isOngoing)).toEqual(found.map(({ isOngoing }) => isOngoing));
  });

  test('anomalies come in order of their start and do not overlap', () => {
    const values = noise(1500, 2);
    for (let i = 100; i < 1400; i += 130) values[i] += i % 20 === 0 ? 12 : -12;
    const anomalies = detectAnomalies(seriesOf(values));
    expect(anomalies.length).toBeGreaterThanOrEqual(10);
    for (let i = 1; i < anomalies.length; i++) {
      expect(anomalies[i].startMs).toBeGreaterThan(anomalies[i - 1].endMs);
    }
  });

  test('confidence is half agreement, half distance beyond the threshold', () => {
    const spike = (height: number) => {
      const values = noise(400, 3);
      values[200] = height;
      const found = detectAnomalies(seriesOf(values)).find(({ peakMs }) => peakMs === at(200));
      if (found === undefined) throw new Error(`a spike of ${height} was not found`);
      return found;
    };
    for (const anomaly of [spike(6), spike(20)]) {
      expect(anomaly.detectors).toHaveLength(3);
      expect(anomaly.confidence).toBeCloseTo(0.5 + 0.5 * (1 - 1 / anomaly.score), 12);
    }
    expect(spike(20).confidence).toBeGreaterThan(spike(6).confidence);
    const twoOfThree = detectAnomalies(seriesOf(noise(2000, 4))).find(
      ({ detectors }) => detectors.length === 2,
    );
    expect(twoOfThree?.confidence).toBeCloseTo(1 / 3 + 0.5 * (1 - 1 / (twoOfThree?.score ?? NaN)), 12);
    expect(twoOfThree?.reason).toMatch(/; 2 of 3 detectors agree\.$/);
  });

  test('confidence stays within 0…1 and the value outside the band, whoever votes', () => {
    const values = noise(1000, 5).map((value) => Math.exp(value));
    for (const detector of [
      zScoreDetector(),
      iqrDetector(),
      baselineDetector(),
      baselineDetector({ minVotes: 3 }),
    ]) {
      const anomalies = detectAnomalies(seriesOf(values), { detector });
      expect(anomalies.length).toBeGreaterThan(5);
      for (const { value, expected, lower, upper, confidence } of anomalies) {
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(expected);
        expect(expected).toBeLessThanOrEqual(upper);
        expect(value < lower || value > upper).toBe(true);
      }
    }
  });

  test('a single detector says nothing of agreement', () => {
    const values = noise(500, 6);
    values[250] = 15;
    const [anomaly] = detectAnomalies(seriesOf(values), { detector: zScoreDetector({ threshold: 4 }) });
    expect(anomaly.detectors).toEqual(['z-score']);
    expect(anomaly.reason).toMatch(/^cpu rose to 15 at .* UTC, expected .*\)\.$/);
  });

  test('what is strange although its value is usual is said to be so', () => {
    const hum = noise(1000, 2);
    const values = hum.map((value, i) => 10 * Math.sin((i / 200) * 2 * Math.PI) + 0.1 * value);
    values[450] = -9;
    const detector = isolationForestDetector();
    const judgements = detector.detect(seriesOf(values));
    const band = { expected: 0, lower: -10, upper: 10 };
    const wide = { ...judgements };
    for (const column of ['expected', 'lower', 'upper'] as const) {
      wide[column] = new Float64Array(1000).fill(band[column]);
    }
    const anomaly = explainJudgements(seriesOf(values), wide).find(({ peakMs }) => peakMs === at(450));
    expect(anomaly?.reason).toMatch(
      /^cpu moved unusually at .*: -9 is near the expected 0 \(usual -10…10\), but/,
    );
    // With its own local band, the forest can say what it expected.
    const own = explainJudgements(seriesOf(values), judgements).find(({ peakMs }) => peakMs === at(450));
    expect(own?.reason).toMatch(/^cpu fell to -9 at .*, expected 9\.\d+ \(usual /);
  });

  test('a series that is never negative has no negative border', () => {
    const values = noise(500, 7).map((value) => Math.abs(value));
    values[100] = 30;
    for (const { lower } of detectAnomalies(seriesOf(values))) expect(lower).toBe(0);
  });

  test('an exception to a constant has no band to speak of', () => {
    const values = new Float64Array(300).fill(5);
    values[200] = 8;
    const anomalies = detectAnomalies(seriesOf(values), { name: 'Replicas' });
    expect(anomalies.map(({ reason }) => reason)).toEqual([
      'Replicas rose to 8 at Tue 21 Oct 16:40 UTC, expected 5; 3 of 3 detectors agree.',
    ]);
  });

  test('what lasts to the end is said to last so far', () => {
    const values = noise(600, 8).map((value, i) => value + (i >= 588 ? 12 : 0));
    const last = detectAnomalies(seriesOf(values)).at(-1);
    expect(last?.type).toBe('level_shift');
    expect(last?.reason).toMatch(
      /^cpu moved to a higher level, reaching 1\d(\.\d+)? at .*, for 1 h so far; . of 3/,
    );
  });

  test('a slope says which way it goes', () => {
    const said = [0, 2, 4, 6].map((seed) => {
      const strongest = detectAnomalies(plantAnomaly('trend_change', seed).series).sort(
        (a, b) => b.score - a.score,
      )[0];
      return [strongest.value > strongest.expected, strongest.reason];
    });
    for (const [isUp, reason] of said) {
      expect(reason).toMatch(
        isUp ? /^cpu changed its trend and climbed to / : /^cpu changed its trend and sank to /,
      );
    }
    expect(new Set(said.map(([isUp]) => isUp)).size).toBe(2);
  });

  test('gaps inside an anomaly do not split it, and are never its ends', () => {
    const values = noise(600, 9).map((value, i) => value + (i >= 300 && i < 320 ? 15 : 0));
    for (const i of [299, 305, 306, 307, 320, 321]) values[i] = i === 306 ? Infinity : NaN;
    const found = detectAnomalies(seriesOf(values)).filter(
      ({ endMs, startMs }) => endMs >= at(295) && startMs <= at(325),
    );
    expect(found.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([[at(300), at(319)]]);
  });

  test('nothing, one sample, a constant and gaps alone have no anomalies', () => {
    for (const values of [[], [1], [NaN, NaN, NaN], [Infinity, -Infinity], new Float64Array(500).fill(7)]) {
      expect(detectAnomalies(seriesOf(values))).toEqual([]);
    }
  });

  test('absurd values are explained in finite words', () => {
    const values = noise(300, 10);
    values[100] = Number.MAX_VALUE;
    values[200] = -Number.MAX_VALUE;
    const anomalies = detectAnomalies(seriesOf(values), { detector: baselineDetector({ minVotes: 1 }) });
    expect(anomalies.map(({ peakMs }) => peakMs)).toEqual(expect.arrayContaining([at(100), at(200)]));
    for (const { reason, confidence } of anomalies) {
      expect(reason).not.toMatch(/NaN|undefined|unknown/);
      expect(confidence).toBeGreaterThan(0);
    }
    for (const { signals } of anomalies) {
      expect(signals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  test('the engine is the default', () => {
    const values = noise(1000, 11);
    values[900] = 25;
    const anomalies = detect(seriesOf(values));
    expect(anomalies.map(({ detectors }) => detectors)).toContainEqual(['engine']);
    expect(anomalies.map(({ detectedMs }) => detectedMs)).toContain(at(900));
    expect(anomalies).toEqual(detect(seriesOf(values), { detector: engineDetector() }));
  });

  test('judgements of another series are refused', () => {
    const judgements = iqrDetector().detect(seriesOf([1, 2, 3]));
    expect(() => explainJudgements(seriesOf([1, 2]), judgements)).toThrow(/^judgements/);
  });

  test('a series without a name is called the series', () => {
    const values = new Float64Array(100);
    values[50] = 1;
    const { timestamps } = seriesOf(values);
    const [anomaly] = detectAnomalies({ labels: {}, timestamps, values });
    expect(anomaly.reason).toMatch(/^The series rose to 1 at /);
  });
});

function confusionMatrix(table: Record<string, Record<string, number>>): string {
  const names = Object.keys(Object.values(table)[0]);
  const line = (head: string, cells: (string | number)[]) =>
    head.padEnd(14) + cells.map((cell) => String(cell).padStart(14)).join('');
  return [
    line('', names),
    ...Object.entries(table).map(([kind, row]) =>
      line(
        kind,
        names.map((name) => row[name]),
      ),
    ),
  ].join('\n');
}
