import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PrometheusClient } from '@metrics-ai/prometheus-client';
import {
  findBinary,
  findPrometheus,
  startPrometheus,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';

import { checkHistory } from './check-history.ts';
import { startShopExporter, type ShopExporter } from './shop/exporter.ts';
import { generateHistory, type ShopHistory } from './shop/history.ts';
import { shopMetrics } from './shop/metrics.ts';
import { shopScrapeConfigs, startNodeExporter, writeHistory } from './world.ts';

jest.setTimeout(60_000);

const signal = AbortSignal.timeout(120_000);
const describeWithPrometheus = findPrometheus() === undefined ? describe.skip : describe;
const itWithNodeExporter = findBinary('prometheus-node-exporter') === undefined ? it.skip : it;

describeWithPrometheus(
  'the shop in a real Prometheus (skipped where there is no prometheus on the PATH)',
  () => {
    let history: ShopHistory;
    let exporter: ShopExporter;
    let prometheus: PrometheusServer;
    let client: PrometheusClient;

    beforeAll(async () => {
      history = generateHistory({ nowMs: Date.now(), days: 3 });
      exporter = await startShopExporter(history.shop);
      const scrapeConfigs = shopScrapeConfigs(exporter.target).map((job) => ({
        ...job,
        scrape_interval: '1s',
      }));
      prometheus = await startPrometheus({ scrapeConfigs });
      client = new PrometheusClient({ url: prometheus.url });
    });
    afterAll(async () => {
      await prometheus.stop();
      await exporter.stop();
    });

    it('is written completely, with progress, and can be read at once', async () => {
      const progress: number[] = [];
      const samples = await writeHistory(prometheus.url, history.series, {
        signal,
        onProgress: (done, total) => progress.push(done / total),
      });
      const present = history.series.map(({ values }) => values.filter((value) => value === value).length);
      expect(samples).toBe(present.reduce((sum, count) => sum + count, 0));
      expect(progress).toEqual([1 / 3, 2 / 3, 1]);
      await checkHistory(prometheus.url, history.series, 'http_requests_total', signal);
    });

    it('is missed when it is not there', async () => {
      const absent = [{ ...history.series[0], labels: { __name__: 'absent' } }];
      const giveUp = AbortSignal.timeout(1_000);
      const check = checkHistory(prometheus.url, absent, 'http_requests_total', giveUp);
      await expect(check).rejects.toThrow('abort');
    });

    it('lives on in the same series, with type and help', async () => {
      const endMs = history.series[0].timestamps.at(-1) ?? NaN;
      const isLive = async () => {
        const { data } = await client.query('max(timestamp(cpu_usage))');
        return data.type === 'vector' && data.samples[0].value * 1_000 > endMs;
      };
      while (!(await isLive())) await sleep(100);

      const found = (await client.series(['{job="shop"}'])).data;
      const identities = (all: readonly Readonly<Record<string, string>>[]) =>
        all.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();
      expect(identities(found)).toEqual(identities(history.series.map(({ labels }) => labels)));

      const metadata = (await client.metadata()).data;
      for (const [name, { type, help }] of Object.entries(shopMetrics)) {
        expect(metadata.get(name)).toMatchObject([{ type, help }]);
      }
    });

    itWithNodeExporter('stands beside a node exporter (skipped where there is none)', async () => {
      const node = await startNodeExporter(signal);
      try {
        expect(await (await fetch(`http://${node.target}/metrics`)).text()).toContain(
          'node_cpu_seconds_total',
        );
      } finally {
        await node.stop();
      }
    });
  },
);
