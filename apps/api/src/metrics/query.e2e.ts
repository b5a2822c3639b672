import { beforeAll, expect, it, jest } from '@jest/globals';
import { behavingSeries } from '@metrics-ai/engine/testing';
import { describeOnServers } from '../testing/describe-on-servers.ts';

jest.setTimeout(60_000);

describeOnServers('POST /metrics/query', (api) => {
  beforeAll(async () => {
    expect((await api.post('/metrics/ingest', { match: '{job="shop"}' })).body).toMatchObject({ series: 10 });
  });

  it('finds the series that is meant, with everything that is known of it', async () => {
    const { status, body } = await api.post('/metrics/query', {
      query: 'high CPU usage patterns',
      top_k: 10,
    });
    expect(status).toBe(200);
    expect(body.hits.length).toBeGreaterThan(1);
    const [hit] = body.hits;
    expect(hit.metric).toBe('cpu_usage');
    expect(hit.score).toBeGreaterThan(0);
    expect(hit.score).toBeLessThanOrEqual(1);
    expect(hit).toMatchObject({
      labels: { __name__: 'cpu_usage', job: 'shop' },
      description: expect.stringContaining('CPU'),
      window: { step_seconds: 300 },
      profile: { statistics: { mean: expect.any(Number) }, seasonality: [{ kind: 'daily' }] },
    });
    expect(hit.tags).toContain('daily-pattern');
  });

  it('gives PromQL that shows exactly the hit', async () => {
    const asked = { query: 'latency p99 of payment', top_k: 3, profiled_only: true };
    const { hits } = (await api.post('/metrics/query', asked)).body;
    expect(hits).toHaveLength(3);
    for (const { promql } of hits) {
      const answer = await fetch(`${api.server.url}/api/v1/query?query=${encodeURIComponent(promql)}`);
      const { data } = (await answer.json()) as { data: { result: unknown[] } };
      expect(data.result).toHaveLength(1);
    }
  });

  it('filters by metric, labels, selector, tags and anomaly score', async () => {
    const metricsFor = async (filters: unknown): Promise<string[]> =>
      (await api.post('/metrics/query', { query: 'usage', top_k: 50, filters })).body.hits.map(
        ({ labels }: { labels: Record<string, string> }) => `${labels.__name__}/${labels.service}`,
      );
    expect(new Set(await metricsFor({ metric_names: ['memory_usage'] }))).toEqual(
      new Set(['memory_usage/payment', 'memory_usage/checkout']),
    );
    expect(await metricsFor({ metric_names: ['cpu_usage'], labels: { service: 'checkout' } })).toEqual([
      'cpu_usage/checkout',
    ]);
    expect(new Set(await metricsFor({ match: '{__name__=~"cpu_.*",service!="checkout"}' }))).toEqual(
      new Set(['cpu_usage/payment']),
    );
    expect(await metricsFor({ tags: ['rising'], labels: { service: 'payment' } })).toContain(
      'memory_usage/payment',
    );
    expect(await metricsFor({ tags: ['rising'] })).not.toContain('cpu_usage/checkout');
    expect(await metricsFor({ min_anomaly_score: 1, metric_names: ['cpu_usage'] })).toContain(
      'cpu_usage/payment',
    );
    expect(await metricsFor({ end_time: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  it('never shows one tenant the records of another', async () => {
    const { body } = await api.post(
      '/metrics/query',
      { query: 'cpu usage' },
      { 'X-Scope-OrgID': 'stranger' },
    );
    expect(body.hits.filter(({ profiled }: { profiled: boolean }) => profiled)).toEqual([]);
    expect(body).toMatchObject({ passing: 0 });
    const stats = (await api.request('GET', '/metrics/stats', undefined, { 'X-Scope-OrgID': 'stranger' }))
      .body;
    expect(stats).toMatchObject({
      tenant: 'stranger',
      records: 0,
      last_ingest: null,
      anomalies: { total: 0, strangest: [] },
    });
  });
});

describeOnServers('POST /metrics/query, of a shop where much goes on,', (api) => {
  const headers = { 'X-Scope-OrgID': 'behaviour' };
  const ask = async (query: string, given: object = {}) => {
    const { status, body } = await api.post('/metrics/query', { query, ...given }, headers);
    expect(status).toBe(200);
    return body;
  };
  const namesOf = ({ hits }: { hits: { metric: string; labels: Record<string, string> }[] }): string[] =>
    hits.map(({ metric, labels }) => `${metric}/${labels.service ?? labels.device}`);

  beforeAll(async () => {
    const series = behavingSeries(Date.now());
    await api.write(series);
    const { body } = await api.post('/metrics/ingest', { match: '{job="behaving-shop"}' }, headers);
    expect(body).toMatchObject({ series: series.length, failed: [] });
  });

  it('only prefers what may be meant as a word: high CPU usage patterns', async () => {
    const body = await ask('high CPU usage patterns');
    expect(namesOf(body).slice(0, 2)).toEqual(['cpu_usage_ratio/checkout', 'cpu_usage_ratio/cart']);
    expect(body.interpreted_as).toMatchObject({
      text: 'high CPU usage',
      tags: [],
      preferred: [
        { tag: 'high-now', words: 'high' },
        { tag: 'near-limit', words: 'high' },
      ],
      relaxed: [],
    });
  });

  it('finds services whose memory climbs and never comes down, and says why', async () => {
    const body = await ask('services whose memory climbs and never comes down');
    expect(namesOf(body)).toEqual(['memory_usage_bytes/cart']);
    expect(body.interpreted_as).toMatchObject({
      text: 'memory',
      tags: [
        { tag: 'rising', words: 'climbs' },
        { tag: 'rising', words: 'and never comes down' },
      ],
    });
    expect(body.hits[0]).toMatchObject({ profiled: true, why: { tags: ['rising'] } });
    expect(body.hits[0].why.words).toContainEqual({
      asked: 'memory',
      met: 'memory',
      field: 'name',
      is_synonym: false,
    });
  });

  it('finds what dropped to zero last night, by when it happened', async () => {
    const body = await ask('what dropped to zero last night');
    expect(namesOf(body)).toEqual(['requests_per_second/payment']);
    const { time_range: time, relaxed } = body.interpreted_as;
    expect(time.words).toBe('last night');
    expect(relaxed).toEqual([]);
    const [{ anomalies, why }] = body.hits;
    expect(anomalies.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(why.anomalies));
    const found = anomalies.find(({ id }: { id: string }) => id === why.anomalies[0]);
    expect(Date.parse(found.start)).toBeGreaterThanOrEqual(Date.parse(time.start));
    expect(Date.parse(found.start)).toBeLessThanOrEqual(Date.parse(time.end));
  });

  it('finds spiky latency in checkout, and disks almost full', async () => {
    expect(namesOf(await ask('spiky latency in checkout'))).toEqual(['request_latency_seconds/checkout']);
    expect(namesOf(await ask('disks almost full'))).toEqual(['filesystem_used_ratio/sda1']);
  });

  it('relaxes what nothing fulfils that was meant, and says so', async () => {
    const body = await ask('CPU usage that keeps growing');
    expect(namesOf(body).slice(0, 2).sort()).toEqual(['cpu_usage_ratio/cart', 'cpu_usage_ratio/checkout']);
    expect(body.interpreted_as.relaxed).toEqual([{ condition: 'behaviour', words: ['that keeps growing'] }]);
  });

  it('names what of the filters is wrong as they were written', async () => {
    const late = { anomaly_start_time: '2026-02-02T00:00:00Z', anomaly_end_time: '2026-02-01T00:00:00Z' };
    const { status, body } = await api.post('/metrics/query', { query: 'memory', filters: late });
    expect([status, body.errors]).toEqual([
      400,
      [{ field: 'filters.anomaly_end_time', message: 'must not be before anomaly_start_time' }],
    ]);
    const bad = await api.post('/metrics/query', { query: 'memory', filters: { match: '{a=~"("}' } });
    expect(bad.status).toBe(400);
    expect(bad.body.errors[0].message).not.toMatch(/matchers\[/);
  });

  it('says which time it does not know', async () => {
    const body = await ask('memory that climbs since the last deploy');
    expect(body.interpreted_as).toMatchObject({ text: 'memory', unknown_time: 'since the last deploy' });
  });

  it('can be corrected: by filters, or by taking the words as they are', async () => {
    const corrected = await ask('memory that climbs', { filters: { tags: ['near-limit'] } });
    expect(namesOf(corrected)).toEqual(['filesystem_used_ratio/sda1']);
    expect(corrected.interpreted_as).toMatchObject({
      tags: [],
      replaced: [{ condition: 'behaviour', words: ['that climbs'] }],
    });
    const literal = await ask('memory that climbs', { interpret: false, profiled_only: true });
    expect(literal.interpreted_as).toMatchObject({ text: 'memory that climbs', tags: [], relaxed: [] });
    expect(namesOf(literal)).toContain('memory_usage_bytes/checkout');
  });

  it('gives pages, one hit a metric, and counts of labels and tags', async () => {
    const given = { profiled_only: true, facets: ['service', 'tag'] };
    const whole = await ask('usage', { ...given, top_k: 6 });
    const pages = [
      await ask('usage', { ...given, top_k: 3 }),
      await ask('usage', { ...given, top_k: 3, offset: 3 }),
    ];
    expect(pages.flatMap(namesOf)).toEqual(namesOf(whole));
    expect(whole).toMatchObject({ total: whole.passing, passing: 10 });
    expect(whole.facets[0]).toEqual({
      field: 'service',
      values: [
        { value: 'cart', series: 4 },
        { value: 'checkout', series: 3 },
        { value: 'payment', series: 1 },
      ],
    });
    const grouped = await ask('usage', { group_by: 'metric', profiled_only: true });
    expect(grouped.groups).toHaveLength(5);
    expect(grouped.groups[0]).toEqual({ metric: grouped.hits[0].metric, series: 2 });
    expect((await api.post('/metrics/query', { query: 'cpu', offset: 201 }, headers)).status).toBe(400);
    expect((await ask('cpu', { offset: 199, top_k: 100 })).hits.length).toBeLessThanOrEqual(1);
  });
});
