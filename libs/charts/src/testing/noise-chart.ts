import type { SeriesChartInput } from '../series-chart-input.ts';
import { randomNumbers } from './example-charts.ts';

export interface NoiseOptions {
  readonly points: number;
  readonly seed: number;
  /** Share of samples that are NaN, in each array for itself. */
  readonly missing?: number;
  /** Share of samples that are +Inf or −Inf. */
  readonly infinite?: number;
  /** Samples that come at a time, with silence between. */
  readonly burst?: number;
}

/** As hard to draw in few bytes as can be: nothing in it is like what is beside it. */
export function noiseChart({
  points,
  seed,
  missing = 0,
  infinite = 0,
  burst = 1,
}: NoiseOptions): SeriesChartInput {
  const random = randomNumbers(seed);
  const startMs = Date.UTC(2026, 1, 2);
  const array = (of: () => number): Float64Array =>
    Float64Array.from({ length: points }, () => (random() < missing ? NaN : of()));
  const timestamps = Float64Array.from(
    { length: points },
    (_, i) => startMs + i * 15_000 - (i % burst) * 14_000,
  );
  return {
    title: '"&"'.repeat(500),
    subtitle: '"&"'.repeat(500),
    unit: 'seconds',
    timestamps,
    values: array(() => (random() < infinite ? (random() - 0.5) * Infinity : 2 * random() - 1)),
    band: { expected: array(() => random() - 0.5), lower: array(() => -random()), upper: array(random) },
    score: array(() => 10 ** (4 * random() - 3)),
    anomalies: Array.from({ length: 3_000 }, () => {
      const peakMs = startMs + random() * points * 15_000;
      const [startsMs, endMs] = [peakMs - random() * 60_000, peakMs + random() * 60_000];
      return {
        type: 'spike',
        startMs: startsMs,
        endMs,
        peakMs,
        value: 2 * random() - 1,
        score: 10 * random(),
      };
    }),
  };
}
