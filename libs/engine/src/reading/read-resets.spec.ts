import { describe, expect, it } from '@jest/globals';
import { PrometheusError } from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';
import { mergeCounts, readResets, withResets } from './read-resets.ts';

const series = (...samples: readonly (readonly [timeMs: number, value: number])[]): Series => ({
  labels: { __name__: 'x_total' },
  timestamps: Float64Array.from(samples, ([timeMs]) => timeMs),
  values: Float64Array.from(samples, ([, value]) => value),
});

describe('withResets', () => {
  it('puts the resets of a step beside its sample, and NaN where it has none', () => {
    const counted = withResets(
      series([10, 1], [20, 2], [40, 4]),
      new Map([
        [30, 1],
        [20, 3],
      ]),
    );
    expect(counted).toEqual({
      labels: { __name__: 'x_total' },
      timestamps: Float64Array.of(10, 20, 30, 40),
      values: Float64Array.of(1, 2, NaN, 4),
      resets: Float64Array.of(0, 3, 1, 0),
    });
  });

  it('leaves a series that was never reset as it is', () => {
    const calm = series([10, 1]);
    expect(withResets(calm, undefined)).toBe(calm);
    expect(withResets(calm, new Map())).toBe(calm);
  });
});

describe('mergeCounts', () => {
  it('takes the most of those that are one series, at each time', () => {
    const merged = mergeCounts([
      {
        labels: { pod: 'a' },
        counts: new Map([
          [10, 1],
          [20, 5],
        ]),
      },
      {
        labels: { pod: 'b' },
        counts: new Map([
          [20, 2],
          [30, 1],
        ]),
      },
    ]);
    expect([...merged]).toEqual([
      [10, 1],
      [20, 5],
      [30, 1],
    ]);
  });
});

describe('readResets', () => {
  const range = { startMs: 0, endMs: 600_000, stepMs: 60_000 };
  const failing = (kind: 'server' | 'aborted') => ({
    queryRange: () => Promise.reject(new PrometheusError(kind, 'unknown function resets')),
  });

  it('does not fail a rate that can be read without them, and says so', async () => {
    expect(await readResets(failing('server'), 'rate(x_total[5m])', range, undefined)).toEqual({
      data: [],
      warnings: ['resets of counters could not be read: unknown function resets'],
    });
    expect((await readResets(failing('server'), 'x', range, undefined)).warnings).toEqual([]);
  });

  it('ends when it is aborted', async () => {
    await expect(readResets(failing('aborted'), 'rate(x_total[5m])', range, undefined)).rejects.toThrow(
      PrometheusError,
    );
  });

  it('overlaps by what a process may be gone, and by more where the rate looks back further', async () => {
    const asked: string[] = [];
    const prometheus = {
      queryRange: (promql: string) => {
        asked.push(promql);
        const timestamps = Float64Array.of(300_000);
        const data = [{ labels: {}, timestamps, values: Float64Array.of(2), histograms: [] }];
        return Promise.resolve({ data, warnings: [], infos: [] });
      },
    };
    for (const window of ['5m', '20m']) await readResets(prometheus, `rate(x[${window}])`, range, undefined);
    expect(asked).toEqual([
      'resets(x[11m]) > 0',
      'resets(x[10m]) > 0',
      'resets(x[21m]) > 0',
      'resets(x[20m]) > 0',
    ]);
  });
});
