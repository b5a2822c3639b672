import type { Series } from '@metrics-ai/timeseries';

const DAY_MS = 86_400_000;

/** Two weeks, up to now, of a metric that many instances expose: a daily pattern, noise, and a spike here and there. */
export function fleetSeries(fleet: {
  readonly metric: string;
  readonly count: number;
  readonly stepMs: number;
}): Series[] {
  const length = (14 * DAY_MS) / fleet.stepMs;
  const startMs = Math.floor(Date.now() / fleet.stepMs) * fleet.stepMs - (length - 1) * fleet.stepMs;
  const timestamps = Float64Array.from({ length }, (_, i) => startMs + i * fleet.stepMs);
  return Array.from({ length: fleet.count }, (_, instance) => ({
    labels: { __name__: fleet.metric, job: 'fleet', instance: `host-${instance}:9100` },
    timestamps,
    values: timestamps.map((timestampMs, i) => {
      const noise = ((i * (instance + 7_919)) % 101) / 101;
      const spike = (i + 97 * instance) % 2_003 === 0 ? 0.5 : 0;
      return 0.3 + 0.1 * Math.sin((2 * Math.PI * timestampMs) / DAY_MS + instance) + 0.02 * noise + spike;
    }),
  }));
}
