import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { matchersOf, selector } from '@metrics-ai/promql';
import type { Series } from '@metrics-ai/timeseries';
import { estimateScrapeIntervalMs } from './estimate-scrape-interval.ts';
import type { Labels } from './labels.ts';
import { planReads } from './plan-reads.ts';
import { PrometheusClient } from './prometheus-client.ts';
import type { PrometheusError } from './prometheus-error.ts';
import { RemoteWriter } from './remote-write/remote-writer.ts';
import {
  METRICS_SERVERS,
  type MetricsServer,
  type MetricsServerKind,
  startPrometheus,
} from './testing/index.ts';
import { startLoopbackServer } from './testing/loopback-server.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const stepMs = 15_000;
/** Three pieces of 11,000 points and a bit. */
const points = 33_100;
const endMs = startMs + (points - 1) * stepMs;
/** The samples of `startMs` are the latest ones still. */
const soonMs = startMs + 1_000;

const seriesOf = (labels: Labels, values: ArrayLike<number>): Series => ({
  labels,
  timestamps: Float64Array.from(values, (_, i) => startMs + i * stepMs),
  values: Float64Array.from(values),
});
const numbers = (length: number, at: (i: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, i) => at(i));

const oddValues = [
  0,
  -0,
  5e-324,
  1.7976931348623157e308,
  Infinity,
  -Infinity,
  0.1,
  1 / 3,
  2 ** 53 + 2,
  -1e-7,
  1e21,
  123456.789,
];
const oddTexts = ['"', '\\', '\n', '`', '} or up{', 'é😀', '\ufffd', '\u2028', '#', '\\u0041', ' '];
const waves = numbers(points, (i) => Math.sin(i / 500) * 100 + i / 7);

jest.setTimeout(30_000);

/** What a server makes of the same questions: facts of Prometheus 2.42 and VictoriaMetrics 1.79. */
const FACTS = {
  Prometheus: {
    /** Values are kept as they are. */
    relativeError: 0,
    odd: oddValues,
    scalar: { type: 'scalar', value: 0 },
    string: { type: 'string', value: 'a\nb' },
    seriesAtFirstSample: 1,
    version: expect.stringMatching(/^\d+\.\d+/),
    unclosed: { kind: 'bad-query', status: 400, errorType: 'bad_data' },
    manyToMany: { kind: 'bad-query', status: 422, errorType: 'execution' },
    wrongPath: { kind: 'not-found', status: 404 },
  },
  VictoriaMetrics: {
    /** Decimals with one exponent for a whole block of samples: about 15 digits of the largest among them. */
    relativeError: 1e-11,
    odd: oddValues.map((value) =>
      Math.abs(value) < 1e300 ? 0 : value < 1.8e308 && value > 0 ? 1.7976931348623151e308 : value,
    ),
    scalar: { type: 'vector', samples: [{ labels: {}, value: 0 }] },
    string: { type: 'vector', samples: [] },
    /** An instant query does not see a sample of its very moment where that is the series' first. */
    seriesAtFirstSample: 0,
    version: undefined,
    unclosed: { kind: 'bad-query', status: 422 },
    manyToMany: { kind: 'bad-query', status: 422 },
    wrongPath: { kind: 'bad-query', status: 400 },
  },
} as const;

for (const kind of METRICS_SERVERS) {
  const describeInstalled = kind.isInstalled ? describe : describe.skip;
  describeInstalled(`PrometheusClient on a real ${kind.name} (skipped where it is not installed)`, () =>
    describeClient(kind),
  );
}

function describeClient({ name, start }: MetricsServerKind): void {
  const facts = FACTS[name];
  let server: MetricsServer;
  let client: PrometheusClient;

  beforeAll(async () => {
    server = await start();
    client = new PrometheusClient({ url: server.url });
    // Up by 30 every 15 s, and back to 0 after 40 samples.
    const counter = numbers(200, (i) => (i % 40) * 30);
    const observations = (le: number) => numbers(200, (i) => i * 15 * Math.min(1, le));
    await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write([
      seriesOf({ __name__: 'wave', a: '1' }, waves),
      seriesOf(
        { __name__: 'wave', a: '2' },
        numbers(points, (i) => (i % 10_000 < 5_000 ? i : NaN)),
      ),
      seriesOf({ __name__: 'odd' }, oddValues),
      seriesOf({ __name__: 'requests_total', job: 'shop' }, counter),
      ...[0.25, 0.5, 1].map((le) =>
        seriesOf({ __name__: 'latency_seconds_bucket', job: 'shop', le: String(le) }, observations(le)),
      ),
      seriesOf({ __name__: 'latency_seconds_bucket', job: 'shop', le: '+Inf' }, observations(1)),
      seriesOf({ __name__: 'latency_seconds_count', job: 'shop' }, observations(1)),
      seriesOf({ __name__: 'latency_seconds_sum', job: 'shop' }, observations(0.5)),
      ...oddTexts.map((text, i) => seriesOf({ __name__: 'texts', text, i: String(i) }, [i])),
      ...['up:x', 'sum', 'bool', 'inf', 'atan2', 'start'].map((name) =>
        seriesOf({ __name__: name, named: 'oddly' }, [1]),
      ),
    ]);
    await server.flush();
  });

  afterAll(async () => {
    client.close();
    await server.stop();
  });

  it('reads a range of several pieces without losing or doubling a sample', async () => {
    const { data, warnings } = await client.queryRange('wave{a="1"}', { startMs, endMs, stepMs });
    expect(warnings).toEqual([]);
    const { labels, timestamps } = seriesOf({ __name__: 'wave', a: '1' }, waves);
    expect(data).toMatchObject([{ labels, timestamps, histograms: [] }]);
    const worst = data[0].values.reduce((most, value, i) => Math.max(most, Math.abs(value - waves[i])), 0);
    expect(worst).toBeLessThanOrEqual(facts.relativeError * Math.max(...waves));
  });

  it('reads at the moments that were asked for, whether or not they are multiples of the step', async () => {
    const range = { startMs: startMs + 7_001, endMs: startMs + 7_001 + 200 * 60_000, stepMs: 60_000 };
    const [{ timestamps }] = (await client.queryRange('wave{a="1"}', range)).data;
    expect(timestamps).toEqual(numbers(201, (i) => range.startMs + i * range.stepMs));
  });

  it('leaves out steps without a sample, and joins series that are not in every piece', async () => {
    const { data } = await client.queryRange('last_over_time(wave{a="2"}[14s])', {
      startMs,
      endMs,
      stepMs,
    });
    const expected = Array.from({ length: points }, (_, i) => i).filter((i) => i % 10_000 < 5_000);
    expect([...data[0].values]).toEqual(expected);
    expect([...data[0].timestamps]).toEqual(expected.map((i) => startMs + i * stepMs));
  });

  it('reads every value as the server has kept it', async () => {
    const range = { startMs, endMs: startMs + (oddValues.length - 1) * stepMs, stepMs };
    const [{ values }] = (await client.queryRange('odd', range)).data;
    expect([...values]).toEqual(facts.odd);
    const { data } = await client.query('odd[1h]', { timeMs: range.endMs });
    expect(data).toMatchObject({ type: 'matrix', series: [{ values: Float64Array.from(facts.odd) }] });
    const instant = await client.query('odd', { timeMs: startMs + 2 * stepMs });
    expect(instant.data).toMatchObject({
      type: 'vector',
      samples: [{ timestampMs: startMs + 2 * stepMs, value: facts.odd[2] }],
    });
    expect((await client.query('scalar(odd)', { timeMs: soonMs })).data).toMatchObject(facts.scalar);
    expect((await client.query('"a\\nb"')).data).toMatchObject(facts.string);
  });

  it('finds a series from its first sample on', async () => {
    const at = (timeMs: number) => client.query('odd', { timeMs });
    expect((await at(startMs - 1)).data).toMatchObject({ type: 'vector', samples: [] });
    const samplesAtFirst = (await at(startMs)).data;
    expect(samplesAtFirst.type === 'vector' && samplesAtFirst.samples.length).toBe(facts.seriesAtFirstSample);
    expect((await at(startMs + 1)).data).toMatchObject({ type: 'vector', samples: [{ value: 0 }] });
  });

  it('finds exactly the series of any label value, by GET and by POST', async () => {
    const padding = Array.from(
      { length: 200 },
      (_, i) => ({ name: `absent_label_${i}`, operator: '=', value: '' }) as const,
    );
    for (const [i, text] of oddTexts.entries()) {
      for (const more of [[], padding]) {
        const promql = selector('texts', [...matchersOf({ text }), ...more]);
        const { data } = await client.query(promql, { timeMs: soonMs });
        expect(data).toMatchObject({ type: 'vector', samples: [{ labels: { text }, value: i }] });
        expect((await client.series([promql], { startMs, endMs: startMs + 1 })).data).toHaveLength(1);
      }
    }
  });

  it('finds metrics whose names are words of PromQL', async () => {
    for (const name of ['up:x', 'sum', 'bool', 'inf', 'atan2', 'start']) {
      const { data } = await client.query(selector(name, matchersOf({ named: 'oddly' })), {
        timeMs: soonMs,
      });
      expect(data).toMatchObject({ type: 'vector', samples: [{ labels: { __name__: name } }] });
    }
  });

  it('asks for UTF-8 names as Prometheus 3 has them, which an earlier one calls a bad query', async () => {
    const knowsUtf8 = Number.parseInt((await client.buildInfo()).data.version ?? '') >= 3;
    const promql = selector('my.metric', matchersOf({ 'my.label': 'x' }));
    const kind = await client.query(promql).then(
      () => 'fine',
      (error: PrometheusError) => error.kind,
    );
    expect(kind).toBe(knowsUtf8 ? 'fine' : 'bad-query');
  });

  it('lists series, labels, values and build information', async () => {
    const range = { startMs, endMs };
    expect((await client.series(['wave', 'odd'], range)).data).toHaveLength(3);
    expect((await client.labels({ ...range, matches: ['latency_seconds_bucket'] })).data).toEqual([
      '__name__',
      'job',
      'le',
    ]);
    expect((await client.labelValues('le', range)).data).toEqual(['+Inf', '0.25', '0.5', '1']);
    expect((await client.labelValues('a', { matches: ['odd'] })).data).toEqual([]);
    expect((await client.series(['wave'], { ...range, limit: 1 })).warnings).toHaveLength(1);
    expect((await client.buildInfo()).data.version).toEqual(facts.version);
    await expect(client.healthy()).resolves.toBe(true);
    await expect(client.ready()).resolves.toBe(true);
  });

  it('estimates the interval of what is scraped', async () => {
    const timeMs = startMs + 3_600_000;
    await expect(estimateScrapeIntervalMs(client, 'wave', { timeMs })).resolves.toBe(stepMs);
    await expect(estimateScrapeIntervalMs(client, 'no_such_metric', { timeMs })).resolves.toBe(60_000);
  });

  it('has no metadata of what was written', async () => {
    expect((await client.metadata()).data.size).toBe(0);
  });

  it('reads counters, across their resets, and histograms by the plan, and shows them again by their labels', async () => {
    const range = { startMs: startMs + 60_000, endMs: startMs + 199 * stepMs, stepMs: 60_000 };
    const { data: found } = await client.series(['{job="shop"}'], { startMs, endMs: range.endMs });
    const byIdentity = new Map<string, Float64Array>();
    for (const read of planReads(found, new Map(), 60_000)) {
      const { data } = await client.queryRange(read.promql(matchersOf({ job: 'shop' })), range);
      for (const { labels, values } of data) {
        const identity = read.restoreLabels(labels);
        byIdentity.set(JSON.stringify(Object.entries(identity).sort()), values);
        const shown = await client.queryRange(read.show(identity), range);
        expect(shown.data).toHaveLength(1);
        expect(shown.data[0].values).toEqual(values);
      }
    }
    const valuesOf = (labels: Labels): number[] => [
      ...(byIdentity.get(JSON.stringify(Object.entries(labels).sort())) ?? []),
    ];
    expect(byIdentity.size).toBe(5);
    const rates = valuesOf({ __name__: 'requests_total', job: 'shop' });
    // 30 in 15 s; at a reset, from 1,170 to 0, what came between is not known.
    expect(rates.filter((rate) => Math.abs(rate - 2) < 1e-9).length).toBeGreaterThan(rates.length * 0.8);
    expect(rates.every((rate) => rate >= 0 && rate < 2 + 1e-9)).toBe(true);
    for (const rate of valuesOf({ __name__: 'latency_seconds_count', job: 'shop' }))
      expect(rate).toBeCloseTo(1, 9);
    for (const q of [0.5, 0.9, 0.99]) {
      const quantiles = valuesOf({ __name__: 'latency_seconds', job: 'shop', quantile: String(q) });
      expect(quantiles.length).toBeGreaterThan(40);
      for (const quantile of quantiles) expect(quantile).toBeCloseTo(q, 9);
    }
  });

  it('tells a bad query from a wrong address', async () => {
    await expect(client.query('sum(')).rejects.toMatchObject(facts.unclosed);
    await expect(client.query('a * on () group_left () vector(1) * up:x')).resolves.toMatchObject({
      data: { type: 'vector' },
    });
    await expect(client.query('wave * on () wave', { timeMs: soonMs })).rejects.toMatchObject(
      facts.manyToMany,
    );
    const lost = new PrometheusClient({ url: `${server.url}/prefix` });
    await expect(lost.query('up')).rejects.toMatchObject(facts.wrongPath);
    lost.close();
  });
}

const [prometheus] = METRICS_SERVERS;
const describePrometheus = prometheus.isInstalled ? describe : describe.skip;

describePrometheus(
  'PrometheusClient on a Prometheus that scrapes (skipped where it is not installed)',
  () => {
    it('reads the metadata of what is scraped', async () => {
      const target = await startLoopbackServer((_, response) => {
        const text =
          '# HELP jobs_done_total Jobs that are done.\n# TYPE jobs_done_total counter\njobs_done_total 5\n';
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(text);
      });
      const targets = [target.url.replace('http://', '')];
      const server = await startPrometheus({
        scrapeConfigs: [{ job_name: 'live', scrape_interval: '1s', static_configs: [{ targets }] }],
      });
      const client = new PrometheusClient({ url: server.url });
      const isScraped = async (): Promise<boolean> => (await client.metadata()).data.has('jobs_done_total');
      while (!(await isScraped())) await new Promise((resolve) => setTimeout(resolve, 100));
      expect((await client.metadata({ metric: 'jobs_done_total' })).data.get('jobs_done_total')).toEqual([
        { type: 'counter', help: 'Jobs that are done.', unit: '' },
      ]);
      client.close();
      target.close();
      await server.stop();
    });
  },
);
