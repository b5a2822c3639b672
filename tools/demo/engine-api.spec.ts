import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { EngineApi } from './engine-api.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Reply = [status: number, body: unknown];

/** A server that answers each route with its replies in turn, the last one again and again. */
async function standIn(replies: Record<string, Reply[]>): Promise<{ api: EngineApi; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const route = `${request.method} ${request.url}`;
      requests.push(`${route} ${body}`.trim());
      const queue = replies[route] ?? [[404, { title: 'Not Found' }]];
      const [status, answer] = queue.length > 1 ? (queue.shift() ?? queue[0]) : queue[0];
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { api: new EngineApi(`http://127.0.0.1:${port}`, AbortSignal.timeout(20_000)), requests };
}

const job = { id: 'a/b', state: 'running', progress: { series_done: 1, series_total: 4 } };
const result = {
  series: 4,
  points: 100,
  anomalies: 2,
  skipped: [{ series: 'up', reason: 'too few points' }],
  failed: [],
  warnings: ['slow'],
  duration_seconds: 1.5,
  start_time: '2026-01-01T00:00:00.000Z',
  end_time: '2026-01-15T00:00:00.000Z',
  step: '5m',
};
const anomaly = {
  type: 'spike',
  start: '2026-01-02T00:00:00.000Z',
  end: '2026-01-02T01:00:00.000Z',
  detected: '2026-01-02T00:05:00.000Z',
  score: null,
  confidence: 1,
  reason: 'High.',
};

describe('the client of the engine', () => {
  it('follows an ingest to its end', async () => {
    const { api, requests } = await standIn({
      'POST /metrics/ingest': [[202, { ...job, state: 'queued' }]],
      'GET /jobs/a%2Fb': [
        [200, job],
        [200, { ...job, state: 'succeeded', result }],
      ],
    });
    const progress: number[] = [];
    const report = await api.ingest('{job="shop"}', (done, total) => progress.push(done / total));
    expect(report).toEqual({
      series: 4,
      points: 100,
      anomalies: 2,
      skipped: [{ series: 'up', reason: 'too few points' }],
      failed: [],
      warnings: ['slow'],
      seconds: 1.5,
      start: '2026-01-01T00:00:00.000Z',
      end: '2026-01-15T00:00:00.000Z',
      step: '5m',
    });
    expect(progress).toEqual([0.25, 0.25]);
    expect(requests[0]).toBe('POST /metrics/ingest {"match":"{job=\\"shop\\"}","background":true}');
  });

  it.each(['failed', 'stopped'])('says why an ingest %s', async (state) => {
    const { api } = await standIn({
      'POST /metrics/ingest': [
        [202, { ...job, state, error: { title: 'Bad Gateway', detail: 'no Prometheus' } }],
      ],
    });
    await expect(api.ingest('{job="shop"}', () => undefined)).rejects.toThrow(
      `The ingest ${state}: no Prometheus`,
    );
  });

  it('says what a refusal says', async () => {
    const { api } = await standIn({
      'POST /metrics/query': [[400, { title: 'Bad Request', detail: 'top_k: too large' }]],
    });
    await expect(api.search('x', 1_000)).rejects.toThrow('/metrics/query answered 400: top_k: too large');
  });

  it('names the field that is not as expected', async () => {
    const { api } = await standIn({
      'GET /metrics/stats': [[200, { anomalies: { total: '1', strangest: [] } }]],
    });
    await expect(api.strangest()).rejects.toThrow('/metrics/stats.anomalies.total is not a number: "1"');
  });

  it('reads the strangest anomalies and the hits of a search', async () => {
    const series = { metric: 'm', labels: { __name__: 'm' } };
    const { api } = await standIn({
      'GET /metrics/stats': [[200, { anomalies: { total: 1, strangest: [{ ...series, anomaly }] } }]],
      'POST /metrics/query': [[200, { hits: [{ ...series, score: 0.5, description: 'A metric.' }] }]],
    });
    const { type, start, end, detected, reason } = anomaly;
    expect(await api.strangest()).toEqual({
      total: 1,
      strangest: [{ ...series, type, start, end, detected, reason, score: NaN }],
    });
    expect(await api.search('x', 1)).toEqual([{ ...series, score: 0.5, description: 'A metric.' }]);
  });

  it('collects all anomalies, page by page', async () => {
    const of = (metric: string) => ({ ...anomaly, series: { metric, labels: { __name__: metric } } });
    const { api } = await standIn({
      'GET /anomalies?limit=500': [[200, { anomalies: [of('a'), of('b')], next: 'x=/1' }]],
      'GET /anomalies?limit=500&cursor=x%3D%2F1': [[200, { anomalies: [of('a')] }]],
    });
    const all = await api.allAnomalies();
    expect(all.map(({ metric }) => metric)).toEqual(['a', 'b', 'a']);
    const { type, start, end, detected, reason } = anomaly;
    const labels = { __name__: 'a' };
    expect(all[0]).toEqual({ metric: 'a', labels, type, start, end, detected, reason, score: NaN });
  });
});
