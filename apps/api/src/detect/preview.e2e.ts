import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findPrometheus, type MetricsServer } from '@metrics-ai/prometheus-client/testing';
import { startApi, type ApiAnswer, type ApiProcess } from '../testing/api-process.ts';
import { startShopPrometheus } from '../testing/shop-world.ts';

jest.setTimeout(120_000);

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

interface Series {
  labels: Record<string, string>;
  alarms_total: number;
  alarms: { told_at: string; start: string; until: string; in_both?: boolean }[];
}

withPrometheus('POST /detect/preview (skipped where prometheus is not installed)', () => {
  let prometheus: MetricsServer;
  let api: ApiProcess;

  beforeAll(async () => {
    prometheus = await startShopPrometheus();
    api = await startApi({ PROMETHEUS_URL: prometheus.url, MAX_ANALYZED_SERIES: '8' });
  });

  afterAll(async () => {
    await api.stop();
    await prometheus.stop();
  });

  const preview = (body: unknown): Promise<ApiAnswer> => api.request('POST', '/detect/preview', body);
  const cpu = { name: 'shop', match: 'cpu_usage{job="shop"}', every: '5m', lookback: '10d', step: '5m' };

  it('tells the spike of six hours ago once, within minutes of its start', async () => {
    const { status, body } = await preview({ watch: cpu, days: 1 });
    expect(status).toBe(200);
    expect(body.watch).toMatchObject({ turns: 288, series_total: 2, failed: [] });
    expect(Date.parse(body.end) - Date.parse(body.start)).toBe(86_400_000);
    const series = body.watch.series as Series[];
    const total = series.reduce((sum, { alarms_total: alarms }) => sum + alarms, 0);
    expect(body.watch).toMatchObject({ alarms_total: total, alarms_per_week: 7 * total });
    const spikeMs = Date.parse(body.end) - 6 * 3_600_000;
    const told = series
      .filter(({ labels }) => labels.service === 'payment')
      .flatMap(({ alarms }) => alarms)
      .filter(({ start, until }) => Date.parse(start) <= spikeMs + 900_000 && Date.parse(until) >= spikeMs);
    expect(told).toHaveLength(1);
    expect(Date.parse(told[0].told_at) - spikeMs).toBeLessThan(15 * 60_000);
    expect(told[0].in_both).toBeUndefined();
  });

  it('tells the difference to another configuration', async () => {
    const deaf = { ...cpu, detection: { min_deviation: { absolute: 10 } } };
    const { body } = await preview({ watch: cpu, days: 1, compare_with: deaf });
    const total = body.watch.alarms_total as number;
    expect(total).toBeGreaterThan(0);
    expect(body.compare_with).toMatchObject({ turns: 288, alarms_total: 0 });
    expect(body.difference).toEqual({ both: 0, only_watch: total, only_compare_with: 0 });
    const same = (await preview({ watch: cpu, days: 1, compare_with: { ...cpu, name: 'again' } })).body;
    expect(same.difference).toEqual({ both: total, only_watch: 0, only_compare_with: 0 });
    for (const { alarms } of same.watch.series as Series[]) {
      for (const { in_both: isInBoth } of alarms) expect(isInBoth).toBe(true);
    }
  });

  it('knows what is marked', async () => {
    const spikeSeconds = Date.now() / 1000 - 6 * 3_600;
    const marked = [{ start: spikeSeconds - 3_600, end: spikeSeconds + 3_600, as: 'maintenance' }];
    const { body } = await preview({
      watch: cpu,
      days: 1,
      compare_with: { ...cpu, detection: { marked } },
    });
    const payment = (body.watch.series as Series[]).find(({ labels }) => labels.service === 'payment');
    const missed = payment?.alarms.filter(({ in_both: isInBoth }) => isInBoth === false) ?? [];
    expect(missed.length).toBeGreaterThan(0);
    for (const { start } of missed) {
      expect(Math.abs(Date.parse(start) / 1000 - spikeSeconds)).toBeLessThan(3_600);
    }
  });

  it('reads counters as rates, expressions as they are, and remembers nothing', async () => {
    const counter = { match: 'http_requests_total{job="shop"}', lookback: '5d', every: '30m' };
    const first = (await preview({ watch: counter, days: 2 })).body;
    expect(first.watch).toMatchObject({ turns: 96, series_total: 1 });
    const expression = { query: 'sum(rate(http_requests_total[5m]))', lookback: '5d', every: '30m' };
    expect((await preview({ watch: expression, days: 2 })).body.watch).toMatchObject({ series_total: 1 });
    expect((await api.request('GET', '/metrics/stats')).body.records).toBe(0);
  });

  it('takes the example of the explorer', async () => {
    const { components } = (await api.request('GET', '/docs-json')).body;
    const { status, body } = await preview(components.schemas.PreviewRequest.example);
    expect(status).toBe(200);
    expect(body.compare_with.turns).toBe(2_016);
  });

  it.each<[string, object, string, RegExp]>([
    ['no watch', {}, 'watch', /must be a JSON object|expected object/],
    ['neither match nor query', { watch: { every: '5m' } }, 'watch', /either match or query/],
    ['a match that is none', { watch: { match: 'sum(up)' } }, 'watch.match', /not a series selector/],
    ['a key too many', { watch: { ...cpu, evry: '5m' } }, 'watch.evry', /not a known field/],
    ['a bad duration', { watch: { ...cpu, lookback: 'long' } }, 'watch.lookback', /not a duration/],
    [
      'a step longer than the lookback',
      { watch: { ...cpu, lookback: '1h', step: '2h' } },
      'watch.step',
      /lookback/,
    ],
    [
      'a period that ends before it starts',
      { watch: { ...cpu, detection: { marked: [{ start: 1, end: 0, as: 'normal' }] } } },
      'watch.detection.marked.0.end',
      /must not be before start/,
    ],
    ['too many days', { watch: cpu, days: 31 }, 'days', /<=30/],
    ['too many series', { watch: { match: '{job="shop"}' } }, 'watch.match', /at most 8 are allowed/],
    [
      'too many points of the other watch',
      { watch: cpu, compare_with: { ...cpu, step: '1s' } },
      'compare_with.step',
      /at most 100000/,
    ],
    [
      'more than can be computed',
      { watch: { ...cpu, every: '10s', detection: { detector: 'z-score' } }, days: 30 },
      'watch',
      /million samples/,
    ],
  ])('refuses %s with 400 and names the place', async (_, body, field, message) => {
    const answer = await preview(body);
    expect(answer.status).toBe(400);
    const error = answer.body.errors.find((each: { field: string }) => each.field === field);
    expect(error?.message ?? JSON.stringify(answer.body)).toMatch(message);
  });
});
