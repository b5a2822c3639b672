import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PrometheusClient, RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  findPrometheus,
  startPrometheus,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';
import type { PrometheusReader } from '../reading/plan-reading.ts';
import { labelsKey } from '../series-id.ts';
import { runTurns } from '../testing/simulated-worker.ts';
import type { Watch } from '../watches/watch.ts';
import { Preview } from './preview.ts';
import { turnTimes } from './turns-of-watch.ts';

jest.setTimeout(300_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW_MS = Date.UTC(2026, 0, 15, 12);

/** Less than three days old: while the turns go on, a step of one minute gets too fine for it. */
const START_MS = NOW_MS - 70 * HOUR_MS;

function minutely(name: string, valueAt: (hour: number, noise: number) => number): Series {
  const length = (NOW_MS - START_MS) / MINUTE_MS + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => START_MS + i * MINUTE_MS);
  let state = 4_321;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const values = timestamps.map((timestampMs) =>
    valueAt((NOW_MS - timestampMs) / HOUR_MS, uniform() + uniform() - 1),
  );
  const present = timestamps.map((_, i) => Number(!Number.isNaN(values[i])));
  const labels = { __name__: name, job: 'shop' };
  return {
    labels,
    timestamps: timestamps.filter((_, i) => present[i] === 1),
    values: values.filter((_, i) => present[i] === 1),
  };
}

function counting(name: string, rateAt: (hour: number, noise: number) => number): Series {
  let total = 0;
  return minutely(name, (hour, noise) => (total += 60 * rateAt(hour, noise)));
}

/** A counter whose process dies every four minutes for an hour, and is gone for one of them. */
function crashing(name: string): Series {
  let total = 0;
  return minutely(name, (hour, noise) => {
    const phase = hour < 3.3 && hour > 2.3 ? Math.round(60 * hour) % 4 : undefined;
    if (phase === 3) total = 0;
    total += 60 * (5 + noise);
    return phase === 0 ? NaN : total;
  });
}

const stored = [
  minutely(
    'queue_depth',
    (hour, noise) => 20 + 5 * Math.sin(hour / 4) + noise + (hour < 3.2 && hour > 2.9 ? 30 : 0),
  ),
  minutely('temperature', (hour, noise) => (hour < 1.2 ? NaN : 40 + noise)),
  minutely('memory_bytes', (hour, noise) => 1e9 + 1e7 * noise + (hour < 0.8 ? 4e8 : 0)),
  counting('requests_total', (hour, noise) => 5 + noise + (hour < 2.2 && hour > 1.5 ? 9 : 0)),
  crashing('jobs_total'),
];

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('A preview on a real Prometheus (skipped where prometheus is not installed)', () => {
  let server: PrometheusServer;

  beforeAll(async () => {
    server = await startPrometheus();
    await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(stored);
  });
  afterAll(() => server.stop());

  const watch: Watch = {
    name: 'shop',
    tenant: 'default',
    source: { kind: 'match', match: '{job="shop"}' },
    everyMs: 10 * MINUTE_MS,
    dropLabels: [],
    expireAfterMs: 14 * 24 * HOUR_MS,
    maxSeries: 100,
    shards: 1,
  };

  it.each<[string, Partial<Watch>]>([
    ['all that it has, at a step that changes as it grows older', {}],
    ['a lookback', { lookbackMs: 60 * HOUR_MS, stepMs: 2 * MINUTE_MS }],
    [
      'the rate of a counter',
      {
        source: { kind: 'query', query: 'rate(jobs_total[4m])' },
        lookbackMs: 60 * HOUR_MS,
        stepMs: 2 * MINUTE_MS,
      },
    ],
    [
      'an expression',
      {
        source: { kind: 'query', query: 'max by (job) (queue_depth)' },
        lookbackMs: 50 * HOUR_MS,
      },
    ],
  ])('says what the turns of the worker say that read %s', async (_, given) => {
    const configured = { ...watch, ...given };
    const client = new PrometheusClient({ url: server.url });
    let timeMs = NOW_MS;
    const prometheus: PrometheusReader = {
      series: (...request) => client.series(...request),
      metadata: (...request) => client.metadata(...request),
      queryRange: (...request) => client.queryRange(...request),
      query: (promql, options) => {
        if (promql !== 'time()') return client.query(promql, options);
        const data = { type: 'scalar', timestampMs: timeMs, value: timeMs / 1000 } as const;
        return Promise.resolve({ data, warnings: [], infos: [] });
      },
    };
    const durationMs = 4 * HOUR_MS;
    const turnsMs = turnTimes(configured, NOW_MS - durationMs, NOW_MS);
    const live = await runTurns(configured, turnsMs, { prometheus, setTime: (nowMs) => (timeMs = nowMs) });
    timeMs = NOW_MS;
    const limits = { maxSeries: 100, maxAnalyzedSeries: 100, maxPoints: 11_000 };
    const report = await new Preview({ prometheus, limits }).run({ watch: configured, durationMs });
    expect(report.watch.failed).toEqual([]);
    const told = report.watch.series.flatMap(({ labels, alarms }) =>
      alarms.map(({ turnMs, anomaly }) => ({ turnMs, series: labelsKey(labels), anomaly })),
    );
    expect(told).toHaveLength(live.length);
    expect(told).toEqual(expect.arrayContaining(live));
    expect(live).not.toHaveLength(0);
    const isCounted = configured.source.kind === 'match' || configured.source.query.startsWith('rate');
    const storms = live.filter(({ anomaly: { type } }) => type === 'reset_storm');
    expect(storms.map(({ series }) => /_total/.exec(series)?.[0])).toEqual(isCounted ? ['_total'] : []);
  });
});
