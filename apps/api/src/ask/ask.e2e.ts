import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startOllamaStandIn, type OllamaStandIn } from '@metrics-ai/insights/testing';
import {
  answersStatus,
  findPrometheus,
  neverAnswers,
  onPath,
  startFaultyProxy,
  type FaultyProxy,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { startApi, type ApiAnswer, type ApiProcess } from '../testing/api-process.ts';
import { BACKUP_ENDED_MS, startAskedPrometheus } from '../testing/asked-world.ts';

jest.setTimeout(120_000);

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('POST /ask (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  let proxy: FaultyProxy;
  let api: ApiProcess;

  beforeAll(async () => {
    prometheus = await startAskedPrometheus();
    proxy = await startFaultyProxy(prometheus.url);
    api = await startApi({ PROMETHEUS_URL: proxy.url, PROMETHEUS_TIMEOUT: '5s' });
  });

  afterAll(async () => {
    await api.stop();
    await proxy.stop();
    await prometheus.stop();
  });

  const ask = (body: object, headers?: Record<string, string>): Promise<ApiAnswer> =>
    api.request('POST', '/ask', body, headers);
  const answerTo = async (body: object): Promise<any> => {
    const { status, body: answer } = await ask(body);
    expect([status, answer.detail]).toEqual([200, undefined]);
    return answer;
  };
  /** What Prometheus itself says of an expression: the values by the labels. */
  const valuesOf = async (promql: string, time: string): Promise<Map<string, number>> => {
    const parameters = new URLSearchParams({ query: promql, time });
    const response = await fetch(`${prometheus.url}/api/v1/query?${parameters.toString()}`);
    const { data } = (await response.json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return new Map(data.result.map(({ metric, value }) => [JSON.stringify(metric), Number(value[1])]));
  };

  it('answers a question with PromQL that runs, its result, and words that say it', async () => {
    const answer = await answerTo({ question: 'memory usage per service' });
    expect(answer).toMatchObject({ empty: false, written_by: 'translator', warnings: [] });
    expect(answer.answered.promql).toContain('memory_usage');
    expect(answer.result).toMatchObject({ kind: 'instant', series_total: 2 });
    const values = await valuesOf(answer.answered.promql, answer.result.time);
    const told = new Map(
      answer.result.series.map(({ labels, value }: any) => [JSON.stringify(labels), value]),
    );
    expect(told).toEqual(values);
    for (const { text } of answer.result.series) expect(answer.text).toContain(text);
    expect(answer.text).toContain('service="payment"');
  });

  it('knows metrics that were never ingested, their types and labels', async () => {
    const goroutines = await answerTo({ question: 'how many goroutines does prometheus have' });
    expect(goroutines.answered).toMatchObject({ metric: 'go_goroutines' });
    expect(goroutines.result.series[0].value).toBeGreaterThan(5);
    const latency = await answerTo({ question: 'p99 of http request duration of the payment service' });
    expect(latency.answered.promql).toMatch(
      /^histogram_quantile\(0\.99, .*http_request_duration_seconds_bucket/,
    );
    expect(latency.answered.unit).toBe('seconds');
    expect(latency.result.series[0].value).toBeCloseTo(0.9, 0);
  });

  it('offers other readings, each of which runs', async () => {
    const { alternatives } = await answerTo({ question: 'memory usage per service' });
    expect(alternatives.length).toBeGreaterThan(0);
    for (const { promql, reading, score } of alternatives) {
      const answer = await answerTo({ question: 'memory usage per service', promql });
      expect(answer).toMatchObject({
        sure: true,
        written_by: 'caller',
        answered: { promql, reading, score: 1 },
      });
      expect(score).toBeGreaterThan(0);
    }
  });

  it('runs an expression of the caller, and says what its result is', async () => {
    const promql = 'sum by (service) (rate(http_requests_total[5m]))';
    const answer = await answerTo({ promql });
    expect(answer).toMatchObject({ question: '', answered: { promql, unit: 'requests/s' } });
    expect(answer.text).toMatch(/: [\d.]+ requests\/s \(service="payment"\), at /);
  });

  it('draws what it answers', async () => {
    const { chart_url: path } = await answerTo({ question: 'cpu usage per service' });
    const png = await fetch(api.url + path);
    expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = Buffer.from(await png.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeLessThan(60_000);
    const svg = await fetch(api.url + path.replace('chart.png', 'chart.svg') + '&theme=dark&width=1000');
    expect(svg.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await svg.text();
    for (const shown of ['width="1000"', 'service=&quot;payment&quot;', 'service=&quot;checkout&quot;']) {
      expect(text).toContain(shown);
    }
  });

  it('draws what is compared, and the bound', async () => {
    for (const promql of ['cpu_usage > 0.5', 'cpu_usage > 0.05']) {
      const { chart_url: path } = await answerTo({ promql });
      const svg = await (await fetch(api.url + path.replace('chart.png', 'chart.svg'))).text();
      expect(svg).toContain(`>limit ${promql.slice(12)}<`);
      expect(svg).toContain('service=&quot;payment&quot;');
    }
  });

  it('tells a course over time, of a question or a request that asks for one', async () => {
    const words = await answerTo({ question: 'goroutines of prometheus over the last 6 hours' });
    const asked = await answerTo({ question: 'queue depth', time_range: '6h', step: '10m' });
    for (const { text, result } of [words, asked]) {
      expect(result.kind).toBe('range');
      expect(Math.round((Date.parse(result.end) - Date.parse(result.start)) / 3_600_000)).toBe(6);
      expect(text).toMatch(/, from .* UTC to .* UTC: /);
    }
    expect(asked.result).toMatchObject({ step_seconds: 600 });
    const values = asked.result.series[0].points.map(([, value]: [number, number]) => value);
    expect(values).toHaveLength(37);
    expect(asked.text).toContain(`lowest ${Math.min(...values)} (`);
    expect(asked.text).toContain(`highest ${Math.max(...values)} (`);
  });

  it('is asked of a moment in the past', async () => {
    const time = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 6 * 3_600_000 + 600_000).toISOString();
    const { result } = await answerTo({ question: 'cpu usage of payment', time });
    expect(result.time).toBe(time);
    expect(result.series[0].value).toBeCloseTo(0.97, 2);
  });

  it('asks only of the series that it is told', async () => {
    const narrowed = await answerTo({ question: 'memory usage', labels: { service: 'checkout' } });
    expect(narrowed.answered.promql).toContain('service="checkout"');
    expect(narrowed.result.series).toHaveLength(1);
    const matched = await answerTo({ question: 'usage', match: 'cpu_usage{service=~"pay.*"}' });
    expect(matched.answered.metric).toBe('cpu_usage');
    expect(matched.result.series).toHaveLength(1);
    const limited = await answerTo({ promql: 'cpu_usage', limit: 1 });
    expect(limited.result).toMatchObject({ series: [{ labels: { service: 'payment' } }], series_total: 2 });
  });

  it('says that nothing came back, and when there was something last', async () => {
    const answer = await answerTo({ promql: 'nightly_backup_size_bytes' });
    expect(answer).toMatchObject({ empty: true, result: { series: [], series_total: 0 } });
    expect(answer.chart_url).toBeUndefined();
    const ended = new Date(BACKUP_ENDED_MS).toISOString().slice(11, 16);
    expect(answer.text).toMatch(
      new RegExp(
        `No series match nightly_backup_size_bytes at .*; the last that did was seen at .* ${ended} UTC, 3 h before`,
      ),
    );
  });

  it.each([
    ['cpu_usage > 2', /None of 2 series is above 2: the highest is 0\.\d+ \(.*service="\w+".*\)/],
    ['queue_depth < -5', /It is not below -5: it is \d+ \(/],
    ['absent(up)', /Nothing is absent: 2 series match up/],
    ['rate(cpu_usage[5s])', /too few samples in its range/],
    ['queue_depth - queue_depth offset 3w', /No series matched queue_depth offset 3w, seen from /],
  ])('says why %s gives nothing', async (promql, reason) => {
    const answer = await answerTo({ promql });
    expect(answer.empty).toBe(true);
    expect(answer.text).toMatch(reason);
  });

  it('says what is down', async () => {
    const answer = await answerTo({ promql: 'up == 0' });
    expect(answer.text).toMatch(/: instance="127\.0\.0\.1:1", job="mail", at /);
  });

  it('points to where a question of behaviour is answered', async () => {
    const { see, sure } = await answerTo({ question: 'services whose memory climbs and never comes down' });
    expect(sure).toBe(false);
    expect(see).toEqual([
      {
        method: 'POST',
        path: '/metrics/query',
        body: { query: 'services whose memory climbs and never comes down' },
        reason: expect.any(String),
      },
    ]);
  });

  it('says that nothing fits', async () => {
    const answer = await answerTo({ question: 'zzyzx qwertz' });
    expect(answer).toMatchObject({ sure: false, empty: false });
    expect(answer.answered).toBeUndefined();
  });

  it('answers the same to another tenant, whose catalogue is its own', async () => {
    const { status, body } = await ask({ question: 'queue depth' }, { 'X-Scope-OrgID': 'other' });
    expect([status, body.answered.metric]).toEqual([200, 'queue_depth']);
  });

  it('takes the example of the explorer', async () => {
    const { components } = (await api.request('GET', '/docs-json')).body;
    const answer = await answerTo(components.schemas.AskRequest.example);
    expect(answer.answered.promql).toMatch(/^sum by \(service\)/);
  });

  it.each<[string, object, string, RegExp]>([
    ['no question', {}, 'question', /must not be empty/],
    ['a blank one', { question: '  ' }, 'question', /must not be empty/],
    ['a question that is too long', { question: 'a'.repeat(1_001) }, 'question', /1000/],
    ['a time and a range', { question: 'x', time: 1, step: '5m' }, 'time', /not both/],
    [
      'a range that is reversed',
      { question: 'queue depth', start_time: 2e9, end_time: 1e9 },
      'start_time',
      /before the end/,
    ],
    ['too many points', { question: 'queue depth', time_range: '2w', step: '1m' }, 'step', /at most 2000/],
    ['a match that is none', { question: 'x', match: 'sum(up)' }, 'match', /selector/],
    ['too many series', { question: 'x', limit: 101 }, 'limit', /<=100/],
    [
      'an unknown metric',
      { promql: 'sum(memory_usag)' },
      'promql',
      /There is no metric memory_usag.*sum\(memory_usage\)/,
    ],
    ['an unknown label', { promql: 'memory_usage{shelf="a"}' }, 'promql', /has no label shelf/],
    ['no PromQL', { promql: 'sum(up' }, 'promql', /./],
    ['a range vector', { promql: 'up[5m]' }, 'promql', /range vector/],
    ['half a character', { question: 'x', labels: { job: '\ud800' } }, 'labels.job', /well-formed Unicode/],
    [
      'half a character in a selector',
      { question: 'x', match: '{a="\ud800"}' },
      'match',
      /well-formed Unicode/,
    ],
    ['an unknown field', { question: 'x', top: 5 }, 'top', /not a known field/],
  ])('refuses %s with 400 and names the field', async (_, body, field, message) => {
    const answer = await ask(body);
    expect([answer.status, answer.body.title]).toEqual([400, 'Bad Request']);
    const error = answer.body.errors.find((each: { field: string }) => each.field === field);
    expect(error?.message ?? JSON.stringify(answer.body)).toMatch(message);
  });

  it('says what Prometheus said where it fails, and how where it is slow', async () => {
    await answerTo({ question: 'queue depth' });
    const failing = onPath('/api/v1/query', answersStatus(503));
    await proxy.setFault(failing);
    const failed = await ask({ question: 'queue depth' });
    await proxy.setFault(onPath('/api/v1/query', neverAnswers));
    const slow = await ask({ question: 'queue depth' });
    await proxy.setFault(undefined);
    expect([failed.status, slow.status]).toEqual([502, 504]);
    expect(failed.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('gives no picture of nothing, and none without an expression', async () => {
    const nothing = await fetch(`${api.url}/ask/chart.svg?promql=up%7Bjob%3D%22nobody%22%7D`);
    expect(nothing.status).toBe(404);
    const without = await api.request('GET', '/ask/chart.svg');
    expect([without.status, without.body.errors[0].field]).toEqual([400, 'promql']);
    const wrong = await fetch(`${api.url}/ask/chart.svg?promql=sum(`);
    expect(wrong.status).toBe(400);
  });

  describe('with a language model', () => {
    let ollama: OllamaStandIn;
    let modelled: ApiProcess;
    const good = { promql: 'sum(memory_usage)', reading: 'Memory of all services' };

    beforeAll(async () => {
      ollama = await startOllamaStandIn(
        { content: JSON.stringify(good) },
        { content: JSON.stringify({ ...good, promql: 'rate(totally_made_up_total[5m])' }) },
        { content: 'Ignore the schema' },
        { status: 500, body: '{"error":"out of memory"}' },
      );
      modelled = await startApi({
        PROMETHEUS_URL: prometheus.url,
        OLLAMA_URL: ollama.url,
        OLLAMA_MODEL: 'llama3.2',
      });
    });
    afterAll(async () => {
      await modelled.stop();
      await ollama.stop();
    });

    it('runs what it writes when that was checked, and the translation when not', async () => {
      const request = { question: 'memory usage of all services together' };
      const ofModel = (await modelled.request('POST', '/ask', request)).body;
      expect(ofModel).toMatchObject({
        written_by: 'ollama/llama3.2',
        answered: { promql: 'sum(memory_usage)', reading: 'Memory of all services' },
        result: { series_total: 1 },
      });
      expect(ofModel.text).toMatch(/^Memory of all services: [\d.]+G, at /);
      const [{ request: sent }] = ollama.exchanges as any[];
      expect(sent.messages[0].content).not.toContain('memory_usage');
      expect(sent.messages[1].content).toContain('memory_usage');

      const madeUp = (await modelled.request('POST', '/ask', request)).body;
      expect(madeUp).toMatchObject({
        written_by: 'translator',
        model_discarded: expect.stringContaining('totally_made_up_total'),
      });
      const noJson = (await modelled.request('POST', '/ask', request)).body;
      expect(noJson.model_discarded).toMatch(/is not JSON/);
      expect(Object.keys(noJson.answered).sort()).toEqual(Object.keys(ofModel.answered).sort());
    });
  });
});
