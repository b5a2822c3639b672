import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
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
    expect(body).toMatchObject({ valid: false, type: null, metrics: [], findings: [{ code: 'syntax' }] });
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
