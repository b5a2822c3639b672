import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  METRICS_SERVERS,
  type FaultHandler,
  type MetricsServer,
} from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';

export const STEP_MS = 300_000;

/** When it is in the worlds of these tests: the same at every run, and so are all records. */
export const NOW_MS = Date.UTC(2026, 0, 15, 12);

/** A real server, by default a Prometheus, with a day of so many gauges and counters, and some hours more. */
export async function startWorld(
  seriesCount: number,
  { kind = METRICS_SERVERS[0], nowMs = NOW_MS } = {},
): Promise<MetricsServer> {
  const server = await kind.start();
  const series = Array.from({ length: seriesCount }, (_, i) => seriesOf(i, nowMs));
  await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(series);
  await server.flush();
  return server;
}

function seriesOf(i: number, nowMs: number): Series {
  const length = 600;
  const timestamps = Float64Array.from({ length }, (_, k) => nowMs - (length - 1 - 60 - k) * 60_000 * 3);
  const name = ['cpu_usage', 'memory_bytes', 'http_requests_total'][i % 3];
  let total = 0;
  return {
    labels: { __name__: name, job: 'shop', instance: `host-${i}:8080`, service: `service-${i % 7}` },
    timestamps,
    values: timestamps.map((timestampMs, k) => {
      const level = 20 + 10 * Math.sin(timestampMs / 4e6 + i) + ((k * 7919 + i * 104_729) % 101) / 50;
      return name.endsWith('_total') ? (total += level) : k === 400 + (i % 50) ? 5 * level : level;
    }),
  };
}

/** Prometheus' clock shows what the test says. */
export const clockShows =
  (nowMs: () => number): FaultHandler =>
  ({ path, parameters }, response) => {
    if (path !== '/api/v1/query' || parameters.get('query') !== 'time()') return false;
    const seconds = nowMs() / 1000;
    const data = { resultType: 'scalar', result: [seconds, String(seconds)] };
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ status: 'success', data }));
    return true;
  };
