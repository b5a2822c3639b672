import { describe, expect, it } from '@jest/globals';
import type { ReadSeries } from '../reading/read-series.ts';
import { findAnomalies } from './judge-series.ts';

const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const STEPS_A_DAY = DAY_MS / STEP_MS;
const startMs = Date.UTC(2026, 0, 5);
const at = (day: number): number => startMs + day * DAY_MS;

/** Three days around 50; `change` says what is otherwise at a time, in days since the start. */
function read(change: (day: number, usual: number) => number, rest: Partial<ReadSeries> = {}): ReadSeries {
  const timestamps = Float64Array.from({ length: 3 * STEPS_A_DAY }, (_, i) => startMs + i * STEP_MS);
  const values = timestamps.map((_, i) => change(i / STEPS_A_DAY, 50 + Math.sin(i * i)));
  const series = { labels: { __name__: 'queue_depth' }, timestamps, values };
  return { series, unit: '', help: '', promql: 'queue_depth', ...rest };
}

/** For half an hour each; every jump is ten times higher than the one before, so that it is news. */
const jumpAt = (...days: number[]) =>
  read(
    (day, usual) => usual + 40 * (10 ** (days.findIndex((each) => day >= each && day < each + 0.02) + 1) - 1),
  );

/** When they were said, in days. */
const saidOf = (given: ReadSeries): number[] =>
  findAnomalies(given).map(({ detectedMs }) => (detectedMs - startMs) / DAY_MS);

describe('findAnomalies', () => {
  it('calls the series as people do', () => {
    const [anomaly] = findAnomalies({ ...jumpAt(2.5), learnMs: DAY_MS });
    expect(anomaly.reason).toMatch(/^queue depth /);
  });

  it('says nothing of a series while it is new, and judges it nevertheless', () => {
    const given = jumpAt(0.5, 2.25);
    expect(saidOf(given)).toEqual(expect.arrayContaining([0.5, 2.25]));
    const said = saidOf({ ...given, learnMs: DAY_MS });
    expect(said).toContain(2.25);
    expect(Math.min(...said)).toBeGreaterThanOrEqual(1);
    expect(findAnomalies({ ...given, learnMs: 3 * DAY_MS })).toEqual([]);
  });

  it('says at the end of that time what is strange by then and goes on', () => {
    const lasting = read((day, usual) => usual + (day >= 0.995 && day < 1.05 ? 60 : 0), { learnMs: DAY_MS });
    expect(saidOf(lasting)).toEqual([1]);
    expect(findAnomalies(lasting)[0].startMs).toBeLessThan(at(1));
  });

  it('says of what lies before the judged time only what reaches into it', () => {
    const given = { ...jumpAt(1.5, 2.25), learnMs: DAY_MS };
    expect(saidOf({ ...given, judgeFromMs: at(2) })).toEqual([2.25]);
    expect(saidOf({ ...given, judgeFromMs: at(1.51) })).toEqual([1.5, 2.25]);
  });

  it('leaves detectors that judge the whole series at once as they are', () => {
    const given = { ...jumpAt(0.5), learnMs: DAY_MS };
    for (const detector of ['z-score', 'baseline'] as const) {
      const starts = findAnomalies(given, { detector }).map(({ startMs: ms }) => (ms - startMs) / DAY_MS);
      expect(starts).toContain(0.5);
    }
    expect(
      findAnomalies(
        read((_, usual) => usual),
        { detector: 'baseline' },
      ),
    ).toEqual([]);
  });
});
