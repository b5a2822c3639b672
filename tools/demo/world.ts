import { join } from 'node:path';

import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  findFreePort,
  startPrometheus,
  startProgram,
  type Program,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';

/** Starts Debian's node exporter on a free port of 127.0.0.1. */
export async function startNodeExporter(signal: AbortSignal): Promise<Program & { readonly target: string }> {
  const target = `127.0.0.1:${await findFreePort()}`;
  const program = await startProgram({
    name: 'The node exporter',
    command: 'prometheus-node-exporter',
    args: [`--web.listen-address=${target}`],
    readyUrl: `http://${target}/`,
    signal,
  });
  return { ...program, target };
}

export interface DemoPrometheusOptions {
  readonly folder: string;
  /** Undefined: 9090 if it is free, else any free one. */
  readonly port?: number;
  readonly shopTarget: string;
  readonly nodeTarget: string;
  readonly signal: AbortSignal;
}

/** Starts a Prometheus that scrapes itself, this machine and the shop. */
export async function startDemoPrometheus(options: DemoPrometheusOptions): Promise<PrometheusServer> {
  const port = options.port || (await findFreePort(9090));
  const { shopTarget, nodeTarget, signal } = options;
  return startPrometheus({
    port,
    dataDir: join(options.folder, 'prometheus'),
    signal,
    scrapeInterval: '15s',
    scrapeConfigs: [
      { job_name: 'prometheus', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
      { job_name: 'node', static_configs: [{ targets: [nodeTarget] }] },
      ...shopScrapeConfigs(shopTarget),
    ],
  });
}

/** Scrape jobs for the shop's exporter, which names job and instance itself: live samples go on where the history ends. */
export function shopScrapeConfigs(target: string) {
  const shop = { honor_labels: true, static_configs: [{ targets: [target] }] };
  return [
    // Once a minute, as in the history.
    { job_name: 'shop-exporter', scrape_interval: '1m', ...shop },
    // A minute is long to wait for types and help texts, which come from scrapes alone: this one keeps nothing but them.
    {
      job_name: 'shop-metadata',
      scrape_interval: '2s',
      metric_relabel_configs: [{ action: 'drop', source_labels: ['__name__'], regex: '.+' }],
      ...shop,
    },
  ];
}

/**
 * Writes series that share their timestamps, all of a day before any of the next: Prometheus takes in and reads back what comes
 * in order of time several times faster.
 *
 * @returns the number of samples written.
 */
export async function writeHistory(
  prometheusUrl: string,
  series: readonly Series[],
  options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<number> {
  const writer = new RemoteWriter({ url: `${prometheusUrl}/api/v1/write` });
  const pointsADay = 24 * 60;
  const points = series[0].timestamps.length;
  let samples = 0;
  for (let from = 0; from < points; from += pointsADay) {
    const to = from + pointsADay;
    const day = series.map(({ labels, timestamps, values }) => ({
      labels,
      timestamps: timestamps.subarray(from, to),
      values: values.subarray(from, to),
    }));
    samples += (await writer.write(day, { signal: options.signal })).samples;
    options.onProgress(Math.min(to, points), points);
  }
  return samples;
}
