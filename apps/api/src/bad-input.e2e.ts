import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findPrometheus, type PrometheusServer } from '@metrics-ai/prometheus-client/testing';
import { startApi, type ApiProcess } from './testing/api-process.ts';
import { startShopPrometheus } from './testing/shop-world.ts';

jest.setTimeout(60_000);

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('Bad input (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  let api: ApiProcess;

  beforeAll(async () => {
    prometheus = await startShopPrometheus();
    api = await startApi({ PROMETHEUS_URL: prometheus.url, MAX_SERIES: '5', MAX_BODY_BYTES: '20000' });
  });

  afterAll(async () => {
    await api.stop();
    await prometheus.stop();
  });

  const cpu = { metric_name: 'cpu_usage' };

  it.each([
    ['an unknown field', 'ingest', { ...cpu, stpe: '5m' }, 'stpe', /not a known field/],
    ['a field of the wrong type', 'ingest', { metric_name: 7 }, 'metric_name', /string/],
    ['no series at all', 'ingest', {}, 'metric_name', /metric_name, match or query/],
    ['two ways to say which series', 'ingest', { ...cpu, match: 'up' }, 'match', /only one of/],
    ['labels beside a query', 'ingest', { query: 'up', labels: { a: 'b' } }, 'labels', /go with metric_name/],
    ['a bad time', 'ingest', { ...cpu, start_time: 'yesterday' }, 'start_time', /RFC 3339/],
    [
      'a day that does not exist',
      'ingest',
      { ...cpu, start_time: '2025-02-30T00:00:00Z' },
      'start_time',
      /not a time/,
    ],
    ['a bad step', 'ingest', { ...cpu, step: '5x' }, 'step', /not a duration/],
    ['a step of zero', 'ingest', { ...cpu, step: 0 }, 'step', /not a duration/],
    [
      'a reversed range',
      'ingest',
      { ...cpu, start_time: '2025-10-22T00:00:00Z', end_time: '2025-10-21T00:00:00Z' },
      'start_time',
      /before the end/,
    ],
    ['too many points', 'ingest', { ...cpu, step: '1s' }, 'step', /at most 100000/],
    ['too many series', 'ingest', { match: '{job="shop"}' }, 'match', /at most 5/],
    ['PromQL that does not parse', 'ingest', { query: 'sum(rate(x[5m])' }, 'query', /position 15/],
    ['PromQL of a wrong type', 'ingest', { query: 'rate(cpu_usage)' }, 'query', /range vector/],
    ['a selector that is none', 'ingest', { match: 'sum(up)' }, 'match', /not a series selector/],
    ['an empty label name', 'ingest', { ...cpu, labels: { '': 'x' } }, 'labels', /label name/],
    ['__name__ among the labels', 'ingest', { ...cpu, labels: { __name__: 'x' } }, 'labels', /metric_name/],
    ['a label value that is no string', 'ingest', { ...cpu, labels: { a: 1 } }, 'labels.a', /string/],
    [
      'an unknown detector',
      'ingest',
      { ...cpu, detection: { detector: 'prophet' } },
      'detection.detector',
      /must be one of engine, baseline/,
    ],
    [
      'an option that the detector does not have',
      'analyze',
      { ...cpu, detection: { detector: 'iqr', false_alarms_per_week: 2 } },
      'detection.false_alarms_per_week',
      /is an option of the detector engine, not of iqr/,
    ],
    [
      'a time zone that is none',
      'analyze',
      { ...cpu, detection: { time_zone: 'Mars/Olympus' } },
      'detection.time_zone',
      /Europe\/Berlin/,
    ],
    [
      'a rate of false alarms of zero',
      'ingest',
      { ...cpu, detection: { false_alarms_per_week: 0 } },
      'detection.false_alarms_per_week',
      /more than 0/,
    ],
    [
      'an unknown key of the detection',
      'ingest',
      { ...cpu, detection: { min_deviation: { percent: 1 } } },
      'detection.min_deviation.percent',
      /not a known/,
    ],
    [
      'a mark that there is not',
      'ingest',
      { ...cpu, detection: { marked: [{ start: 0, end: 1, as: 'holiday' }] } },
      'detection.marked.0.as',
      /must be one of maintenance, incident, normal/,
    ],
    ['an empty question', 'query', { query: ' ' }, 'query', /empty/],
    ['top_k of zero', 'query', { query: 'cpu', top_k: 0 }, 'top_k', />=1/],
    ['top_k above a hundred', 'query', { query: 'cpu', top_k: 101 }, 'top_k', /<=100/],
    [
      'a filter that is unknown',
      'query',
      { query: 'cpu', filters: { service: 'x' } },
      'filters.service',
      /not a known/,
    ],
    [
      'a tag that is none',
      'query',
      { query: 'cpu', filters: { tags: ['spikey'] } },
      'filters.tags.0',
      /"spiky"/,
    ],
    ['a filter selector that is none', 'query', { query: 'cpu', filters: { match: '{' } }, 'match', /syntax/],
    ['a regex that is none', 'query', { query: 'cpu', filters: { match: '{a=~"("}' } }, 'filters', /regex/],
    [
      'an unknown analysis',
      'analyze',
      { ...cpu, analysis_types: ['magic'] },
      'analysis_types.0',
      /statistics/,
    ],
    ['a bad time range', 'analyze', { ...cpu, time_range: 'two weeks' }, 'time_range', /not a duration/],
    ['a range given twice', 'analyze', { ...cpu, time_range: '1d', start_time: 0 }, 'time_range', /not both/],
  ])('refuses %s with 400 and names the field', async (_, path, body, field, message) => {
    const answer = await api.request('POST', `/metrics/${path}`, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ status: 400, title: 'Bad Request', instance: `/metrics/${path}` });
    const error = answer.body.errors.find((each: { field: string }) => each.field.startsWith(field));
    expect(error?.message ?? JSON.stringify(answer.body)).toMatch(message);
  });

  it('names every wrong field at once', async () => {
    const { body } = await api.request('POST', '/metrics/ingest', {
      ...cpu,
      step: 'x',
      start_time: 'y',
      z: 1,
    });
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'start_time',
      'step',
      'z',
    ]);
  });

  it('refuses JSON that is broken, missing, or not an object', async () => {
    for (const text of ['{"metric_name": ', '[]', '"x"', '']) {
      const { status, headers } = await api.request('POST', '/metrics/ingest', text);
      expect(status).toBe(400);
      expect(headers.get('content-type')).toMatch(/problem\+json/);
    }
  });

  it('refuses a body above the limit', async () => {
    const answer = await api.request('POST', '/metrics/query', { query: 'x'.repeat(30_000) });
    expect(answer.status).toBe(413);
    expect(answer.body.status).toBe(413);
  });

  it('answers an unknown route, and a wrong method, with a problem document', async () => {
    const { status, body } = await api.request('GET', '/nowhere');
    expect([status, body.status]).toEqual([404, 404]);
    expect((await api.request('GET', '/metrics/ingest')).status).toBe(404);
  });

  it('refuses a tenant name that cannot be one', async () => {
    const { status, body } = await api.request('GET', '/metrics/stats', undefined, {
      'X-Scope-OrgID': 'a/../b',
    });
    expect(status).toBe(400);
    expect(body.errors[0].field).toBe('X-Scope-OrgID');
  });

  it('takes label values and questions as data, whatever they hold', async () => {
    const labels = { service: 'payment"} or up{job=~".+' };
    const ingested = await api.request('POST', '/metrics/ingest', { ...cpu, labels });
    expect(ingested.body).toMatchObject({ series: 0 });
    const found = await api.request('POST', '/metrics/query', {
      query: '" OR 1=1 --; DROP TABLE records; NEAR(',
    });
    expect(found.status).toBe(200);
  });
});
