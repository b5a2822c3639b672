import { describe, expect, test } from '@jest/globals';
import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import { inventedNumberCheck } from './invented-number-check.ts';
import { modelData } from './model-data.ts';
import { narrate } from './narrate.ts';
import {
  analyse,
  dailyCycle,
  nowAfter,
  ongoingAnomaly,
  randomAnalysis,
  START_MS,
  STEP_MS,
} from './testing/sample-analyses.ts';

describe('narrate', () => {
  test('tells an anomaly that still goes on: what, since when, how unusual, what next', () => {
    const analysis = ongoingAnomaly();
    const insight = narrate(analysis, nowAfter(analysis));
    expect(insight).toEqual({
      summary: analysis.anomalies[0].reason,
      since:
        'Since Sun 22 Nov 23:30 UTC, 26 min ago; it still goes on at the last sample (Sun 22 Nov 23:55 UTC).',
      unusual: expect.stringMatching(
        /^The only anomaly in 7 days; the detectors are \S+ % sure of it\. The median of its latest samples, \S+ %, is at or above \S+ % of its history\.$/,
      ),
      next: [
        'Graph this around Sun 22 Nov 23:40 UTC: cpu_usage_ratio{instance="10.0.0.5:9100",job="payment"}',
        'Compare with the day before: cpu_usage_ratio{instance="10.0.0.5:9100",job="payment"} offset 1d',
        'See whether it is this one alone: cpu_usage_ratio{job="payment"}',
        'Look for a deployment, a changed configuration or a failover shortly before Sun 22 Nov 23:30 UTC.',
      ],
      writtenBy: 'narrator',
    });
  });

  test('tells the ongoing one of many anomalies, and how many there are', () => {
    const values = dailyCycle(7);
    for (const at of [300, 700, 1_100, 1_500]) values[at] = 0.97;
    values[values.length - 1] = 0.98;
    const analysis = analyse(values);
    expect(analysis.anomalies.length).toBeGreaterThan(3);
    const { summary, since, unusual } = narrate(analysis, nowAfter(analysis));
    expect(summary).toBe(analysis.anomalies.at(-1)?.reason);
    expect(since).toContain('still goes on');
    expect(unusual).toContain(`The latest of ${analysis.anomalies.length} anomalies in 7 days`);
  });

  test('says how rare it is instead of how sure the detectors are, where that is known', () => {
    const plain = ongoingAnomaly();
    const analysis = {
      ...plain,
      anomalies: plain.anomalies.map((anomaly) => ({ ...anomaly, onceInMs: 21 * 86_400_000 })),
    };
    const insight = narrate(analysis, nowAfter(analysis));
    expect(insight.unusual).toMatch(
      /^The only anomaly in 7 days; moments so strange come once in 21 days\. The median/,
    );
    const check = inventedNumberCheck(analysis, nowAfter(analysis));
    expect(check(insight.unusual)).toBeUndefined();
    expect(check('Moments so strange come once in 22 days.')).toBe('22 days');
    expect(JSON.stringify(modelData(analysis, nowAfter(analysis)))).toContain('"soStrangeOnceIn":"21 days"');
  });

  test('has a cause to look for that fits the type', () => {
    const plain = ongoingAnomaly();
    const nextFor = (type: (typeof ANOMALY_TYPES)[number]) =>
      narrate(
        { ...plain, anomalies: plain.anomalies.map((anomaly) => ({ ...anomaly, type })) },
        nowAfter(plain),
      ).next;
    for (const type of ANOMALY_TYPES)
      expect(nextFor(type).at(-1)).toMatch(/^Look for .* Sun 22 Nov 23:30 UTC/);
    expect(nextFor('reset_storm').at(-1)).toContain('restarted again and again');
    expect(nextFor('stopped')[0]).toContain('still scraped');
    expect(nextFor('frozen')[0]).toContain('still scraped');
    expect(nextFor('variance_change')[0]).toContain('Graph this');
  });

  test('tells the latest anomaly that is over, with its end', () => {
    const values = dailyCycle(7);
    values[500] = 0.97;
    values[1_000] = 0.99;
    values[1_001] = 0.98;
    const analysis = analyse(values);
    const { since, next } = narrate(analysis, nowAfter(analysis));
    expect(since).toBe('From Thu 19 Nov 11:20 UTC to Thu 19 Nov 11:25 UTC (10 min), 3.5 days ago.');
    expect(next.at(-1)).toBe('Look for a job, a restart or a burst of load at Thu 19 Nov 11:20 UTC.');
  });

  test('says of a calm series what is usual, and nothing to do', () => {
    const analysis = analyse(dailyCycle(7));
    expect(analysis.anomalies).toEqual([]);
    const insight = narrate(analysis, nowAfter(analysis));
    expect(insight.summary).toMatch(
      /^cpu_usage_ratio is at 25 %, as usual \(22\.2 %…47\.8 %, in the middle 35 %\)\.$/,
    );
    expect(insight.unusual).toContain('Nothing out of the ordinary was found in 7 days.');
    expect(insight).not.toHaveProperty('since');
    expect(insight.next).toEqual([]);
  });

  test('says which way a calm series goes', () => {
    const rising = analyse(
      dailyCycle(7).map((value, i) => value * 1e9 + i * 1e6),
      { unit: 'bytes' },
    );
    expect(narrate(rising, nowAfter(rising)).summary).toMatch(/It rises by \d+ MiB a day\.$/);
    expect(narrate(rising, nowAfter(rising)).next).toEqual([
      'See when it meets its limit if it goes on like this.',
    ]);
  });

  test('does not say twice that a series has stopped', () => {
    const values = [...dailyCycle(4), ...Array<number>(288).fill(NaN)];
    for (let i = 900; i < 906; i++) values[i] = 0.9;
    const analysis = analyse(values, { detector: 'engine' });
    expect(analysis.anomalies.at(-1)?.endMs).toBe(START_MS + (values.length - 1) * STEP_MS);
    expect(narrate(analysis, nowAfter(analysis)).unusual).toMatch(
      / Before that: .* at Thu 19 Nov 03:\d\d UTC, /,
    );
  });

  test('says that a series has stopped, and since when', () => {
    const values = dailyCycle(4).map((value, i) => (i > 1_000 ? NaN : value));
    const analysis = analyse(values);
    expect(analysis.tags).toContain('stopped');
    const insight = narrate(analysis, nowAfter(analysis));
    expect(insight.summary).toMatch(
      /^cpu_usage_ratio has stopped: the last sample, \S+ %, came at Thu 19 Nov 11:20 UTC\.$/,
    );
    expect(insight.since).toBe('Since Thu 19 Nov 11:20 UTC, 13 h ago.');
    expect(insight.next[0]).toContain('scraped');
  });

  test.each([
    ['without samples', [], /^cpu_usage_ratio has no usable samples\.$/],
    [
      'of gaps alone',
      [NaN, NaN, NaN],
      /^cpu_usage_ratio has no usable samples from Mon 16 Nov 00:00 UTC to Mon 16 Nov 00:10 UTC\.$/,
    ],
    ['of one sample', [0.5], /^cpu_usage_ratio has a single sample, 50 % at Mon 16 Nov 00:00 UTC\.$/],
    ['that is constant', Array.from({ length: 500 }, () => 0.5), /^cpu_usage_ratio is constant at 50 %\.$/],
  ])('handles a series %s', (_, values, summary) => {
    const analysis = analyse(values);
    const insight = narrate(analysis, START_MS + 864e5);
    expect(insight.summary).toMatch(summary);
    expect(insight).not.toHaveProperty('since');
    expect(JSON.stringify(insight)).not.toMatch(/unknown|NaN|undefined/);
  });

  test('never says NaN or undefined, and always the same of the same', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const analysis = randomAnalysis(seed);
      const insight = narrate(analysis, nowAfter(analysis));
      expect(JSON.stringify(insight)).not.toMatch(/NaN|undefined|null/);
      expect(narrate(analysis, nowAfter(analysis))).toEqual(insight);
      expect(insight.next.length).toBeLessThanOrEqual(5);
    }
  });

  test('gives links of PromQL that was checked alone, and quotes none that is long or has a line break', () => {
    const subject = ongoingAnomaly();
    const nextFor = (promql: string): string =>
      narrate({ ...subject, promql, labels: { __name__: promql, pod: 'a' } }, nowAfter(subject)).next.join(
        '\n',
      );
    expect(nextFor('sum(rate(a{pod="a"}[5m])) / 2')).toContain(
      'before: sum(rate(a{pod="a"}[5m] offset 1d)) / 2\nSee whether it is this one alone: sum(rate(a[5m])) / 2\n',
    );
    for (const wrong of [
      'sum(a',
      'rate(a)',
      'a[5m]',
      '{}',
      '1 + 1',
      `a{job=~"${'a|'.repeat(400)}"}`,
      'a\n or up',
    ]) {
      const next = nextFor(wrong);
      expect(next).toContain('Graph this series around');
      expect(next).toContain('the same expression without the label pod.');
      expect(next).not.toContain('Compare');
    }
    expect(nextFor('a offset 1h')).not.toContain('Compare');
  });

  test('refuses a now that is no time', () => {
    expect(() => narrate(ongoingAnomaly(), NaN)).toThrow(/^nowMs/);
  });
});
