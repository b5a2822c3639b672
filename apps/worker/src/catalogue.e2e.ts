import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { METRICS_SERVERS, startFaultyProxy } from '@metrics-ai/prometheus-client/testing';
import { openSqliteStore, type MetricEntry } from '@metrics-ai/vector-store';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld } from './testing/world.ts';
import { isTurn, startWorker, type LogLine, type WorkerProcess } from './testing/worker-process.ts';

jest.setTimeout(120_000);

const isRefresh =
  (result: string, tenant = 'default') =>
  ({ message }: LogLine): boolean =>
    message.event === 'catalogue' && message.result === result && message.tenant === tenant;

for (const kind of METRICS_SERVERS) {
  (kind.isInstalled ? describe : describe.skip)(
    `A worker and the catalogue of a real ${kind.name} (skipped where it is not installed)`,
    () => {
      const cleanUps: (() => Promise<unknown>)[] = [];
      afterEach(async () => {
        for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
      });

      const startAll = async (environment: Record<string, string> = {}) => {
        const folder = await mkdtemp(join(tmpdir(), 'metrics-ai-catalogue-'));
        cleanUps.push(() => rm(folder, { recursive: true }));
        const server = await startWorld(30, { kind, nowMs: Date.now() });
        cleanUps.push(() => server.stop());
        const proxy = await startFaultyProxy(server.url);
        cleanUps.push(() => proxy.stop());
        const watch = `{ name: cpu, match: 'cpu_usage', every: 10s, lookback: 1d, step: 5m, tenant: ops }`;
        await writeFile(join(folder, 'watches.yaml'), `watches: [${watch}]`);
        const path = join(folder, 'metrics.db');
        const start = async (): Promise<WorkerProcess> => {
          const worker = await startWorker({
            PROMETHEUS_URL: proxy.url,
            STORE_PATH: path,
            WATCH_FILE: join(folder, 'watches.yaml'),
            CATALOGUE_EVERY: '10s',
            ...environment,
          });
          cleanUps.push(() => worker.stop());
          return worker;
        };
        const catalogueOf = async (tenant: string): Promise<MetricEntry[]> => {
          const store = await openSqliteStore({ path, embedder: builtinEmbedder() });
          try {
            return await store.listMetrics(tenant, { limit: 1_000 });
          } finally {
            await store.close();
          }
        };
        return { server, proxy, start, catalogueOf };
      };

      it('fill it for the tenants of the watches and the default one, and keep it fresh', async () => {
        const { server, start, catalogueOf } = await startAll();
        const worker = await start();
        const names = ['cpu_usage', 'http_requests_total', 'memory_bytes'];
        for (const tenant of ['default', 'ops']) {
          const { message } = await worker.until(isRefresh('succeeded', tenant));
          expect(message).toMatchObject({ metrics: 3, added: 3, removed: 0 });
          const entries = await catalogueOf(tenant);
          expect(entries.map(({ metric }) => metric)).toEqual(names);
          expect(entries[1]).toMatchObject({ type: 'counter', unit: '', series: 10 });
          expect(Object.keys(entries[1].labels)).toEqual(['instance', 'job', 'service']);
          expect(entries[1].labels.job).toEqual(['shop']);
          expect(entries[1].labels.service.length).toBeGreaterThan(1);
        }
        expect(await catalogueOf('nobody')).toEqual([]);

        const series = [
          {
            labels: { __name__: 'new_things', job: 'shop' },
            timestamps: Float64Array.of(Date.now()),
            values: Float64Array.of(1),
          },
        ];
        await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(series);
        await server.flush();
        await worker.until(({ message }) => message.event === 'catalogue' && message.added === 1);
        expect((await catalogueOf('default')).map(({ metric }) => metric)).toEqual(
          [...names, 'new_things'].sort(),
        );

        expect(await worker.metric('metrics_ai_catalogue_metrics{tenant="default"}')).toBe(4);
        expect(await worker.metric('metrics_ai_catalogue_left_out_metrics{tenant="ops"}')).toBe(0);
        expect(
          await worker.metric('metrics_ai_catalogue_refreshes_total{result="succeeded"}'),
        ).toBeGreaterThanOrEqual(4);
        const refreshedAt = await worker.metric(
          'metrics_ai_catalogue_refreshed_timestamp_seconds{tenant="ops"}',
        );
        expect(Math.abs(Date.now() / 1000 - (refreshedAt ?? 0))).toBeLessThan(30);
      });

      it('leave it as it was while the server is down, say why, and catch up', async () => {
        const { proxy, start, catalogueOf } = await startAll();
        const worker = await start();
        await worker.until(isRefresh('succeeded'));
        const before = await catalogueOf('default');
        await proxy.setFault('down');
        const { level, message } = await worker.until(isRefresh('failed'), 60_000);
        expect(level).toBe('warn');
        expect(message.reason).toMatch(/unreachable|connect|reached/i);
        expect(await catalogueOf('default')).toEqual(before);
        await proxy.setFault(undefined);
        const from = worker.lines.length;
        await worker.until(
          (line) => worker.lines.indexOf(line) >= from && isRefresh('succeeded')(line),
          60_000,
        );
      });

      it('leave a catalogue alone that another worker has just refreshed', async () => {
        const { start } = await startAll({ CATALOGUE_EVERY: '1h' });
        const first = await start();
        for (const tenant of ['default', 'ops']) await first.until(isRefresh('succeeded', tenant));
        const second = await start();
        await second.until(isTurn('succeeded'));
        expect(second.lines.filter(({ message }) => message.event === 'catalogue')).toEqual([]);
        expect(
          await second.metric('metrics_ai_catalogue_refreshed_timestamp_seconds{tenant="ops"}'),
        ).toBeGreaterThan(0);
      });
    },
  );
}
