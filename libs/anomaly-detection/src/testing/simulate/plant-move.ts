import { cleanSeries, variantsOf, type CleanKind, type CleanSeries } from './clean-series.ts';
import type { Planted, Plot } from './planted-series.ts';
import { DAY_MS, HOUR_MS, WEEK_MS } from './rhythm.ts';

const MINUTE_MS = 60_000;

/** Where so many σ are an incident; the noise of the others, mostly zero or bursts, has no σ to speak of. */
const BASES: Readonly<Partial<Record<CleanKind, readonly string[]>>> = {
  rhythm: variantsOf('rhythm'),
  autocorrelated: variantsOf('autocorrelated'),
  heteroscedastic: variantsOf('heteroscedastic'),
  heavy_tailed: variantsOf('heavy_tailed'),
  counts: ['poisson_low', 'poisson_high', 'negative_binomial', 'connections'],
  gauge: ['sawtooth', 'quantised'],
};

/** A clean series under the plot; its kind and variant take turns from seed to seed. */
export function baseOf({ draws, seed, stepMs, days }: Plot, kinds = Object.keys(BASES) as CleanKind[]) {
  const kind = kinds[seed % kinds.length];
  return cleanSeries(kind, 10_000 + seed, { stepMs, days, variant: draws.pick(BASES[kind] ?? []) });
}

/** The value moves and the rest stays: `spike`, `drop`, `level_shift`, `trend_change`. */
export function plantMove(type: 'spike' | 'drop' | 'level_shift' | 'trend_change', plot: Plot): Planted {
  const { draws, stepMs, timestamps, from, factor } = plot;
  const base = baseOf(plot);
  const sigma = sigmaAround(base, from, stepMs);
  const isUp = type === 'spike' || (type !== 'drop' && draws.chance(0.5));
  const reachesEnd = draws.chance(0.5);
  let length = timestamps.length;
  let points: number;
  if (type === 'spike' || type === 'drop') points = pointsOf(draws.magnitude(1, 30) * MINUTE_MS, stepMs);
  else if (type === 'level_shift')
    points = reachesEnd ? length - from : pointsOf(draws.between(1, 2) * DAY_MS, stepMs);
  else {
    points = pointsOf(draws.magnitude(12, 48) * HOUR_MS, stepMs);
    if (reachesEnd) length = from + points;
  }
  const height = (isUp ? 1 : -1) * factor * sigma;
  const isWhole = base.values.every(Number.isInteger);
  const values = base.values.slice(0, length);
  for (let i = from; i < from + points; i++) {
    const move = type === 'trend_change' ? (height * (i - from + 1)) / points : height;
    values[i] += isWhole ? Math.round(move) : move;
  }
  return {
    about: `${base.kind}/${base.variant}, ${isUp ? 'up' : 'down'}`,
    timestamps: timestamps.slice(0, length),
    values: isUp ? values : clearOfZero(values, base.values, sigma),
    to: from + points - 1,
    sigma,
  };
}

/**
 * Deviation of the noise about rhythm and level in the day around a sample: the difference to the same time a week before
 * has twice its variance.
 */
export function sigmaAround({ values }: Pick<CleanSeries, 'values'>, at: number, stepMs: number): number {
  const week = WEEK_MS / stepMs;
  const half = DAY_MS / 2 / stepMs;
  let squares = 0;
  let count = 0;
  for (let i = Math.max(week, at - half); i < Math.min(values.length, at + half); i++, count++) {
    squares += (values[i] - values[i - week]) ** 2;
  }
  return Math.sqrt(squares / count / 2);
}

/**
 * What went down in a series that was never negative stays clear of 0, where it would have stopped: the whole series is moved up, by a
 * whole number where it consists of them.
 */
function clearOfZero(values: Float64Array, clean: Float64Array, sigma: number): Float64Array {
  const short = sigma - lowestOf(values);
  if (lowestOf(clean) < 0 || short <= 0) return values;
  const lift = clean.every(Number.isInteger) ? Math.ceil(short) : short;
  return values.map((value) => value + lift);
}

export function lowestOf(values: Float64Array): number {
  let lowest = Infinity;
  for (const value of values) if (value < lowest) lowest = value;
  return lowest;
}

export function pointsOf(durationMs: number, stepMs: number): number {
  return Math.max(1, Math.round(durationMs / stepMs));
}
