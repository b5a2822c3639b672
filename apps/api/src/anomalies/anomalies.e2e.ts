import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { findPrometheus, METRICS_SERVERS, type MetricsServer } from '@metrics-ai/prometheus-client/testing';
import { startQdrantStandIn } from '@metrics-ai/vector-store/testing';
import { startApi, type ApiAnswer, type ApiProcess } from '../testing/api-process.ts';
import { incidentSeries } from '../testing/incident-series.ts';

jest.setTimeout(60_000);

interface Item {
  id: string;
  type: string;
  start: string;
  end: string;
  score: number;
  series: { id: string; metric: string; labels: Record<string, string>; promql: string };
}

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('The anomalies of what was ingested (skipped where prometheus is not installed)', () => {
  let prometheus: MetricsServer;

  beforeAll(async () => {
    prometheus = await METRICS_SERVERS[0].start();
    await new RemoteWriter({ url: `${prometheus.url}/api/v1/write` }).write(incidentSeries(Date.now()));
  });

  afterAll(() => prometheus.stop());

  for (const kind of ['sqlite', 'qdrant'] as const) {
    describe(kind === 'qdrant' ? 'in Qdrant (a stand-in)' : 'in SQLite', () => describeOn(kind));
  }

  function describeOn(kind: 'sqlite' | 'qdrant'): void {
    const started: { stop(): Promise<void> }[] = [];
    let api: ApiProcess;
    let all: Item[];

    beforeAll(async () => {
      const environment: Record<string, string> = { PROMETHEUS_URL: prometheus.url };
      if (kind === 'qdrant') {
        const qdrant = await startQdrantStandIn();
        started.push({ stop: () => qdrant.close() });
        Object.assign(environment, { STORE: 'qdrant', QDRANT_URL: qdrant.url });
      }
      api = await startApi(environment);
      started.push(api);
      const ingested = await api.request('POST', '/metrics/ingest', { match: '{job="incidents"}' });
      expect(ingested.status).toBe(200);
      all = await walk({});
      expect(all).toHaveLength(ingested.body.anomalies);
    });

    afterAll(async () => {
      for (const each of started.reverse()) await each.stop();
    });

    const get = (
      parameters: Record<string, string | string[]>,
      headers?: Record<string, string>,
    ): Promise<ApiAnswer> => {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(parameters)) {
        for (const each of [value].flat()) search.append(name, each);
      }
      return api.request('GET', `/anomalies?${search.toString()}`, undefined, headers);
    };
    const walk = async (parameters: Record<string, string | string[]>): Promise<Item[]> => {
      const items: Item[] = [];
      for (let next: string | undefined; ;) {
        const { status, body } = await get({ ...parameters, ...(next !== undefined && { cursor: next }) });
        expect(status).toBe(200);
        items.push(...body.anomalies);
        next = body.next;
        if (next === undefined) return items;
      }
    };
    const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);

    it('come with their series, the latest first', () => {
      expect(all.length).toBeGreaterThanOrEqual(12);
      const starts = all.map(({ start }) => Date.parse(start));
      expect(starts).toEqual(starts.toSorted((a, b) => b - a));
      expect(new Set(idsOf(all)).size).toBe(all.length);
      expect(all[0]).toMatchObject({
        id: `${all[0].series.id}.${Date.parse(all[0].start)}`,
        ongoing: expect.any(Boolean),
        signals: expect.arrayContaining([{ name: expect.any(String), share: expect.any(Number) }]),
        series: { labels: { job: 'incidents' }, watch: '', window: { step_seconds: 300 } },
      });
    });

    it('come in pages, by time and by score, each once', async () => {
      for (const limit of ['1', '3', '500']) expect(await walk({ limit })).toEqual(all);
      const byScore = await walk({ sort: 'score', limit: '4' });
      expect(idsOf(byScore).toSorted()).toEqual(idsOf(all).toSorted());
      const scores = byScore.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    });

    it('are filtered by time, type, score, selector, metric and watch', async () => {
      const expectThose = async (
        parameters: Record<string, string | string[]>,
        passes: (item: Item) => boolean,
      ): Promise<void> => {
        const expected = all.filter(passes);
        expect(expected.length).toBeGreaterThan(0);
        expect(expected.length).toBeLessThan(all.length);
        expect(await walk(parameters)).toEqual(expected);
      };
      const [median] = all
        .map(({ score }) => score)
        .toSorted((a, b) => a - b)
        .slice(all.length / 2);
      await expectThose({ min_score: median.toFixed(3) }, ({ score }) => score >= Number(median.toFixed(3)));
      await expectThose({ match: '{service=~"a|b",__name__="load"}' }, ({ series }) =>
        /^load\/[ab]$/.test(`${series.metric}/${series.labels['service']}`),
      );
      await expectThose({ metric: ['depth', 'other'] }, ({ series }) => series.metric === 'depth');
      const types = new Set(all.map(({ type }) => type));
      expect(types.size).toBeGreaterThan(1);
      for (const type of types) await expectThose({ type }, (item) => item.type === type);
      expect(await walk({ type: [...types] })).toEqual(all);
      expect(await walk({ type: 'reset_storm' })).toEqual([]);
      const { start, end } = all[Math.floor(all.length / 2)];
      await expectThose(
        { start_time: start, end_time: String(Date.parse(end) / 1000) },
        (item) => item.end >= start && item.start <= end,
      );
      expect(await walk({ watch: '' })).toEqual(all);
      expect(await walk({ watch: 'shop' })).toEqual([]);
      expect((await get({}, { 'X-Scope-OrgID': 'stranger' })).body).toEqual({ anomalies: [] });
    });

    it('are found by their ids, by their tenant alone', async () => {
      for (const item of all.slice(0, 3)) {
        const { status, body } = await api.request('GET', `/anomalies/${item.id}`);
        expect(status).toBe(200);
        expect(body).toEqual(item);
        const stranger = { 'X-Scope-OrgID': 'stranger' };
        expect((await api.request('GET', `/anomalies/${item.id}`, undefined, stranger)).status).toBe(404);
      }
      for (const id of [`${all[0].id}1`, all[0].series.id, 'x', '%00']) {
        const { status, body } = await api.request('GET', `/anomalies/${id}`);
        expect([status, body.status]).toEqual([404, 404]);
      }
    });

    it('can be asked for from a hit and from the statistics', async () => {
      const { hits } = (await api.request('POST', '/metrics/query', { query: 'load of a' })).body;
      const { strangest } = (await api.request('GET', '/metrics/stats')).body.anomalies;
      for (const { id, score } of [...hits[0].anomalies, strangest[0].anomaly]) {
        expect((await api.request('GET', `/anomalies/${id}`)).body).toMatchObject({ id, score });
      }
    });

    it('order and filter the hits of a search', async () => {
      const search = async (given: object) => {
        const answer = await api.request('POST', '/metrics/query', { query: 'load', top_k: 50, ...given });
        expect(answer.status).toBe(200);
        return answer.body.hits as { id: string; anomalies: Item[] }[];
      };
      const relevant = await search({});
      const highest = ({ anomalies }: { anomalies: Item[] }) =>
        Math.max(-1, ...anomalies.map(({ score }) => score));
      const byScore = await search({ sort: 'score' });
      expect(byScore.map(highest)).toEqual(relevant.map(highest).toSorted((a, b) => b - a));
      const latest = ({ anomalies }: { anomalies: Item[] }) =>
        Math.max(-1, ...anomalies.map(({ start }) => Date.parse(start)));
      const byTime = await search({ sort: 'time' });
      expect(byTime.map(latest)).toEqual(relevant.map(latest).toSorted((a, b) => b - a));
      expect(await search({ filters: { anomaly_types: ['frozen'] } })).toEqual([]);
      const [{ type }] = all;
      const typed = await search({ filters: { anomaly_types: [type] } });
      expect(new Set(typed.map(({ id }) => id))).toEqual(
        new Set(all.filter((item) => item.type === type).map(({ series }) => series.id)),
      );
    });

    it('are refused with the name and the cure of what is wrong', async () => {
      const cursor = (await get({ limit: '1' })).body.next as string;
      const cases: [Record<string, string | string[]>, string, RegExp][] = [
        [{ min_score: 'high' }, 'min_score', /^"high" is not a number$/],
        [{ min_score: '' }, 'min_score', /number/],
        [{ min_score: '-1' }, 'min_score', />=0/],
        [{ limit: '0' }, 'limit', />=1/],
        [{ limit: '501' }, 'limit', /<=500/],
        [{ limit: '1.5' }, 'limit', /int/],
        [{ limit: ['1', '2'] }, 'limit', /given once/],
        [{ type: 'spikey' }, 'type.0', /"spike"/],
        [{ sort: 'size' }, 'sort', /"time"\|"score"/],
        [{ start_time: 'yesterday' }, 'start_time', /RFC 3339/],
        [
          { start_time: '2026-01-02T00:00:00Z', end_time: '2026-01-01T00:00:00Z' },
          'end_time',
          /before start_time/,
        ],
        [{ match: 'sum(up)' }, 'match', /not a series selector/],
        [{ match: '{a=~"("}' }, 'match', /^the regular expression/],
        [{ cursor: 'nonsense' }, 'cursor', /^must be the cursor of the page before$/],
        [{ cursor, sort: 'score' }, 'cursor', /order of score, not of time/],
        [{ minimum: '1' }, 'minimum', /not a known field/],
      ];
      for (const [parameters, field, message] of cases) {
        const { status, headers, body } = await get(parameters);
        expect([parameters, status]).toEqual([parameters, 400]);
        expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(body.errors[0]).toEqual({ field, message: expect.stringMatching(message) });
      }
    });
  }
});
