import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { startPrometheus, type PrometheusServer } from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';
import type { IngestRange } from '../demo/engine-api.ts';
import { SeededRandom } from '../demo/shop/seeded-random.ts';

const STEP_MS = 300_000;
const POINTS_A_DAY = 288;
const SERIES_AT_A_TIME = 200;

/** Half counters and half gauges, as exporters have them; `level` is of a gauge, or of what a counter counts in a second. */
const METRICS = [
  { name: 'http_requests_total', level: 40, isCounter: true },
  { name: 'http_errors_total', level: 0.5, isCounter: true },
  { name: 'network_transmit_bytes_total', level: 3e6, isCounter: true },
  { name: 'cpu_seconds_total', level: 1.4, isCounter: true },
  { name: 'jobs_finished_total', level: 7, isCounter: true },
  { name: 'memory_usage_bytes', level: 6e8, isCounter: false },
  { name: 'queue_length', level: 25, isCounter: false },
  { name: 'disk_used_ratio', level: 0.6, isCounter: false },
  { name: 'open_connections', level: 120, isCounter: false },
  { name: 'request_latency_seconds', level: 0.2, isCounter: false },
];
export const SERVICES = [
  'checkout',
  'payment',
  'inventory',
  'frontend',
  'search',
  'mail',
  'login',
  'billing',
];

export interface FleetPart {
  /** The label `cluster` of these series. */
  readonly cluster: string;
  readonly series: number;
}

export interface Fleet {
  readonly prometheus: PrometheusServer;
  /** All that was written, at its own step: by default an ingest would end now, and now moves on. */
  readonly range: Required<Omit<IngestRange, 'detection'>>;
}

/**
 * Starts a Prometheus and writes series at 5 minutes into it that end now, of `job="fleet"`: a daily wave, noise, and a spike
 * of three deviations or more in every fourth.
 */
export async function startFleet(days: number, parts: readonly FleetPart[]): Promise<Fleet> {
  const prometheus = await startPrometheus({ scrapeInterval: '5m' });
  try {
    const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
    const points = days * POINTS_A_DAY;
    const timestamps = Float64Array.from({ length: points }, (_, i) => endMs - (points - 1 - i) * STEP_MS);
    const writer = new RemoteWriter({ url: `${prometheus.url}/api/v1/write` });
    for (const { cluster, series } of parts) {
      for (let from = 0; from < series; from += SERIES_AT_A_TIME) {
        const length = Math.min(SERIES_AT_A_TIME, series - from);
        await writer.write(Array.from({ length }, (_, i) => fleetSeries(cluster, from + i, timestamps)));
      }
    }
    const timeAt = (ms: number) => new Date(ms).toISOString();
    return { prometheus, range: { start_time: timeAt(timestamps[0]), end_time: timeAt(endMs), step: '5m' } };
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
}

function fleetSeries(cluster: string, index: number, timestamps: Float64Array): Series {
  const { name, level, isCounter } = METRICS[index % METRICS.length];
  const host = Math.floor(index / METRICS.length);
  const random = new SeededRandom(index, cluster);
  const phase = random.uniform();
  const spikeAt = index % 4 === 0 ? Math.floor(random.uniform() * timestamps.length) : -1;
  let counted = 0;
  const values = timestamps.map((_, i) => {
    const wave = 0.3 * Math.sin(2 * Math.PI * (i / POINTS_A_DAY + phase));
    const spike = i === spikeAt ? 0.3 + random.uniform() : 0;
    const value = level * Math.max(0, 1 + wave + spike + 0.1 * random.normal());
    if (!isCounter) return value;
    counted += Math.round((value * STEP_MS) / 1_000);
    return counted;
  });
  const service = SERVICES[host % SERVICES.length];
  const labels = { __name__: name, job: 'fleet', cluster, service, instance: `host-${host}:9100` };
  return { labels, timestamps, values };
}
