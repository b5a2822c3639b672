import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  findPrometheus,
  startPrometheus,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type ApiAnswer, type ApiProcess } from '../testing/api-process.ts';

jest.setTimeout(120_000);

describe('POST /promql/check, without a Prometheus', () => {
  let api: ApiProcess;

  beforeAll(async () => {
    api = await startApi({ PROMETHEUS_URL: 'http://127.0.0.1:9', WORKER_THREADS: '1' });
  });

  afterAll(() => api.stop());

  const check = (body: unknown): Promise<ApiAnswer> => api.request('POST', '/promql/check', body);

  it('finds nothing wrong with what is right', async () => {
    const { status, body } = await check({ expression: 'sum by (job) (rate(http_requests_total[5m]))' });
    expect(status).toBe(200);
    expect(body).toEqual({
      valid: true,
      type: 'vector',
      metrics: ['http_requests_total'],
      catalogue_metrics: 0,
      findings: [],
    });
  });

  it('says what is wrong, where, why, and how it was meant', async () => {
    const { status, body } = await check({ expression: 'up > 0 and\nrate(sum(http_requests_total))' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ valid: false, type: 'vector' });
    expect(body.findings).toEqual([
      {
        severity: 'error',
        code: 'wrong-type',
        message: expect.stringContaining('range vector'),
        from: 16,
        to: 40,
        line: 2,
        column: 6,
        suggestion: {
          expression: 'up > 0 and\nsum(rate(http_requests_total[5m]))',
          reason: expect.any(String),
        },
      },
    ]);
  });

  it('answers for what is no PromQL at all', async () => {
    const { status, body } = await check({ expression: 'SELECT 1' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ valid: false, metrics: [], findings: [{ code: 'syntax' }] });
    expect(body).not.toHaveProperty('type');
  });

  it('looks at the scrape interval and at the use', async () => {
    const expression = 'rate(x[30s]) > bool 1';
    const codes = async (more: object): Promise<string[]> =>
      (await check({ expression, ...more })).body.findings.map(({ code }: { code: string }) => code);
    expect(await codes({})).toEqual([]);
    expect(await codes({ scrape_interval: '15s', use: 'alert' })).toEqual([
      'range-too-short',
      'bool-in-alert',
    ]);
  });

  it.each([
    [{}, 'expression'],
    [{ expression: 1 }, 'expression'],
    [{ expression: 'x'.repeat(20_001) }, 'expression'],
    [{ expression: 'up', use: 'panel' }, 'use'],
    [{ expression: 'up', scrape_interval: 'often' }, 'scrape_interval'],
    [{ expression: 'up', query: 'up' }, 'query'],
    ['up', ''],
  ])('refuses the body %j as a problem', async (body, field) => {
    const answer = await check(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.stringify(answer.body)).toContain(field);
  });
});

(findPrometheus() === undefined ? describe.skip : describe)(
  'POST /promql/check beside a real Prometheus (skipped where it is not installed)',
  () => {
    let prometheus: PrometheusServer;
    let api: ApiProcess;

    beforeAll(async () => {
      prometheus = await startPrometheus();
      const timestamps = Float64Array.of(Date.now() - 1_000);
      const values = Float64Array.of(1);
      const series: Record<string, string>[] = [
        { __name__: 'orders_total', job: 'shop', status: 'paid' },
        { __name__: 'queue_length', job: 'shop', queue: 'mail' },
      ];
      const writer = new RemoteWriter({ url: `${prometheus.url}/api/v1/write` });
      await writer.write(series.map((labels) => ({ labels, timestamps, values })));
      api = await startApi({ PROMETHEUS_URL: prometheus.url, WORKER_THREADS: '1' });
      // The first question for the catalogue has it read in the background.
      while ((await check('up')).catalogue_metrics === 0) await sleep(200);
    });

    afterAll(async () => {
      await api?.stop();
      await prometheus?.stop();
    });

    const check = async (expression: string, more: object = {}): Promise<ApiAnswer['body']> =>
      (await api.request('POST', '/promql/check', { expression, ...more })).body;

    it('knows which metrics and labels there are', async () => {
      const { valid, findings } = await check('sum by (status) (rate(orders_total{job="shop"}[5m]))');
      expect([valid, findings]).toEqual([true, []]);
    });

    it.each([
      ['rate(order_total[5m])', 'unknown-metric', 'rate(orders_total[5m])'],
      ['queue_length{queu="mail"}', 'unknown-label', 'queue_length{queue="mail"}'],
      ['queue_length{queue="mial"}', 'unknown-label-value', 'queue_length{queue="mail"}'],
    ])('finds %s: %s', async (expression, code, repaired) => {
      const { findings } = await check(expression);
      expect(findings).toMatchObject([{ code, suggestion: { expression: repaired } }]);
    });

    it('leaves names alone when it is told to', async () => {
      const answer = await check('order_total == 0', { catalogue: false });
      expect(answer).toMatchObject({ valid: true, catalogue_metrics: 0, findings: [] });
    });
  },
);
