import { ANOMALY_TYPES, type AnomalyType } from '../../anomaly.ts';
import { START_MS, STEP_MS } from '../synthetic-series.ts';
import { Draws } from './draws.ts';
import { plantDying, plantResetStorm } from './plant-dying.ts';
import { plantMove } from './plant-move.ts';
import { plantPattern } from './plant-pattern.ts';
import { DAY_MS } from './rhythm.ts';

export const SIZE_NAMES = ['small', 'medium', 'large'] as const;
export type SizeName = (typeof SIZE_NAMES)[number];

/**
 * What the sizes are. σ is the deviation of the noise about the rhythm, measured over the day around the incident.
 *
 * - `spike`, `drop`: so many σ up or down, for 1 to 30 minutes, at least for one sample.
 * - `level_shift`: so many σ up or down, at once, for one or two days or to the end.
 * - `trend_change`: a slope that reaches so many σ in 12 to 48 hours; then it is back, or the series ends.
 * - `variance_change`: σ is so many times larger, in one case of four smaller, for 6 to 48 hours or to the end.
 * - `seasonality_change`: the daily cycle has another amplitude, phase or shape; the root of the mean squared difference is so many
 *   σ. It begins where both cycles meet, and lasts for three days or to the end.
 * - `stopped`: 0, NaN or no sample, for 2 to 24 hours or to the end; before, everything was at least so many σ above 0.
 * - `frozen`: the last value again and again, for so many hours.
 * - `reset_storm`: a counter that begins again so many times an hour, for 1 to 6 hours. Otherwise it does once in 3 to 7 days.
 */
export const SIZES: Readonly<Record<AnomalyType, Readonly<Record<SizeName, number>>>> = {
  spike: { small: 6, medium: 10, large: 20 },
  drop: { small: 6, medium: 10, large: 20 },
  level_shift: { small: 3, medium: 6, large: 12 },
  trend_change: { small: 5, medium: 10, large: 20 },
  variance_change: { small: 2, medium: 4, large: 8 },
  seasonality_change: { small: 2, medium: 4, large: 8 },
  stopped: { small: 3, medium: 6, large: 15 },
  frozen: { small: 1, medium: 4, large: 24 },
  reset_storm: { small: 6, medium: 12, large: 30 },
};

/** A series that was clean for two weeks, until an incident began. */
export interface PlantedSeries {
  readonly type: AnomalyType;
  readonly size: SizeName;
  /** What it was planted into, and how: `rhythm/office, up`. */
  readonly about: string;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** Where the values are the rate of a counter: its raw samples, at the same times. */
  readonly counter?: Float64Array;
  /** The first and the last moment of the incident; samples that are missing had a time as well. */
  readonly startMs: number;
  readonly endMs: number;
  /** Deviation of the noise about the rhythm. */
  readonly sigma: number;
}

/** What planters are given: nothing has happened yet. */
export interface Plot {
  readonly draws: Draws;
  readonly seed: number;
  readonly stepMs: number;
  readonly days: number;
  readonly timestamps: Float64Array;
  /** The incident's first sample. */
  readonly from: number;
  /** Of {@link SIZES}. */
  readonly factor: number;
}

/** What planters give: an incident of the samples `from` … `to`. `isAbsent`: they are not there at all. */
export interface Planted {
  readonly about: string;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly counter?: Float64Array;
  /** Default the plot's. */
  readonly from?: number;
  readonly to: number;
  readonly sigma: number;
  readonly isAbsent?: boolean;
}

export interface PlantedSeriesOptions {
  /** Default five minutes. */
  readonly stepMs?: number;
  /** Default `medium`. */
  readonly size?: SizeName;
}

const DAYS = 21;

/** Three weeks with one incident, which begins on the 15th or 16th day (or the 17th, for `seasonality_change`), in a series of a kind that the seed chooses. */
export function plantedSeries(
  type: AnomalyType,
  seed: number,
  { stepMs = STEP_MS, size = 'medium' }: PlantedSeriesOptions = {},
): PlantedSeries {
  const draws = new Draws(seed * 7_919 + 1_000 * (1 + ANOMALY_TYPES.indexOf(type)));
  const startMs = START_MS + Math.floor(draws.between(0, 7)) * DAY_MS;
  const timestamps = Float64Array.from({ length: (DAYS * DAY_MS) / stepMs }, (_, i) => startMs + i * stepMs);
  const firstFrom = Math.floor((draws.between(14, 15.5) * DAY_MS) / stepMs);
  const plot = { draws, seed, stepMs, days: DAYS, timestamps, from: firstFrom, factor: SIZES[type][size] };
  const { from = firstFrom, to, isAbsent, ...planted } = plantersOf[type](plot);
  const incident = { type, size, startMs: timestamps[from], endMs: timestamps[to] };
  if (isAbsent !== true) return { ...planted, ...incident };
  const isThere = (_: number, i: number) => i < from || i > to;
  return {
    ...planted,
    ...incident,
    timestamps: planted.timestamps.filter(isThere),
    values: planted.values.filter(isThere),
  };
}

const plantersOf: Readonly<Record<AnomalyType, (plot: Plot) => Planted>> = {
  spike: (plot) => plantMove('spike', plot),
  drop: (plot) => plantMove('drop', plot),
  level_shift: (plot) => plantMove('level_shift', plot),
  trend_change: (plot) => plantMove('trend_change', plot),
  variance_change: (plot) => plantPattern('variance_change', plot),
  seasonality_change: (plot) => plantPattern('seasonality_change', plot),
  stopped: (plot) => plantDying('stopped', plot),
  frozen: (plot) => plantDying('frozen', plot),
  reset_storm: plantResetStorm,
};
