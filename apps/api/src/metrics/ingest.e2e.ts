import { expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeOnServers } from '../testing/describe-on-servers.ts';

jest.setTimeout(60_000);

describeOnServers('POST /metrics/ingest', (api) => {
  it('ingests a metric by name and labels', async () => {
    const { status, body } = await api.post('/metrics/ingest', {
      metric_name: 'cpu_usage',
      labels: { service: 'payment' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ series: 1, step: '5m', skipped: [], failed: [] });
    expect(body.points).toBeGreaterThan(4_000);
    expect(body.anomalies).toBeGreaterThan(0);
  });

  it('ingests by selector: counters as rates, a histogram as its quantiles and rate', async () => {
    const { body } = await api.post('/metrics/ingest', { match: '{job="shop"}' });
    // 2 cpu, 2 memory, 1 counter, 1 queue, 3 quantiles and 1 rate of the histogram.
    expect(body).toMatchObject({ series: 10, skipped: [], failed: [] });
    const stats = (await api.request('GET', '/metrics/stats')).body;
    expect(
      Object.fromEntries(
        stats.by_metric.map((row: { metric: string; records: number }) => [row.metric, row.records]),
      ),
    ).toEqual({
      cpu_usage: 2,
      memory_usage: 2,
      http_requests_total: 1,
      http_request_duration_seconds: 3,
      http_request_duration_seconds_count: 1,
      queue_depth: 1,
    });
    const short = (await api.request('GET', '/metrics/stats?limit=1')).body;
    expect(short.by_metric).toEqual(stats.by_metric.slice(0, 1));
    expect(short.anomalies.strangest).toEqual(stats.anomalies.strangest.slice(0, 1));
    expect((await api.request('GET', '/metrics/stats?limit=0')).body.errors?.[0].field).toBe('limit');
  });

  it('ingests a histogram by its family name', async () => {
    const { body } = await api.post('/metrics/ingest', { metric_name: 'http_request_duration_seconds' });
    expect(body.series).toBe(4);
  });

  it('ingests any expression under its own name', async () => {
    const query = 'sum by (service) (rate(http_requests_total[5m]))';
    const headers = { 'X-Scope-OrgID': 'expressions' };
    expect((await api.post('/metrics/ingest', { query }, headers)).body.series).toBe(1);
    const [hit] = (await api.post('/metrics/query', { query: 'requests' }, headers)).body.hits;
    expect(hit).toMatchObject({ metric: query, labels: { service: 'payment' }, promql: query });
  });

  it('replaces a record instead of adding one when a series is ingested again', async () => {
    const before = (await api.request('GET', '/metrics/stats')).body.records;
    await api.post('/metrics/ingest', { match: '{job="shop"}' });
    expect((await api.request('GET', '/metrics/stats')).body.records).toBe(before);
  });

  it('answers a range without samples with zero series and a warning', async () => {
    const { status, body } = await api.post('/metrics/ingest', {
      metric_name: 'cpu_usage',
      labels: { service: 'payment' },
      start_time: '2020-10-21T00:00:00Z',
      end_time: '2020-10-22T00:00:00Z',
      step: '5m',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ series: 0, points: 0, step: '5m' });
    expect(body.warnings).toHaveLength(1);
  });

  it('reads what is only minutes old at a step that is fine enough for it', async () => {
    const endMs = Date.now();
    const timestamps = Float64Array.from({ length: 40 }, (_, i) => endMs - (39 - i) * 15_000);
    const labels = { __name__: 'young', job: 'new' };
    const values = timestamps.map((_, i) => i % 7);
    await api.write([{ labels, timestamps, values }]);
    const { body } = await api.post(
      '/metrics/ingest',
      { metric_name: 'young' },
      { 'X-Scope-OrgID': 'young' },
    );
    expect(body).toMatchObject({ series: 1, skipped: [], step: '15s' });
    expect(body.points).toBeGreaterThan(35);
  });

  it('reads at the step that was asked for', async () => {
    const { body } = await api.post('/metrics/ingest', { metric_name: 'queue_depth', step: '1h' });
    expect(body).toMatchObject({ series: 1, step: '1h' });
    expect(body.points).toBeGreaterThan(14 * 24 - 3);
    expect(body.points).toBeLessThan(14 * 24 + 2);
  });

  it('goes on in the background when asked, and shows its progress', async () => {
    const { status, headers, body } = await api.post('/metrics/ingest', {
      match: '{job="shop"}',
      background: true,
    });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/jobs/${body.id}`);
    let job = body;
    for (let i = 0; i < 200 && (job.state === 'queued' || job.state === 'running'); i++) {
      await sleep(50);
      job = (await api.request('GET', `/jobs/${body.id}`)).body;
    }
    expect(job).toMatchObject({
      state: 'succeeded',
      progress: { series_done: 10, series_total: 10 },
      result: { series: 10 },
    });
    expect((await api.request('GET', '/jobs')).body.jobs[0].id).toBe(body.id);
  });

  it('stops a background job, and hides it from other tenants', async () => {
    const { body } = await api.post('/metrics/ingest', { match: '{job="shop"}', background: true });
    const other = { 'X-Scope-OrgID': 'other' };
    expect((await api.request('GET', `/jobs/${body.id}`, undefined, other)).status).toBe(404);
    expect((await api.request('DELETE', `/jobs/${body.id}`, undefined, other)).status).toBe(404);
    expect((await api.request('DELETE', `/jobs/${body.id}`)).body.state).toBe('stopped');
    expect((await api.request('DELETE', '/jobs/none')).status).toBe(404);
  });
});
