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
 * snapshot is a copy of it. What each sample needs lies side by side, in as few cache lines as possible.
 *
 * Where samples pass, a file takes it over as a constant of its own (`const at = places`): those V8 folds into the code, while an
 * import is read anew at each use, which cost a tenth of the speed.
 */
export const at = {
  // Renewed with ticks, or only where something has happened.
  pastMedian: 0,
  lowest: 1,
  highest: 2,
  references: 3,
  /** Ticks since the first sample after the last long gap. */
  ticksSinceGap: 4,
  /** Levels of the deviation from the daily profile, a quick and a slow one, and the usual distance of the two. */
  quickLevel: 5,
  slowLevel: 6,
  usualSlope: 7,
  dayLevel: 8,
  rhythm: 9,
  variance: 10,
  usualVariance: 11,
  /** The last value of a counter, as it was read; its resets in about an hour, and the most that were usual. */
  counter: 12,
  resets: 13,
  mostResets: 14,
  /** The longest time between two samples. */
  longestGap: 15,
  /** The rate of false alarms for which the bar was raised. */
  onsetsPerWeek: 16,
  // Renewed with each sample.
  /** Time of the last sample, NaN before the first, and of the last one that was a number. */
  lastMs: 17,
  lastFiniteMs: 18,
  /** The usual distance of two samples, and how many in a row had another. */
  stepMs: 19,
  oddSteps: 20,
  count: 21,
  fast: 22,
  slow: 23,
  /** Mean absolute errors of the four forecasts; negative: none yet. */
  errors: 24,
  /** The usual distance from the slow level. */
  scale: 28,
  drift: 29,
  daily: 30,
  /** The tick that is being filled: how much time is in it, sum and number of its values, sum of its squared residuals and of its deviations. */
  tickMs: 31,
  tickSum: 32,
  tickCount: 33,
  tickSquares: 34,
  tickDeviation: 35,
  ticks: 36,
  /** Value of the last sample, ticks since it last changed, the longest such run that has ended, and how often it changed. */
  value: 37,
  run: 38,
  longestRun: 39,
  changes: 40,
  /** What an onset must exceed, number of onsets, sum of their excess, and the ticks over which they were counted, all fading. */
  peak: 41,
  onsets: 42,
  excess: 43,
  watchedTicks: 44,
  bar: 45,
  /** What a root is multiplied with; 0 before the first value other than 0. */
  unit: 46,
  /** Ticks for which it has been anomalous. */
  anomalousTicks: 47,
  /** 1 when it was said, since it is anomalous, that it dies. */
  isDeathSaid: 48,
  /** How far a run without change, or a number of resets, is beyond what was usual. */
  dying: 49,
  /** Half the width of the band, in roots of the unit. */
  reach: 50,
  strangeness: 51,
  state: 52,
  /** The strangeness of the signals that speak alone, as of the last tick. */
  slowStrangeness: 53,
  /** The share of each signal's past that was as large. */
  shares: 54,
  codebook: 54 + SIGNALS.length,
} as const;

export const SCALARS = at.codebook + CODEBOOK_SCALARS;

/** Where the tables are, in floats, and what else follows from the constants alone. */
export interface Layout {
  readonly constants: EngineConstants;
  readonly calibrations: number;
  readonly day: number;
  readonly week: number;
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
    constants,
    calibrations: take(SIGNALS.length * CALIBRATION_FLOATS),
    day: take(DAY_BINS),
    week: take(WEEK_BINS),
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
