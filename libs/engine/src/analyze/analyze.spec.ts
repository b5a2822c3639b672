import { describe, expect, it } from '@jest/globals';
import type { Series } from '@metrics-ai/timeseries';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { Analyze, type AnalyzeRequest } from './analyze.ts';

const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const nowMs = Date.UTC(2026, 0, 15, 12);
const limits = { maxSeries: 1_000, maxAnalyzedSeries: 10, maxPoints: 20_000 };

/** Sessions with a job every night at two, for so many days until now; `change` says what is otherwise. */
function sessions(days: number, change: (timestampMs: number, usual: number) => number): Series {
  const length = (days * DAY_MS) / STEP_MS + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => nowMs - (length - 1 - i) * STEP_MS);
  const values = timestamps.map((timestampMs, i) => {
    const isNight = timestampMs % DAY_MS >= 2 * 3_600_000 && timestampMs % DAY_MS < 3 * 3_600_000;
    return change(timestampMs, 50 + Math.sin(i * i) + (isNight ? 80 : 0));
  });
  return { labels: { __name__: 'active_sessions', job: 'shop' }, timestamps, values };
}

const lastDay: AnalyzeRequest = {
  source: { kind: 'metric', metricName: 'active_sessions' },
  range: { durationMs: DAY_MS, stepMs: STEP_MS },
  types: new Set(['statistics', 'anomaly'] as const),
};

async function analyze(prometheus: FakePrometheus, request = lastDay, maxPoints = limits.maxPoints) {
  const parts = { prometheus, limits: { ...limits, maxPoints }, nowMs: () => nowMs };
  const report = await new Analyze(parts).run(request);
  return { report, analysis: report.series[0].analysis };
}

describe('Analyze', () => {
  it('knows from before the range what is usual, and profiles the range alone', async () => {
    const prometheus = new FakePrometheus([sessions(10, (_, usual) => usual)]);
    const { analysis, report } = await analyze(prometheus);
    expect(analysis.anomalies).toEqual([]);
    expect(analysis.profile.statistics.count).toBe(289);
    expect(analysis.profile.startMs).toBe(nowMs - DAY_MS);
    expect(report.series[0].range).toEqual({ startMs: nowMs - DAY_MS, endMs: nowMs, stepMs: STEP_MS });
    // The day, and the two weeks before it.
    expect(prometheus.askedPoints.toSorted((a, b) => a - b)).toEqual([289, 14 * 288]);
  });

  it('says of what began before the range only what goes on in it', async () => {
    const isAt = (timestampMs: number, daysAgo: number, hours: number) =>
      timestampMs > nowMs - daysAgo * DAY_MS && timestampMs <= nowMs - daysAgo * DAY_MS + hours * 3_600_000;
    const series = sessions(10, (timestampMs, usual) =>
      isAt(timestampMs, 4, 2)
        ? usual * 3
        : isAt(timestampMs, 1.02, 2)
          ? usual * 30
          : isAt(timestampMs, 0.25, 1)
            ? usual * 300
            : usual,
    );
    const { analysis } = await analyze(new FakePrometheus([series]));
    const [goesOn, ...others] = analysis.anomalies;
    expect(goesOn.startMs).toBeLessThan(nowMs - DAY_MS);
    expect(goesOn.endMs).toBeGreaterThan(nowMs - DAY_MS);
    expect(others.map(({ startMs }) => startMs)).toEqual([nowMs - 0.25 * DAY_MS + STEP_MS]);
  });

  it('reads no more than it may, history included', async () => {
    const prometheus = new FakePrometheus([sessions(10, (_, usual) => usual)]);
    await analyze(prometheus, lastDay, 500);
    expect(prometheus.askedPoints.toSorted((a, b) => a - b)).toEqual([211, 289]);
    await analyze(prometheus, lastDay, 289);
    expect(prometheus.askedPoints).toHaveLength(3);
  });

  it('goes on without the history where that cannot be read, and says so', async () => {
    const prometheus = new FakePrometheus([sessions(10, (_, usual) => usual)]);
    prometheus.failingBeforeMs = nowMs - 2 * DAY_MS;
    const { analysis, report } = await analyze(prometheus);
    expect(report.failed).toEqual([]);
    expect(report.warnings).toContain(
      'what lies before the range could not be read to learn from: disk is on fire',
    );
    expect(analysis.profile.statistics.count).toBe(289);
  });

  it('finds anomalies in the way that it is told', async () => {
    const series = sessions(10, (timestampMs, usual) => (timestampMs === nowMs - DAY_MS / 3 ? 400 : usual));
    const { analysis } = await analyze(new FakePrometheus([series]), {
      ...lastDay,
      detection: { detector: 'z-score' },
    });
    expect(analysis.anomalies.map(({ detectors }) => detectors)).toContainEqual(['z-score']);
  });
});
