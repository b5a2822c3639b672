import type { EngineConstants } from './engine-constants.ts';
import { noveltyFloats } from './distribution-novelty.ts';
import { CODEBOOK_SCALARS, codebookFloats } from './pattern-novelty.ts';
import { share } from './rates.ts';
import { SIGNALS } from './signals.ts';
import { slidingMedianFloats } from './sliding-median.ts';
import { CALIBRATION_FLOATS } from './tail-calibration.ts';

/** A quarter of an hour, and half an hour. */
export const DAY_BINS = 96;
export const WEEK_BINS = 336;

/**
 * Where the scalars of a detector are. Everything that it knows lies in one buffer: first these doubles, then the tables. A
 * snapshot is a copy of it.
 *
 * Where samples pass, a file takes it over as a constant of its own (`const at = places`): those V8 folds into the code, while an
 * import is read anew at each use, which cost a tenth of the speed.
 */
export const at = {
  /** Time of the last sample, NaN before the first, and of the last one that was a number. */
  lastMs: 0,
  lastFiniteMs: 1,
  /** The usual distance of two samples, and how many in a row had another. */
  stepMs: 2,
  oddSteps: 3,
  count: 4,
  /** The last value of a counter, as it was read. */
  counter: 5,
  fast: 6,
  slow: 7,
  /** Mean absolute errors of the four forecasts; negative: none yet. */
  errors: 8,
  /** The usual distance from the slow level. */
  scale: 12,
  drift: 13,
  daily: 14,
  /** The tick that is being filled: how much time is in it, sum and number of its values, sum of its squared residuals and of its deviations. */
  tickMs: 15,
  tickSum: 16,
  tickCount: 17,
  tickSquares: 18,
  tickDeviation: 19,
  ticks: 20,
  pastMedian: 21,
  lowest: 22,
  highest: 23,
  references: 24,
  codebook: 25,
  /** Levels of the deviation from the daily profile, a quick and a slow one, and the usual distance of the two. */
  quickLevel: 25 + CODEBOOK_SCALARS,
  slowLevel: 26 + CODEBOOK_SCALARS,
  usualSlope: 27 + CODEBOOK_SCALARS,
  dayLevel: 28 + CODEBOOK_SCALARS,
  rhythm: 29 + CODEBOOK_SCALARS,
  variance: 30 + CODEBOOK_SCALARS,
  usualVariance: 31 + CODEBOOK_SCALARS,
  /** Value of the last sample, ticks since it last changed, the longest such run that has ended, and how often it changed. */
  value: 32 + CODEBOOK_SCALARS,
  run: 33 + CODEBOOK_SCALARS,
  longestRun: 34 + CODEBOOK_SCALARS,
  changes: 35 + CODEBOOK_SCALARS,
  longestGap: 36 + CODEBOOK_SCALARS,
  /** Resets of a counter in about an hour, and the most that were usual. */
  resets: 37 + CODEBOOK_SCALARS,
  mostResets: 38 + CODEBOOK_SCALARS,
  /** What an onset must exceed, number of onsets, sum of their excess, and the ticks over which they were counted, all fading. */
  peak: 39 + CODEBOOK_SCALARS,
  onsets: 40 + CODEBOOK_SCALARS,
  excess: 41 + CODEBOOK_SCALARS,
  watchedTicks: 42 + CODEBOOK_SCALARS,
  bar: 43 + CODEBOOK_SCALARS,
  /** What a root is multiplied with; 0 before the first value other than 0. */
  unit: 50 + CODEBOOK_SCALARS,
  onset: 51 + CODEBOOK_SCALARS,
  /** The rate of false alarms for which the bar was raised. */
  onsetsPerWeek: 53 + CODEBOOK_SCALARS,
  /** Ticks since the first sample after the last long gap. */
  ticksSinceGap: 52 + CODEBOOK_SCALARS,
  /** Ticks for which it has been anomalous. */
  anomalousTicks: 44 + CODEBOOK_SCALARS,
  /** How far a run without change, or a number of resets, is beyond what was usual. */
  dying: 45 + CODEBOOK_SCALARS,
  /** Half the width of the band, in roots of the unit. */
  reach: 46 + CODEBOOK_SCALARS,
  strangeness: 47 + CODEBOOK_SCALARS,
  state: 48 + CODEBOOK_SCALARS,
  /** 1 when it was said, since it is anomalous, that it dies. */
  isDeathSaid: 54 + CODEBOOK_SCALARS,
  /** The strangeness of the signals that speak alone, as of the last tick. */
  slowStrangeness: 49 + CODEBOOK_SCALARS,
  /** The share of each signal's past that was as large. */
  shares: 55 + CODEBOOK_SCALARS,
} as const;

export const SCALARS = at.shares + SIGNALS.length;

/** Where the tables are, in floats, and what else follows from the constants alone. */
export interface Layout {
  readonly day: number;
  readonly week: number;
  readonly calibrations: number;
  readonly recent: number;
  readonly past: number;
  readonly references: number;
  readonly codebook: number;
  readonly histogram: number;
  /** Ticks of the distribution: the window of the median holds them. */
  readonly entropyPoints: number;
  readonly quickLevelRate: number;
  readonly slowLevelRate: number;
  readonly usualSlopeRate: number;
  readonly varianceRate: number;
  readonly usualVarianceRate: number;
  readonly rhythmRate: number;
  readonly tickGrowth: number;
  readonly floats: number;
}

const layouts = new WeakMap<EngineConstants, Layout>();

export function layoutOf(constants: EngineConstants): Layout {
  const known = layouts.get(constants);
  if (known !== undefined) return known;
  let floats = 0;
  const take = (count: number): number => {
    floats += count;
    return floats - count;
  };
  const layout = {
    day: take(DAY_BINS),
    week: take(WEEK_BINS),
    calibrations: take(SIGNALS.length * CALIBRATION_FLOATS),
    recent: take(slidingMedianFloats(constants.recentTicks)),
    past: take(constants.pastPoints),
    references: take(noveltyFloats(constants)),
    codebook: take(codebookFloats(constants)),
    histogram: take(constants.entropyBins),
    entropyPoints: Math.min(constants.entropyTicks, constants.recentTicks),
    quickLevelRate: share(1, constants.quickLevelTicks),
    slowLevelRate: share(1, constants.slowLevelTicks),
    usualSlopeRate: share(1, constants.usualSlopeTicks),
    varianceRate: share(1, constants.varianceTicks),
    usualVarianceRate: share(1, constants.usualVarianceTicks),
    rhythmRate: share(1, constants.rhythmTicks),
    tickGrowth: 2 ** (1 / constants.calibrationHalfLifeTicks),
  };
  const whole = { ...layout, floats };
  layouts.set(constants, whole);
  return whole;
}

/** What a detector knows before its first sample: scalars and tables, in one buffer. */
export function blankMemory({ day, week, floats }: Layout): { scalars: Float64Array; tables: Float32Array } {
  const buffer = new ArrayBuffer(SCALARS * 8 + floats * 4);
  const scalars = new Float64Array(buffer, 0, SCALARS);
  const tables = new Float32Array(buffer, SCALARS * 8);
  for (const place of [at.lastMs, at.lastFiniteMs, at.counter, at.fast, at.value]) scalars[place] = NaN;
  tables.fill(NaN, day, day + DAY_BINS);
  tables.fill(NaN, week, week + WEEK_BINS);
  scalars.fill(-1, at.errors, at.errors + 4);
  scalars.fill(1, at.shares, at.shares + SIGNALS.length);
  return { scalars, tables };
}
