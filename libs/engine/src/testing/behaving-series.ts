import type { Series } from '@metrics-ai/timeseries';

const STEP_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const POINTS = (14 * DAY_MS) / STEP_MS;

/** Tuesday, half past ten: a moment at which nothing hangs on the time of day. */
export const NOW_MS = Date.UTC(2026, 1, 17, 10, 30);

/**
 * Two weeks of a small shop up to a moment; each series behaves in a way of its own, the same at every run. Requests of
 * `payment` end in the night before (UTC), which `last night` asks for.
 */
export function behavingSeries(endMs = NOW_MS): Series[] {
  const lastMs = Math.floor(endMs / STEP_MS) * STEP_MS;
  const timestamps = Float64Array.from({ length: POINTS }, (_, i) => lastMs - (POINTS - 1 - i) * STEP_MS);
  const noise = noiseOf(7);
  const day = (timeMs: number): number => Math.sin((2 * Math.PI * timeMs) / DAY_MS);
  const endedMs = lastNightMs(endMs);
  const series = (
    name: string,
    labels: object,
    value: (timeMs: number, place: number) => number,
  ): Series => ({
    labels: { __name__: name, job: 'behaving-shop', ...labels },
    timestamps,
    values: timestamps.map((timeMs, i) => value(timeMs, i)),
  });
  const spikes = [400, 950, 1_500, 1_980, 2_600, 3_300, 3_900];
  return [
    series('request_latency_seconds', { service: 'checkout' }, (_, i) =>
      spikes.some((at) => i >= at && i < at + 2) ? 1.9 : 0.2 + 0.01 * noise(),
    ),
    series('request_latency_seconds', { service: 'cart' }, () => 0.15 + 0.001 * noise()),
    series('memory_usage_bytes', { service: 'cart' }, (_, i) => 3e8 + 1.5e5 * i + 4e6 * noise()),
    series('memory_usage_bytes', { service: 'checkout' }, () => 5e8 + 4e6 * noise()),
    series('requests_per_second', { service: 'payment' }, (timeMs) =>
      timeMs < endedMs ? 80 + 4 * noise() : 0,
    ),
    series('requests_per_second', { service: 'cart' }, (timeMs) => 120 + 60 * day(timeMs) + 5 * noise()),
    series('filesystem_used_ratio', { device: 'sda1' }, () => 0.96 + 0.002 * noise()),
    series('filesystem_used_ratio', { device: 'sdb1' }, () => 0.31 + 0.02 * noise()),
    series('cpu_usage_ratio', { service: 'checkout' }, () => 0.78 + 0.03 * noise()),
    series('cpu_usage_ratio', { service: 'cart' }, () => 0.12 + 0.03 * noise()),
  ];
}

/** Two in the morning; asked before six, when the night that goes on began at eight, nine in the evening. */
function lastNightMs(nowMs: number): number {
  const midnightMs = nowMs - (nowMs % DAY_MS);
  return nowMs - midnightMs < 6 * HOUR_MS ? midnightMs - 3 * HOUR_MS : midnightMs + 2 * HOUR_MS;
}

/** About normal, of deviation 1. */
function noiseOf(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => 2 * (uniform() + uniform() + uniform() - 1.5);
}
