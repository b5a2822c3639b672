import type { Series } from '@metrics-ai/timeseries';

const STEP_MS = 60_000;
const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 30 * STEP_MS;

/** Two metrics of four services over two weeks at one minute, calm but for half hours that nobody can miss. */
export function incidentSeries(endMs: number): Series[] {
  const length = (14 * DAY_MS) / STEP_MS;
  const startMs = Math.floor(endMs / STEP_MS) * STEP_MS - (length - 1) * STEP_MS;
  const timestamps = Float64Array.from({ length }, (_, i) => startMs + i * STEP_MS);
  return ['load', 'depth'].flatMap((metric, m) =>
    ['a', 'b', 'c', 'd'].map((service, s) => {
      // The half hour of the twelfth day is the same for all: they have one and the same start.
      const incidents = [
        { fromMs: startMs + (9 + s / 4) * DAY_MS, height: 100 + 40 * m + 10 * s },
        { fromMs: startMs + 12 * DAY_MS, height: s % 2 === 0 ? 60 : -40 },
      ];
      const valueAt = (timestampMs: number, i: number): number => {
        const calm = 50 + 3 * Math.sin(i * i) + 2 * Math.sin((2 * Math.PI * timestampMs) / DAY_MS);
        const incident = incidents.find(
          ({ fromMs }) => timestampMs >= fromMs && timestampMs < fromMs + HALF_HOUR_MS,
        );
        return calm + (incident?.height ?? 0);
      };
      return {
        labels: { __name__: metric, job: 'incidents', service },
        timestamps,
        values: Float64Array.from(timestamps, valueAt),
      };
    }),
  );
}
