import { autocorrelation } from '@metrics-ai/timeseries';
import { logGammaTail, measureCoherence } from './cycle-coherence.ts';
import type { CycleCoherence } from './cycle-coherence.ts';
import { foldPeriod, unfold } from './seasonal-fold.ts';
import type { SeasonalFold } from './seasonal-fold.ts';

/** A period found, in samples. */
export interface FoundPeriod {
  readonly kind: 'daily' | 'weekly' | 'other';
  readonly fold: SeasonalFold;
  /** Share of the variance left by the other periods that this one explains, 0…1. */
  readonly strength: number;
}

/** The periods of a series, strongest first, and their sum at each sample (undefined when there is none). */
export interface SeasonalParts {
  readonly periods: readonly FoundPeriod[];
  readonly seasonal: Float64Array | undefined;
  /** Sum of squares that they leave, per degree of freedom left. */
  readonly rest: number;
}

/** A period on its way: with its course at each sample. */
interface Part {
  readonly kind: FoundPeriod['kind'];
  readonly fold: SeasonalFold;
  readonly course: Float64Array;
}

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;
/** A day or week may be found this much too long or short. */
const KIND_TOLERANCE = 0.03;
/** Fewest samples in a period. */
const MIN_PERIOD_POINTS = 4;
/** What a period must explain of what the periods before it left, and of the whole, to be worth telling. */
const MIN_SHARE = 0.05;
const MIN_WHOLE_SHARE = 0.01;
/** ln of the chance of taking noise for a period: for each one asked about by name, and for all lags searched together. */
const MAX_LOG_P = Math.log(1e-3);
const MAX_OTHER_PERIODS = 2;
/** ln of the chance of taking noise for a harmonic, and for all harmonics together. */
const LOG_P_HARMONIC = Math.log(1e-3);
const LOG_P_HARMONICS = Math.log(3e-3);
/** A day or week less coherent than this (ln p) is not refined: there is nothing near it. */
const WORTH_REFINING = -1;
/** What a refined period must gain in ln p: an exact day stays a day. */
const REFINING_GAIN = 3;
/** Drift, in cycles over the whole series and from one to the next, that is nothing, and that is beyond mending. */
const NO_DRIFT = 0.02;
const MAX_DRIFT = 0.25;
/** A hump of the autocorrelation counts from this share of the highest one on: the first such is the period, not its double. */
const FIRST_HUMP = 0.7;

/**
 * Finds what repeats in `values`: a regular grid, NaN for gaps, trend removed, outliers tamed.
 *
 * Days and weeks are asked for by name; other periods are looked for where the autocorrelation of what is left has its
 * first high hump beyond its first zero crossing. Each must hold in at least three cycles (two for a week) by
 * {@link measureCoherence} and explain at least 5 % of the variance. O(n log n).
 */
export function findSeasonality(values: Float64Array, stepSeconds: number): SeasonalParts {
  const found: Part[] = [];
  const whole = variation(values);
  let rest = values;
  const take = (periodPoints: number): void => {
    const kind = kindOf(periodPoints * stepSeconds);
    const fold = foldPeriod(rest, periodPoints, kind === 'weekly' ? 168 : 24);
    if (fold.share < MIN_SHARE || fold.share * fold.variation < MIN_WHOLE_SHARE * whole) return;
    const course = unfold(fold, rest.length);
    found.push({ kind, fold, course });
    rest = combine(rest, course, -1);
  };

  for (const [seconds, minCycles] of [
    [DAY_SECONDS, 3],
    [WEEK_SECONDS, 2],
  ]) {
    const period = confirmPeriod(rest, seconds / stepSeconds, minCycles, MAX_LOG_P, WORTH_REFINING);
    if (period !== undefined && !isRelated(period, found)) take(period);
  }
  for (let others = 0; others < MAX_OTHER_PERIODS; others++) {
    const lag = firstHighHump(rest);
    if (lag === undefined) break;
    const period = confirmPeriod(rest, lag, 3, MAX_LOG_P - Math.log(values.length), 0);
    if (period === undefined || isRelated(period, found)) break;
    const before = found.length;
    take(period);
    if (found.length === before) break;
  }
  return rankPeriods(rest, found, whole);
}

function kindOf(seconds: number): FoundPeriod['kind'] {
  if (Math.abs(seconds / DAY_SECONDS - 1) <= KIND_TOLERANCE) return 'daily';
  if (Math.abs(seconds / WEEK_SECONDS - 1) <= KIND_TOLERANCE) return 'weekly';
  return 'other';
}

/** The period, refined, when it is there in cycles enough; undefined otherwise. */
function confirmPeriod(
  values: Float64Array,
  periodPoints: number,
  minCycles: number,
  maxLogP: number,
  refineFrom: number,
): number | undefined {
  const fits = (period: number): boolean =>
    period >= MIN_PERIOD_POINTS && values.length >= minCycles * period * (1 - 1e-9);
  if (!fits(periodPoints)) return undefined;
  let period = periodPoints;
  let coherence = measureCoherence(values, period);
  if (!(coherence.logP <= refineFrom)) return undefined;
  // Two cycles give a single phase difference, which is no ground for another period.
  for (let round = 0; round < 3 && coherence.cycles >= 3; round++) {
    const refined = period / (1 + coherence.drift);
    const driftInAll = Math.abs(coherence.drift) * coherence.cycles;
    if (!(driftInAll > NO_DRIFT && Math.abs(coherence.drift) < MAX_DRIFT && fits(refined))) break;
    const better = measureCoherence(values, refined);
    if (!(better.logP < coherence.logP - REFINING_GAIN)) break;
    period = refined;
    coherence = better;
  }
  if (!(coherence.cycles >= minCycles && coherence.logP < maxLogP)) return undefined;
  const divisor = fundamentalDivisor(coherence);
  if (divisor === 1) return period;
  return confirmPeriod(values, period / divisor, 3, maxLogP, refineFrom);
}

/**
 * The largest number of equal parts into which the pattern divides: 2 when only even harmonics are there. The others are
 * there when the strongest of them or all together stand out from noise.
 */
function fundamentalDivisor({ evidence }: CycleCoherence): number {
  for (let divisor = evidence.length; divisor > 1; divisor--) {
    let inside = 0;
    let strongest = 0;
    let sum = 0;
    let outside = 0;
    for (let h = 1; h <= evidence.length; h++) {
      if (h % divisor === 0) {
        inside = Math.max(inside, evidence[h - 1]);
      } else {
        strongest = Math.max(strongest, evidence[h - 1]);
        sum += evidence[h - 1];
        outside += 1;
      }
    }
    const clear = Math.log(outside) - LOG_P_HARMONIC;
    const absent = strongest < clear && logGammaTail(sum, outside) > LOG_P_HARMONICS;
    if (absent && inside > clear) return divisor;
  }
  return 1;
}

/** Whether a period is (nearly) one already found, a multiple of it or a simple part: echoes, not periods of their own. */
function isRelated(periodPoints: number, found: readonly { fold: SeasonalFold }[]): boolean {
  return found.some(({ fold }) => {
    const ratio = periodPoints / fold.periodPoints;
    if (Math.abs(ratio - 1) < 0.2) return true;
    const multiple = ratio > 1 ? ratio : 1 / ratio;
    const nearest = Math.round(multiple);
    return nearest <= (ratio > 1 ? 3 : 12) && Math.abs(multiple / nearest - 1) < KIND_TOLERANCE;
  });
}

/** The lag at the top of the first hump of the autocorrelation that is nearly as high as any, after the first zero crossing. */
function firstHighHump(values: Float64Array): number | undefined {
  const maxLag = Math.floor(values.length / 3) + 1;
  if (maxLag <= MIN_PERIOD_POINTS) return undefined;
  const acf = autocorrelation(values, maxLag);
  let start = 1;
  while (start < acf.length && acf[start] > 0) start += 1;
  start = Math.max(start, MIN_PERIOD_POINTS - 1);
  let highest = 0;
  for (let lag = start; lag < acf.length; lag++) highest = Math.max(highest, acf[lag]);
  // Four standard errors of white noise's autocorrelation, 1/√n (Bartlett 1946).
  if (highest < 4 / Math.sqrt(values.length)) return undefined;
  let top = start;
  while (acf[top] < FIRST_HUMP * highest) top += 1;
  for (let lag = top; lag < acf.length && acf[lag] > 0.5 * FIRST_HUMP * highest; lag++) {
    if (acf[lag] > acf[top]) top = lag;
  }
  if (top + 1 >= acf.length) return undefined;
  const curvature = acf[top - 1] - 2 * acf[top] + acf[top + 1];
  const shift = curvature < 0 ? (acf[top - 1] - acf[top + 1]) / (2 * curvature) : 0;
  return top + Math.max(-0.5, Math.min(0.5, shift));
}

/**
 * Strength of each period as 1 − var(rest) / var(period + rest) (Wang, Smith & Hyndman 2006, "Characteristic-based
 * clustering for time series data", section 3), with variances per degree of freedom.
 */
function rankPeriods(rest: Float64Array, found: readonly Part[], whole: number): SeasonalParts {
  let degrees = -1;
  for (let i = 0; i < rest.length; i++) if (rest[i] === rest[i]) degrees += 1;
  for (const { fold } of found) degrees -= fold.course.length;
  const restVariance = (found.length === 0 ? whole : variation(rest)) / Math.max(1, degrees);
  const periods = found.map(({ kind, fold, course }) => {
    const together = found.length === 1 ? whole : variation(combine(rest, course, 1));
    const variance = together / Math.max(1, degrees + fold.course.length);
    return { kind, fold, strength: variance > 0 ? Math.max(0, 1 - restVariance / variance) : 0 };
  });
  periods.sort((a, b) => b.strength - a.strength);
  const seasonal = found.reduce<Float64Array | undefined>(
    (sum, { course }) => (sum === undefined ? course : combine(sum, course, 1)),
    undefined,
  );
  return { periods, seasonal, rest: restVariance };
}

/** Sum of squares around the mean. */
function variation(values: Float64Array): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== value) continue;
    count += 1;
    sum += value;
    squares += value * value;
  }
  return count > 0 ? Math.max(0, squares - (sum * sum) / count) : 0;
}

function combine(a: Float64Array, b: Float64Array, sign: 1 | -1): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i] + sign * b[i];
  return result;
}
