import type { Series } from '@metrics-ai/timeseries';

const STEP_MS = 60_000;
const DAY_MS = 86_400_000;

/** A small shop, two weeks of it at one minute: what the end-to-end tests write into Prometheus. */
export function shopSeries(endMs: number): Series[] {
  const length = (14 * DAY_MS) / STEP_MS;
  const startMs = Math.floor(endMs / STEP_MS) * STEP_MS - (length - 1) * STEP_MS;
  const timestamps = Float64Array.from({ length }, (_, i) => startMs + i * STEP_MS);
  const noise = seededNoise(42);
  const daily = (timestampMs: number): number => Math.sin((2 * Math.PI * timestampMs) / DAY_MS);
  const make = (
    labels: Record<string, string>,
    valueAt: (timestampMs: number, i: number) => number,
  ): Series => ({
    labels: { job: 'shop', ...labels },
    timestamps,
    values: Float64Array.from(timestamps, valueAt),
  });
  const spikeFromMs = endMs - 6 * 3_600_000;
  const isSpike = (timestampMs: number): boolean =>
    timestampMs >= spikeFromMs && timestampMs < spikeFromMs + 30 * 60_000;
  const increasing = (rateAt: (timestampMs: number) => number): ((timestampMs: number) => number) => {
    let total = 0;
    return (timestampMs) => (total += (rateAt(timestampMs) * STEP_MS) / 1000);
  };
  const requestRate = (timestampMs: number): number => 50 + 20 * daily(timestampMs) + 2 * noise();
  const buckets = [0.05, 0.1, 0.25, 0.5, 1, Infinity];
  const shares = [0.4, 0.7, 0.9, 0.97, 0.995, 1];
  return [
    make({ __name__: 'cpu_usage', service: 'payment' }, (t) =>
      isSpike(t) ? 0.97 : 0.35 + 0.1 * daily(t) + 0.01 * noise(),
    ),
    make({ __name__: 'cpu_usage', service: 'checkout' }, (t) => 0.3 + 0.1 * daily(t) + 0.01 * noise()),
    make({ __name__: 'memory_usage', service: 'payment' }, (_, i) => 4e8 + i * 3e4 + 2e6 * noise()),
    make({ __name__: 'memory_usage', service: 'checkout' }, () => 5e8 + 2e6 * noise()),
    make({ __name__: 'http_requests_total', service: 'payment', status: '200' }, increasing(requestRate)),
    ...buckets.map((le, i) =>
      make(
        {
          __name__: 'http_request_duration_seconds_bucket',
          service: 'payment',
          le: le === Infinity ? '+Inf' : String(le),
        },
        increasing((t) => requestRate(t) * shares[i]),
      ),
    ),
    make(
      { __name__: 'http_request_duration_seconds_sum', service: 'payment' },
      increasing((t) => requestRate(t) * 0.12),
    ),
    make({ __name__: 'http_request_duration_seconds_count', service: 'payment' }, increasing(requestRate)),
    make({ __name__: 'queue_depth', service: 'queue', instance: 'queue-1:8080' }, () =>
      Math.round(20 + 4 * noise()),
    ),
  ];
}

/** Roughly Gaussian noise of unit variance, the same at every run. */
function seededNoise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, 0) - 6;
}
