import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  findPrometheus,
  startPrometheus,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type ApiAnswer, type ApiProcess } from './testing/api-process.ts';
import { fleetSeries } from './testing/fleet-series.ts';

jest.setTimeout(180_000);

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

/** As many as there are cores: while they have work, no core is idle. */
const threads = Math.min(availableParallelism(), 8);

/** The longest that a health check may take. */
const LONGEST_MS = 100;

/** A machine that is taken away for a moment by other processes is measured again; a blocked event loop is so each time. */
const ATTEMPTS = 5;

withPrometheus('While all cores analyse series (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  let api: ApiProcess;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    const writer = new RemoteWriter({ url: `${prometheus.url}/api/v1/write` });
    await writer.write(fleetSeries({ metric: 'cpu_usage', count: 75 * threads, stepMs: 300_000 }));
    await writer.write(fleetSeries({ metric: 'queue_depth', count: 12 * threads, stepMs: 30_000 }));
  });

  beforeEach(async () => {
    api = await startApi({ PROMETHEUS_URL: prometheus.url, WORKER_THREADS: String(threads) });
  });

  afterEach(() => api.stop());

  afterAll(() => prometheus.stop());

  /** Two weeks of many series, and of few whose analysis takes a fifth of a second each. */
  const ingestBoth = (): Promise<ApiAnswer[]> =>
    Promise.all(
      [
        { match: 'cpu_usage', step: '5m' },
        { match: 'queue_depth', step: '30s' },
      ].map((body) => api.request('POST', '/metrics/ingest', body)),
    );

  it(`99 of 100 health checks take less than ${LONGEST_MS} ms; /health, which asks Prometheus, as much more than that`, async () => {
    let measured = await measure(api, prometheus.url, ingestBoth);
    for (let attempt = 1; attempt < ATTEMPTS && measured.slowMs >= LONGEST_MS; attempt++) {
      measured = await measure(api, prometheus.url, ingestBoth);
    }
    const { answers, cpuSeconds, checks, slowMs } = measured;
    expect(answers.map(({ status, body }) => [status, body.series])).toEqual([
      [200, 75 * threads],
      [200, 12 * threads],
    ]);
    expect(cpuSeconds).toBeGreaterThan(2 * threads);
    expect(checks).toBeGreaterThan(100);
    expect(slowMs).toBeLessThan(LONGEST_MS);
  });

  it('an ingest ends within a second when the API is told to end, and says why', async () => {
    const cpuBefore = await readCpuSeconds(api);
    const ingesting = api.request('POST', '/metrics/ingest', { match: 'cpu_usage', step: '5m' });
    // Reading takes next to nothing of that: the threads are at it by then.
    while ((await readCpuSeconds(api)) - cpuBefore < 2) await sleep(50);
    const toldMs = performance.now();
    process.kill(api.pid, 'SIGTERM');
    const { status, body } = await ingesting;
    expect(status).toBe(503);
    expect(body.detail).toContain('shutting down');
    expect(performance.now() - toldMs).toBeLessThan(1_000);
    await api.stop();
    expect(performance.now() - toldMs).toBeLessThan(5_000);
  });
});

interface Measured {
  readonly answers: readonly ApiAnswer[];
  /** What the work took of the processor, all threads together. */
  readonly cpuSeconds: number;
  readonly checks: number;
  /**
   * The slowest in a hundred checks of `/-/healthy` or `/-/ready`; or of `/health`, which asks Prometheus, by how much it
   * took longer than that, if it is more.
   */
  readonly slowMs: number;
}

/** Checks the health of the API in every way, again and again, while it works. */
async function measure(
  api: ApiProcess,
  prometheusUrl: string,
  work: () => Promise<ApiAnswer[]>,
): Promise<Measured> {
  const cpuBefore = await readCpuSeconds(api);
  let working = true;
  const answering = work().finally(() => (working = false));
  const ask = async (url: string): Promise<number[]> => {
    const tookMs: number[] = [];
    while (working) {
      const startedMs = performance.now();
      const response = await fetch(url);
      await response.text();
      tookMs.push(performance.now() - startedMs);
      expect(response.status).toBe(200);
      await sleep(20);
    }
    return tookMs;
  };
  const [asked, healthy, ready, health] = await Promise.all(
    [
      `${prometheusUrl}/api/v1/status/buildinfo`,
      ...['/-/healthy', '/-/ready', '/health'].map((path) => api.url + path),
    ].map(ask),
  );
  return {
    answers: await answering,
    cpuSeconds: (await readCpuSeconds(api)) - cpuBefore,
    checks: healthy.length + ready.length + health.length,
    slowMs: Math.max(p99(healthy), p99(ready), p99(health) - p99(asked)),
  };
}

function p99(tookMs: readonly number[]): number {
  return tookMs.toSorted((a, b) => a - b)[Math.floor(0.99 * tookMs.length)];
}

async function readCpuSeconds(api: ApiProcess): Promise<number> {
  const { body } = await api.request('GET', '/metrics');
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(body)?.[1]);
}
