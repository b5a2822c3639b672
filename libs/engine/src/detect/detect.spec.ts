import { afterEach, describe, expect, it } from '@jest/globals';
import { detectAnomalies, SeriesDetector } from '@metrics-ai/anomaly-detection';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import { characterizePool } from '../characterizer/characterize-pool.ts';
import { CharacterizerClosedError, type Characterizer } from '../characterizer/characterizer.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { Detect } from './detect.ts';
import type { SamplesToJudge } from './judge-samples.ts';

const STEP_MS = 300_000;
const START_MS = Date.UTC(2026, 0, 5);
const DAY = 288;

/** Days of five minutes with a daily course, noise, and half an hour that nobody can miss in the last day, 100 samples before the end. */
function samples(days = 6): SamplesToJudge['series'] {
  const timestamps = Float64Array.from({ length: days * DAY }, (_, i) => START_MS + i * STEP_MS);
  const values = timestamps.map((_, i) => {
    const isIncident = i >= days * DAY - 100 && i < days * DAY - 94;
    return 40 + 20 * Math.sin((2 * Math.PI * i) / DAY) + ((i * 7_919) % 101) / 50 + (isIncident ? 60 : 0);
  });
  return { labels: {}, timestamps, values };
}

const incidentMs = (series: SamplesToJudge['series']): number =>
  series.timestamps[series.values.length - 100];
const limits = { maxPoints: 2_000 };

describe.each<[string, () => Characterizer]>([
  ['on the thread that calls', () => characterizeHere()],
  ['on a thread of its own', () => characterizePool({ threads: 1 })],
])('Detecting %s', (_where, create) => {
  let characterizer: Characterizer;
  const start = (): Detect => new Detect({ characterizer: (characterizer = create()), limits });
  afterEach(() => characterizer.close());

  it('judges each sample as the engine does when it comes', async () => {
    const series = samples();
    const report = await start().run({ series });
    const detector = new SeriesDetector();
    series.timestamps.forEach((timestampMs, i) => {
      const { state, onset, expected, upper } = detector.update(timestampMs, series.values[i]);
      // Of the first day nothing is said.
      const told = i < DAY && onset > 0 ? 0 : onset;
      expect([report.score[i], report.onset[i], report.expected[i], report.upper[i]]).toEqual([
        state,
        told,
        expected,
        upper,
      ]);
    });
    expect(report).toMatchObject({ detector: 'engine', judged: 6 * DAY - 40, warnings: [] });
    expect(report.anomalies).toEqual(
      detectAnomalies(series, { name: 'The series' }).filter(
        ({ startMs }) => startMs >= START_MS + DAY * STEP_MS,
      ),
    );
    expect(report.anomalies.at(-1)).toMatchObject({ detectedMs: incidentMs(series) });
    expect(Math.min(...report.lower.filter((value) => !Number.isNaN(value)))).toBeGreaterThanOrEqual(0);
  });

  it('only learns from what is before the time to judge from', async () => {
    const series = samples();
    const whole = await start().run({ series });
    const from = series.values.length - 97;
    const judgeFromMs = series.timestamps[from];
    const report = await new Detect({ characterizer, limits }).run({ series, judgeFromMs });
    for (const name of ['score', 'onset', 'expected', 'lower', 'upper'] as const) {
      expect(report[name].subarray(0, from)).toEqual(new Float64Array(from).fill(NaN));
      expect(report[name].subarray(from)).toEqual(whole[name].subarray(from));
    }
    expect(report.judged).toBe(97);
    // It began before, and is told whole.
    expect(report.anomalies[0]).toEqual(
      whole.anomalies.find(({ detectedMs }) => detectedMs === incidentMs(series)),
    );
    expect(report.anomalies).toEqual(whole.anomalies.filter(({ endMs }) => endMs >= judgeFromMs));
  });

  it('judges the rate of a counter, resets and gaps among its samples', async () => {
    const { labels, timestamps, values } = samples();
    let total = 1e6;
    const counts = values.map((value, i) => (i % 400 === 399 ? (total = value) : (total += value)));
    counts[500] = NaN;
    const series = { labels, timestamps, values: counts };
    const report = await start().run({ series, counter: true });
    const last = report.anomalies.at(-1);
    expect(last?.value).toBeGreaterThan(80 / 300);
    expect(last?.value).toBeLessThan(90 / 300);
    expect(last?.detectedMs).toBe(incidentMs(series));
    expect(last?.expected).toBeLessThan(70 / 300);
    expect(report.anomalies).toEqual(
      (await new Detect({ characterizer, limits }).run({ series, counter: true, judgeFromMs: START_MS }))
        .anomalies,
    );
    const others = await new Detect({ characterizer, limits }).run({
      series,
      counter: true,
      detection: { detector: 'z-score' },
    });
    expect(others.score[0]).toBeNaN();
    expect(others.anomalies.at(-1)?.value).toBe(last?.value);
  });

  it('takes any detector, and options of the engine', async () => {
    const series = samples();
    const report = await start().run({
      series,
      name: 'Load',
      unit: 'bytes',
      detection: { detector: 'z-score' },
    });
    expect(report.detector).toBe('z-score');
    expect(report.onset).toEqual(new Float64Array(series.values.length).fill(NaN));
    expect(report.anomalies.at(-1)?.reason).toMatch(/^Load .* B/);
    const deaf = await new Detect({ characterizer, limits }).run({
      series,
      detection: { minDeviation: { absolute: 1e3 } },
    });
    expect(deaf.anomalies).toEqual([]);
  });

  it.each<[string, number]>([
    ['at another level', 10],
    ['silent', NaN],
  ])('says within minutes that a series comes out of its maintenance %s', async (_, value) => {
    const series = samples();
    const from = 5 * DAY;
    series.values.fill(value, from);
    const [fromMs, toMs] = [series.timestamps[from], series.timestamps[from + 40]];
    const { anomalies } = await start().run({
      series,
      detection: { marked: [{ fromMs, toMs, as: 'maintenance' }] },
    });
    const [told] = anomalies.filter(({ endMs }) => endMs >= fromMs);
    expect(told.detectedMs).toBeGreaterThan(toMs);
    expect(told.detectedMs).toBeLessThanOrEqual(toMs + 4 * STEP_MS);
  });

  it('says why nothing is judged', async () => {
    const series = samples(1);
    const few = {
      labels: {},
      timestamps: series.timestamps.subarray(0, 30),
      values: series.values.slice(0, 30).fill(NaN, 4, 10),
    };
    const warningOf = async (request: SamplesToJudge) =>
      (await (characterizer ? new Detect({ characterizer, limits }) : start()).run(request)).warnings;
    start();
    expect(await warningOf({ series: few })).toEqual([
      'no sample is judged: 24 of them have a value, and the detector engine learns from the first 40',
    ]);
    expect(await warningOf({ series, judgeFromMs: START_MS + 7 * DAY * STEP_MS })).toEqual([
      'no sample is judged: all are before judge_from',
    ]);
  });

  it('refuses samples that are none, and names which', async () => {
    const detect = start();
    const refusalOf = async (timestamps: number[], values: number[]): Promise<string> => {
      const series = {
        labels: {},
        timestamps: Float64Array.from(timestamps),
        values: Float64Array.from(values),
      };
      const error: unknown = await detect.run({ series }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidRequestError);
      const { field, message } = error as InvalidRequestError;
      return `${field} ${message}`;
    };
    expect(await refusalOf([], [])).toBe('timestamps must not be empty');
    expect(await refusalOf([1, 2], [1])).toMatch(/^values has 1 entries, and timestamps has 2/);
    expect(await refusalOf([0, 60_000, 30_000], [1, 2, 3])).toBe(
      'timestamps.2 is 30s earlier than timestamps.1: sort the samples by time, each time once',
    );
    expect(await refusalOf([0, 60_000, 60_000], [1, 2, 3])).toMatch(/^timestamps.2 is the same time as/);
    const many = Array.from({ length: 2_001 }, (_, i) => i);
    expect(await refusalOf(many, many)).toBe('timestamps has 2001 entries, at most 2000 are allowed');
  });

  it('ends with its caller, and with the characterizer', async () => {
    const reason = new Error('the client is gone');
    await expect(start().run({ series: samples() }, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    await characterizer.close();
    await expect(new Detect({ characterizer, limits }).run({ series: samples() })).rejects.toThrow(
      CharacterizerClosedError,
    );
  });
});
