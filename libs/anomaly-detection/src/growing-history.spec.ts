import { describe, expect, test } from '@jest/globals';
import { sliceSeries, type Series } from '@metrics-ai/timeseries';
import { ANOMALY_TYPES, type Anomaly } from './anomaly.ts';
import { explainJudgements } from './detect-anomalies.ts';
import { engineDetector, type EngineJudgements } from './engine-detector.ts';
import { asRead } from './testing/simulate/as-read.ts';
import { CLEAN_KINDS, cleanSeries } from './testing/simulate/clean-series.ts';
import { plantedSeries } from './testing/simulate/planted-series.ts';
import { noise, seriesOf, START_MS, STEP_MS } from './testing/synthetic-series.ts';

/** What a watch sees: the anomalies of ever longer histories. */

const DAY = 288;
const at = (i: number) => START_MS + i * STEP_MS;

interface Look {
  readonly length: number;
  readonly alarms: number;
  readonly anomalies: readonly Anomaly[];
}

/** Looks more often soon after an alarm than later, at those from `since` on. */
function looksAt(series: Series, since: number, counter = false): Look[] {
  const judgements = engineDetector({ counter }).detect(series);
  const alarms = [...judgements.onset.keys()].filter((i) => judgements.onset[i] > 1);
  const lengths = new Set<number>();
  for (const alarm of alarms.filter((i) => i >= since)) {
    for (let k = 1; k <= 600; k *= 2) lengths.add(Math.min(series.values.length, alarm + k));
  }
  return [...lengths]
    .sort((a, b) => a - b)
    .map((length) => ({
      length,
      alarms: alarms.filter((i) => i < length).length,
      anomalies: explainJudgements(sliceSeries(series, 0, length), firstOf(judgements, length)),
    }));
}

function firstOf(all: EngineJudgements, length: number): EngineJudgements {
  return {
    score: all.score.subarray(0, length),
    expected: all.expected.subarray(0, length),
    lower: all.lower.subarray(0, length),
    upper: all.upper.subarray(0, length),
    onset: all.onset.subarray(0, length),
    members: all.members,
    evidence: all.evidence,
    rates: all.rates?.subarray(0, length),
    resets: all.resets?.subarray(0, length),
  };
}

/** @returns how many anomalies there were at last. */
function expectLawful(looks: readonly Look[]): number {
  let before: readonly Anomaly[] = [];
  for (const { alarms, anomalies } of looks) {
    expect(anomalies.length).toBeLessThanOrEqual(alarms);
    for (const [i, { startMs, endMs, detectedMs }] of anomalies.entries()) {
      expect(detectedMs).toBeGreaterThanOrEqual(startMs);
      expect(endMs).toBeGreaterThanOrEqual(startMs);
      if (i > 0) expect(startMs).toBeGreaterThan(anomalies[i - 1].endMs);
    }
    // All that was told is found again, under its name.
    expect(anomalies.map(({ startMs }) => startMs)).toEqual(
      expect.arrayContaining(before.map(({ startMs }) => startMs)),
    );
    before = anomalies;
  }
  return before.length;
}

describe('as a history grows, anomalies keep their start, do not overlap, are detected after it and are no more than alarms', () => {
  test.each(ANOMALY_TYPES)('of %s', (type) => {
    const series = plantedSeries(type, 700, { size: 'small' });
    expect(expectLawful(looksAt(asRead(series), 13 * DAY, series.counter !== undefined))).toBeGreaterThan(0);
  });

  test('of clean series', () => {
    const found = CLEAN_KINDS.map((kind) => {
      const { timestamps, values } = cleanSeries(kind, 1, { stepMs: STEP_MS, days: 21 });
      return expectLawful(looksAt({ labels: {}, timestamps, values }, 14 * DAY));
    });
    expect(Math.max(...found)).toBeGreaterThan(0);
  });

  /** Two weeks of calm, six hours of a climb from 100 to 160, then twelve hours of something else. */
  const climbThen = (death: (i: number) => number): Series => {
    const [from, to] = [14 * DAY, 14 * DAY + 72];
    const move = (value: number, i: number) => {
      if (i >= to) return i < to + 144 ? death(i - to) : value;
      return i < from ? value : value + ((i - from) / 72) * 60;
    };
    return seriesOf(noise(16 * DAY, 6).map((value, i) => move(100 + value, i)));
  };

  test.each([
    ['frozen', 'froze', 160],
    ['stopped', 'stopped', NaN],
    ['stopped', 'stopped', 0],
  ] as const)(
    'of a climb that ends %s: it remains, and beside it is told that it %s (%d)',
    (type, word, last) => {
      const looks = looksAt(
        climbThen(() => last),
        13 * DAY,
      );
      expectLawful(looks);
      const { anomalies } = looks[looks.length - 1];
      const [lead, dead] = anomalies.filter(({ endMs }) => endMs >= at(14 * DAY + 36));
      expect(lead).toMatchObject({ type: 'trend_change', isOngoing: false });
      expect(lead.detectedMs).toBeLessThan(at(14 * DAY + 72));
      expect(lead.reason).toMatch(new RegExp(`; then it ${word}\\.$`));
      expect(dead.type).toBe(type);
      expect(Math.abs(dead.startMs - at(14 * DAY + 72))).toBeLessThanOrEqual(STEP_MS);
      expect(dead.detectedMs - dead.startMs).toBeLessThanOrEqual(3_600_000);
      expect(dead.reason).toContain(`cpu ${word} at Tue 4 Nov ${last === 160 ? '06:05' : '06:00'} UTC: `);
    },
  );

  test('of one that is away again and again after it: that is not told each time', () => {
    const looks = looksAt(
      climbThen((i) => (i % 6 < 3 ? NaN : 160 + (i % 2))),
      13 * DAY,
    );
    expectLawful(looks);
    const isDuring = ({ startMs, endMs }: Anomaly) => startMs < at(14 * DAY + 216) && endMs >= at(14 * DAY);
    expect(looks[looks.length - 1].anomalies.filter(isDuring)).toHaveLength(2);
  });
});
