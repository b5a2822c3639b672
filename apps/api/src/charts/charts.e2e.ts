import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  answersStatus,
  findPrometheus,
  neverAnswers,
  onPath,
  startFaultyProxy,
  type FaultyProxy,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { startApi, type ApiProcess } from '../testing/api-process.ts';
import { startShopPrometheus } from '../testing/shop-world.ts';

jest.setTimeout(60_000);

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

const PNG_SIGNATURE = '89504e470d0a1a0a';

interface Picture {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
}

withPrometheus('Pictures over HTTP (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  let proxy: FaultyProxy;
  let api: ApiProcess;
  /** Of the payment service's CPU, six hours ago. */
  let spike: { id: string; chart_url: string };

  beforeAll(async () => {
    prometheus = await startShopPrometheus();
    proxy = await startFaultyProxy(prometheus.url);
    api = await startApi({ PROMETHEUS_URL: proxy.url, PROMETHEUS_TIMEOUT: '2s' });
    const ingested = await api.request('POST', '/metrics/ingest', { match: '{job="shop"}' });
    expect(ingested.body).toMatchObject({ series: 10, failed: [] });
    const { body } = await api.request('GET', '/anomalies?metric=cpu_usage&min_score=2&limit=1');
    spike = body.anomalies[0];
  });

  afterAll(async () => {
    await api.stop();
    await proxy.stop();
    await prometheus.stop();
  });

  const fetchPicture = async (path: string, init: RequestInit = {}): Promise<Picture> => {
    const response = await fetch(api.url + path, init);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
  };
  const analyze = (format: string, body: object, parameters = ''): Promise<Picture> =>
    fetchPicture(`/metrics/analyze/chart.${format}${parameters}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const sizeOf = ({ bytes }: Picture) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const problemOf = ({ status, headers, text }: Picture) => {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = JSON.parse(text) as { status: number; detail: string; errors?: { field: string }[] };
    expect(problem.status).toBe(status);
    return problem;
  };

  describe('of an anomaly', () => {
    it('are where the list, the anomaly itself, a hit and the statistics say', async () => {
      expect(spike.chart_url).toBe(`/anomalies/${spike.id}/chart.png`);
      expect((await api.request('GET', `/anomalies/${spike.id}`)).body.chart_url).toBe(spike.chart_url);
      const { hits } = (await api.request('POST', '/metrics/query', { query: 'cpu of payment' })).body;
      const { strangest } = (await api.request('GET', '/metrics/stats')).body.anomalies;
      for (const { chart_url: path } of [hits[0].anomalies[0], strangest[0].anomaly]) {
        expect((await fetchPicture(path as string)).status).toBe(200);
      }
    });

    it('are PNG files that a chat shows, small and for a minute the same', async () => {
      const picture = await fetchPicture(spike.chart_url);
      expect(picture.status).toBe(200);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(picture.headers.get('content-disposition')).toMatch(
        /^inline; filename="cpu_usage-[\dT-]+Z\.png"$/,
      );
      expect(picture.headers.get('cache-control')).toBe('private, max-age=60');
      expect(picture.headers.get('vary')).toBe('X-Scope-OrgID');
      expect(picture.bytes.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
      expect(sizeOf(picture)).toEqual([800, 400]);
      expect(picture.bytes.length).toBeGreaterThan(5_000);
      expect(picture.bytes.length).toBeLessThan(60_000);
      // Without a Cache-Control of its own, fetch asks for an answer that no cache has seen.
      const headers = { 'If-None-Match': picture.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' };
      expect((await fetchPicture(spike.chart_url, { headers })).status).toBe(304);
    });

    it('are SVG documents that say which series, when and what, and run nothing', async () => {
      const { status, headers, text } = await fetchPicture(`/anomalies/${spike.id}/chart.svg`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).toMatch(/^<svg /);
      for (const shown of ['>cpu_usage<', 'service=&quot;payment&quot;', '· 0.97<', '>expected<', 'UTC']) {
        expect(text).toContain(shown);
      }
      expect(text).not.toMatch(/<script|<style|href|url\(|\bon\w+=/);
      expect(text.length).toBeLessThan(60_000);
    });

    it('have the size, the colours and the clock that were asked for', async () => {
      const query = '?width=1000&height=600&theme=dark&time_zone=Asia/Tokyo';
      expect(sizeOf(await fetchPicture(spike.chart_url + query))).toEqual([1_000, 600]);
      const { text } = await fetchPicture(`/anomalies/${spike.id}/chart.svg${query}`);
      expect(text).toContain('Asia/Tokyo');
    });

    it('are there for rates, quantiles and counts as well, each below 60 KB', async () => {
      const { anomalies } = (await api.request('GET', '/anomalies?limit=500')).body;
      const ofEachSeries = new Map<string, string>();
      for (const { series, chart_url: path } of anomalies) ofEachSeries.set(series.id, path as string);
      expect(ofEachSeries.size).toBeGreaterThanOrEqual(5);
      for (const path of ofEachSeries.values()) {
        const { status, bytes } = await fetchPicture(path);
        expect([path, status]).toEqual([path, 200]);
        expect(bytes.length).toBeLessThan(60_000);
      }
    });

    it('are not there for another tenant, or of another id', async () => {
      const headers = { 'X-Scope-OrgID': 'stranger' };
      expect(problemOf(await fetchPicture(spike.chart_url, { headers })).status).toBe(404);
      const paths = [
        `/anomalies/${spike.id}1/chart.png`,
        '/anomalies/x/chart.svg',
        '/anomalies/%00/chart.png',
      ];
      for (const path of paths) expect(problemOf(await fetchPicture(path)).status).toBe(404);
    });
  });

  describe('of an analysis', () => {
    const durations = { metric_name: 'http_request_duration_seconds', time_range: '2d' };

    it('show what the analysis answers to the same body', async () => {
      const body = { metric_name: 'cpu_usage', time_range: '1d', analysis_types: ['anomaly'] };
      const { text, headers } = await analyze('svg', body, '?time_zone=Europe/Berlin');
      expect(text).toContain('service=&quot;payment&quot;');
      const { series } = (await api.request('POST', '/metrics/analyze', body)).body;
      const found = (series as { anomalies: { type: string }[] }[]).flatMap(({ anomalies }) => anomalies);
      expect(found).toHaveLength(1);
      expect(text).toContain(`>${found[0].type.replace('_', ' ')} · 0.97<`);
      expect(text).toContain('Europe/Berlin');
      expect(headers.get('cache-control')).toBe('no-store');
      const picture = await analyze('png', body);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(sizeOf(picture)).toEqual([800, 400]);
      expect(picture.bytes.length).toBeLessThan(60_000);
    });

    it('show the series at the place that was asked for, in the order of the answer', async () => {
      const { series } = (await api.request('POST', '/metrics/analyze', durations)).body;
      expect(series).toHaveLength(4);
      for (const [place, { labels }] of series.entries()) {
        const { text } = await analyze('svg', durations, `?series=${place}`);
        expect(text).toContain(`>${labels.__name__}<`);
        if (labels.quantile !== undefined) expect(text).toContain(`quantile=&quot;${labels.quantile}&quot;`);
      }
      const [error] = problemOf(await analyze('svg', durations, '?series=4')).errors ?? [];
      expect(error).toEqual({ field: 'series', message: 'there is no series 4: they are 0 to 3' });
    });

    it('show any expression', async () => {
      const query = 'sum by (service) (rate(http_requests_total[5m]))';
      const { status, text } = await analyze('svg', { query, time_range: '6h' });
      expect(status).toBe(200);
      expect(text).toContain(`<title>${query}</title>`);
    });

    it('are not there where nothing matches', async () => {
      const { status, detail } = problemOf(await analyze('png', { metric_name: 'nothing' }));
      expect([status, detail]).toEqual([404, 'no series match nothing in this time']);
    });
  });

  it.each([
    ['width=399', 'width', />=400/],
    ['width=1001', 'width', /<=1000/],
    ['width=500.5', 'width', /int/],
    ['height=wide', 'height', /^"wide" is not a number$/],
    ['height=601', 'height', /<=600/],
    ['theme=pink', 'theme', /"light"\|"dark"/],
    ['time_zone=Mars/Olympus', 'time_zone', /IANA name/],
    ['colour=red', 'colour', /not a known field/],
  ])('are refused with the name of what is wrong: %s', async (parameters, field, message) => {
    const expected = { field, message: expect.stringMatching(message) };
    const ofAnomaly = problemOf(await fetchPicture(`${spike.chart_url}?${parameters}`));
    expect([ofAnomaly.status, ofAnomaly.errors]).toEqual([400, [expected]]);
    const ofAnalysis = problemOf(await analyze('svg', { metric_name: 'cpu_usage' }, `?${parameters}`));
    expect([ofAnalysis.status, ofAnalysis.errors]).toEqual([400, [expected]]);
  });

  it('tell what is wrong with the body as the analysis does', async () => {
    const { status, errors } = problemOf(await analyze('svg', { metric_name: 'cpu_usage', query: 'up' }));
    expect([status, errors?.[0].field]).toEqual([400, 'query']);
  });

  describe('when Prometheus fails', () => {
    afterAll(() => proxy.setFault(undefined));

    const bothFail = async (status: number): Promise<void> => {
      const ofAnalysis = await analyze('png', { metric_name: 'cpu_usage', step: '5m' });
      for (const answer of [await fetchPicture(spike.chart_url), ofAnalysis]) {
        expect(problemOf(answer).status).toBe(status);
        expect(answer.headers.get('content-disposition')).toBeNull();
        expect(answer.headers.get('cache-control')).toBeNull();
      }
    };

    it('are a 502 when it answers with an error, or not at all', async () => {
      await proxy.setFault(answersStatus(500));
      await bothFail(502);
      await proxy.setFault('down');
      await bothFail(502);
    });

    it('are a 504 when it takes too long', async () => {
      await proxy.setFault(onPath('/api/v1/query_range', neverAnswers));
      await bothFail(504);
    });

    it('are there again when it is', async () => {
      await proxy.setFault(undefined);
      expect((await fetchPicture(spike.chart_url)).status).toBe(200);
    });
  });

  it('are a 404 when Prometheus has forgotten the samples', async () => {
    await proxy.setFault(({ path }, response) => {
      if (path !== '/api/v1/query_range') return false;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"status":"success","data":{"resultType":"matrix","result":[]}}');
      return true;
    });
    const { status, detail } = problemOf(await fetchPicture(spike.chart_url));
    expect([status, detail]).toEqual([404, 'Prometheus has no samples of this time any more']);
    await proxy.setFault(undefined);
  });
});
