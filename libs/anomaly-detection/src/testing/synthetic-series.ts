import type { Series } from '@metrics-ai/timeseries';
import type { AnomalyType } from '../anomaly.ts';
import { seededRandom } from '../seeded-random.ts';

/** Tue 21 Oct 2025 00:00 UTC. */
export const START_MS = 1_761_004_800_000;
export const STEP_MS = 300_000;

/** A series at five-minute steps. */
export function seriesOf(values: ArrayLike<number>): Series {
  const timestamps = Float64Array.from({ length: values.length }, (_, i) => START_MS + i * STEP_MS);
  return { labels: { __name__: 'cpu' }, timestamps, values: Float64Array.from(values) };
}

/** Seeded normal noise of mean 0 and deviation 1 (Box & Muller 1958). */
export function gaussian(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function noise(length: number, seed: number): Float64Array {
  const next = gaussian(seed);
  return Float64Array.from({ length }, () => next());
}

/** Normal noise of deviation 1 around 50 with one anomaly of a kind, and where that begins. */
export interface PlantedAnomaly {
  readonly series: Series;
  readonly from: number;
  readonly to: number;
}

/**
 * 600 samples with one anomaly: a spike or drop of 1–10 samples, 8–15 deviations high; a jump of that height that lasts
 * for 4–60 samples, to the end of the series in every other case; a slope of 0.15–0.5 deviations a sample over 40–60
 * samples, to the end in every other case. Half of the jumps and slopes go down.
 */
export function plantAnomaly(type: AnomalyType, seed: number): PlantedAnomaly {
  const random = seededRandom(seed * 7_919 + 1);
  const between = (min: number, max: number) => min + (max - min) * random();
  const values = noise(600, seed * 104_729 + 2).map((value) => 50 + value);
  const height = between(8, 15) * (type === 'drop' ? -1 : type === 'spike' || random() < 0.5 ? 1 : -1);
  const reachesEnd = seed % 2 === 0;
  const isBrief = type === 'spike' || type === 'drop';
  const [shortest, longest] = isBrief
    ? [1, 10]
    : type === 'level_shift'
      ? [reachesEnd ? 4 : 16, 60]
      : [40, 60];
  const points = Math.round(between(shortest, longest));
  const from = !isBrief && reachesEnd ? values.length - points : Math.round(between(100, 500 - points));
  const slope = Math.sign(height) * between(0.15, 0.5);
  for (let i = from; i < from + points; i++)
    values[i] += type === 'trend_change' ? slope * (i - from + 1) : height;
  return { series: seriesOf(values), from, to: from + points - 1 };
}
