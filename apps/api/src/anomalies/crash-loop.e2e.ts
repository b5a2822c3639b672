import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { METRICS_SERVERS, type MetricsServer } from '@metrics-ai/prometheus-client/testing';
import { startApi, type ApiProcess } from '../testing/api-process.ts';
import { crashLoopSeries, type CrashLoops } from '../testing/crash-loop-series.ts';

jest.setTimeout(120_000);

const MINUTE_MS = 60_000;
const TOLD =
  /^jobs done was reset (\d+) times from .* on, as by a process that dies and starts again: .*, for [\d.]+ (?:h|min);.* back to normal after /;

interface Anomaly {
  type: string;
  start: string;
  end: string;
  reason: string;
}

interface PreviewedSeries {
  labels: Record<string, string>;
  alarms: { type: string; told_at: string }[];
}

for (const kind of METRICS_SERVERS) {
  const describeServer = kind.isInstalled ? describe : describe.skip;

  describeServer(
    `Processes that die again and again, on ${kind.name} (skipped where it is not installed)`,
    () => {
      let server: MetricsServer;
      let api: ApiProcess;
      let loops: CrashLoops;

      beforeAll(async () => {
        server = await kind.start();
        loops = crashLoopSeries(Date.now());
        await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(loops.series);
        await server.flush();
        api = await startApi({ PROMETHEUS_URL: server.url });
      });
      afterAll(async () => {
        await api.stop();
        await server.stop();
      });

      const expectStorm = (instance: string, { start, end, reason }: Anomaly) => {
        const minutesFrom = (time: string, ms: number) => Math.abs(Date.parse(time) - ms) / MINUTE_MS;
        expect(minutesFrom(start, loops.startMs)).toBeLessThanOrEqual(8);
        expect(minutesFrom(end, loops.endMs)).toBeLessThanOrEqual(8);
        expect(reason).toMatch(TOLD);
        const [, times] = TOLD.exec(reason) ?? [];
        // The last death may be the end of it.
        expect(Number(times) - loops.deaths[instance]).toBeGreaterThanOrEqual(0);
        expect(Number(times) - loops.deaths[instance]).toBeLessThanOrEqual(1);
      };

      it('are among the anomalies of what was ingested, by name, and a sentence says what goes on', async () => {
        const ingested = await api.request('POST', '/metrics/ingest', { match: 'jobs_done_total' });
        expect(ingested.body).toMatchObject({ series: 3, failed: [], warnings: [] });
        const { body } = await api.request('GET', '/anomalies?type=reset_storm');
        const instanceOf = ({ series }: { series: PreviewedSeries }) => series.labels['instance'];
        expect(body.anomalies.map(instanceOf).sort()).toEqual(['restarting', 'waiting']);
        for (const storm of body.anomalies) {
          expectStorm(instanceOf(storm), storm);
          const chart = await fetch(api.url + storm.chart_url.replace('.png', '.svg'));
          expect([chart.status, await chart.text()]).toEqual([
            200,
            expect.stringContaining('jobs_done_total'),
          ]);
        }
      });

      it('are found by an analysis of the last hours, which knows the days before', async () => {
        const { body } = await api.request('POST', '/metrics/analyze', {
          metric_name: 'jobs_done_total',
          time_range: '8h',
          analysis_types: ['anomaly'],
        });
        const stormsOf = (instance: string): Anomaly[] =>
          body.series
            .filter(({ labels }: PreviewedSeries) => labels['instance'] === instance)
            .flatMap(({ anomalies }: { anomalies: Anomaly[] }) => anomalies)
            .filter(({ type }: Anomaly) => type === 'reset_storm');
        expect(stormsOf('healthy')).toEqual([]);
        for (const instance of ['restarting', 'waiting']) {
          expect(stormsOf(instance)).toHaveLength(1);
          expectStorm(instance, stormsOf(instance)[0]);
        }
      });

      it('are what a watch would have told within half an hour, whatever their rates', async () => {
        const watch = { name: 'workers', match: 'jobs_done_total', every: '5m', lookback: '4d' };
        const { body } = await api.request('POST', '/detect/preview', { watch, days: 1 });
        expect(body.watch.failed).toEqual([]);
        const toldOf = (instance: string) =>
          (body.watch.series as PreviewedSeries[])
            .filter(({ labels }) => labels['instance'] === instance)
            .flatMap(({ alarms }) => alarms)
            .filter(({ told_at: toldAt }) => {
              const sinceMs = Date.parse(toldAt) - loops.startMs;
              return sinceMs >= 0 && sinceMs < 120 * MINUTE_MS;
            });
        expect(toldOf('healthy')).toEqual([]);
        for (const instance of ['restarting', 'waiting']) {
          const [{ told_at: toldAt }, ...others] = toldOf(instance);
          expect(others).toEqual([]);
          expect(Date.parse(toldAt) - loops.startMs).toBeLessThan(30 * MINUTE_MS);
        }
        // Its rate is as usual; that of the one that waits falls before it has died often enough to be called by the name.
        expect(toldOf('restarting')[0].type).toBe('reset_storm');
      });
    },
  );
}
