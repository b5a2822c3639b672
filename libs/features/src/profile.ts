import { linearRegression, median, medianStepMs, Scratch } from '@metrics-ai/timeseries';
import type { Series } from '@metrics-ai/timeseries';
import type { FoundPeriod } from './find-seasonality.ts';
import { measureCeiling, measureZeros } from './measure-bounds.ts';
import { measureEpisodes } from './measure-episodes.ts';
import { measureExtrema } from './measure-extrema.ts';
import { measureLevel, measureRecentChange } from './measure-level.ts';
import { measureSawtooth } from './measure-sawtooth.ts';
import { measureShape } from './measure-shape.ts';
import type { Shape } from './measure-shape.ts';
import type { MeasuredTrend } from './measure-trend.ts';
import { measureStatistics, measureVolatility } from './measure-statistics.ts';
import { toGrid } from './series-grid.ts';
import type { SeriesGrid } from './series-grid.ts';
import type {
  Episodes,
  LevelChange,
  Seasonality,
  SeriesProfile,
  Statistics,
  Trend,
} from './series-profile.ts';
import { MAD_TO_DEVIATION, robustSpread, tame, untame } from './spread.ts';

const distancesFromMedian = new Scratch();

export interface ProfileOptions {
  /** The end of the window that was asked for, in ms since the epoch; by default the last timestamp. */
  readonly windowEndMs?: number;
}

/** A spike is so many robust deviations away, … */
const SPIKE_DEVIATIONS = 5;
/** … at least these shares of the median level and of the range from p05 to p95, … */
const SPIKE_LEVEL_SHARE = 0.1;
const SPIKE_RANGE_SHARE = 1 / 3;
/** … and at most this long: three samples, or a fiftieth of the series. */
const MAX_SPIKE_POINTS = 3;
const MAX_SPIKE_SHARE = 1 / 50;
/** Samples in between that do not make two spikes of one. */
const BRIDGED_POINTS = 2;
/** In small counts: so many times the distance from the median to p95 (or p05). */
const COUNT_SPIKE = 2.5;
/** A burst has at least so many samples, in a series whose lower three quarters spread over no more than this share of its height. */
const MIN_BURST_POINTS = 5;
const QUIET_SHARE = 0.15;

/** A trend matters from this change over the window (relative to the level) and this r² of the block means on, … */
const TREND_CHANGE = 0.1;
const TREND_R2 = 0.3;
/** … or, where it is most of what happens, from this smaller change on. */
const PLAIN_TREND_CHANGE = 0.01;
const PLAIN_TREND_R2 = 0.6;

/**
 * Profiles a series: statistics, trend, periods, extremes, and where it stands now. The series is not changed; timestamps
 * may be irregular. A series without finite samples has a profile of NaN, zero counts and empty lists. O(n log n).
 *
 * @throws RangeError when timestamps and values differ in length.
 */
export function profile(series: Series, { windowEndMs }: ProfileOptions = {}): SeriesProfile {
  const { timestamps, values } = series;
  if (timestamps.length !== values.length) {
    throw new RangeError(`series has ${timestamps.length} timestamps but ${values.length} values`);
  }
  const startMs = timestamps.length > 0 ? timestamps[0] : NaN;
  const endMs = timestamps.length > 0 ? timestamps[timestamps.length - 1] : NaN;
  const stepMs = medianStepMs(timestamps);
  const statistics = measureStatistics(series, stepMs);
  const { count, min, max, p05, p50, p95 } = statistics;
  const deviation = MAD_TO_DEVIATION * medianDistance(values, p50);
  const spread = robustSpread(statistics, deviation);
  const level = measureLevel(timestamps, values, count, p50, deviation);
  const finite = finiteSamples(series, count);
  const grid = toGrid(series, stepMs, count);
  const stepSeconds = grid.stepMs / 1_000;
  const tamed = tameValues(grid.values, p50, spread);
  const base = medianMagnitude(finite.values, statistics);
  const shape = measureShape(tamed, stepSeconds, (trend) => matters(trend, tamed.length * spread, base));
  return {
    startMs,
    endMs,
    stepMs,
    staleSeconds: Math.max(0, (windowEndMs ?? endMs) - level.lastValueAtMs) / 1_000,
    statistics,
    trend: describeTrend(series, shape, grid, spread, base),
    seasonality: shape.periods.map((period) => describePeriod(period, grid, spread)),
    ...measureExtrema(finite.timestamps, finite.values, p95 - p05),
    volatility: measureVolatility(finite.values, statistics, deviation),
    spikes: measureSpikes(shape, stepSeconds, statistics, spread, base),
    bursts: measureBursts(tamed, stepSeconds, statistics, spread),
    sawtooth: measureSawtooth(grid.values, p95 - p05),
    ceiling: measureCeiling(values, min, max),
    zeros: measureZeros(timestamps, values),
    level,
    recentChange: measureRecentChange(timestamps, values),
    changePoints: describeLevelChanges(shape, grid),
  };
}

function finiteSamples({ timestamps, values }: Series, count: number): Pick<Series, 'timestamps' | 'values'> {
  if (count === values.length) return { timestamps, values };
  return {
    timestamps: timestamps.filter((_, i) => Number.isFinite(values[i])),
    values: values.filter((value) => Number.isFinite(value)),
  };
}

/** The median absolute deviation, with the median known. */
function medianDistance(values: Float64Array, p50: number): number {
  const distances = distancesFromMedian.take(values.length);
  for (let i = 0; i < values.length; i++) distances[i] = Math.abs(values[i] - p50);
  return median(distances);
}

/** Around the median, in spreads, outliers tamed; 0 throughout for a constant. */
function tameValues(values: Float64Array, p50: number, spread: number): Float64Array {
  if (!(spread > 0)) return values.map((value) => (value === value ? 0 : NaN));
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - p50;
    // Two huge numbers of opposite sign may lie further apart than there are numbers.
    const spreads = Math.abs(distance) < Infinity ? distance / spread : values[i] / spread - p50 / spread;
    result[i] = tame(spreads);
  }
  return result;
}

/** Median of |value|, which is the median itself where all have one sign. */
function medianMagnitude(finite: Float64Array, { min, max, p50 }: Statistics): number {
  return min >= 0 || max <= 0 ? Math.abs(p50) : median(finite.map(Math.abs));
}

function matters({ slope, r2 }: MeasuredTrend, scale: number, base: number): boolean {
  const change = Math.abs(slope * scale) / base;
  return (change >= TREND_CHANGE && r2 >= TREND_R2) || (change >= PLAIN_TREND_CHANGE && r2 >= PLAIN_TREND_R2);
}

function describeTrend(
  { timestamps, values }: Series,
  { trend, trending }: Shape,
  grid: SeriesGrid,
  spread: number,
  base: number,
): Trend {
  const line = linearRegression(timestamps, values);
  const robustSlopePerHour = trend.slope * spread * (3_600_000 / grid.stepMs);
  return {
    direction: !trending ? 'flat' : trend.slope > 0 ? 'rising' : 'falling',
    slopePerHour: line.slopePerHour,
    r2: line.r2,
    pValue: trend.pValue,
    robustSlopePerHour,
    relativeChange: base > 0 ? (trend.slope * spread * (grid.values.length - 1)) / base : NaN,
  };
}

function describePeriod(
  { kind, fold, strength }: FoundPeriod,
  grid: SeriesGrid,
  spread: number,
): Seasonality {
  const { course, periodPoints } = fold;
  const peakBin = highestBin(course);
  const peakPoint = ((peakBin + 0.5) / course.length) * periodPoints;
  const cyclesBack = Math.floor((grid.values.length - 1 - peakPoint) / periodPoints);
  const lowest = course.reduce((a, b) => Math.min(a, b));
  const highest = course.reduce((a, b) => Math.max(a, b));
  return {
    kind,
    periodSeconds: (periodPoints * grid.stepMs) / 1_000,
    strength,
    swing: (untame(highest) - untame(lowest)) * spread,
    peakAtMs: grid.startMs + (peakPoint + Math.max(0, cyclesBack) * periodPoints) * grid.stepMs,
  };
}

/** Where the course is highest, averaged over about a twelfth of the period so that noise does not choose. */
function highestBin(course: Float64Array): number {
  const reach = Math.floor(course.length / 24);
  let best = 0;
  let highest = -Infinity;
  for (let b = 0; b < course.length; b++) {
    let sum = 0;
    for (let d = -reach; d <= reach; d++) sum += course[(b + d + course.length) % course.length];
    if (sum > highest) {
      highest = sum;
      best = b;
    }
  }
  return best;
}

function measureSpikes(
  { distances, deviation }: Shape,
  stepSeconds: number,
  { p05, p50, p95 }: Statistics,
  spread: number,
  base: number,
): Episodes {
  // Where most distances are exactly nothing (small counts), the spread of the whole series (1 here) takes its place,
  // and what one sample in twenty does is no spike.
  const usual =
    deviation > 0 ? SPIKE_RANGE_SHARE * (p95 - p05) : COUNT_SPIKE * Math.max(p95 - p50, p50 - p05);
  const least = Math.max(SPIKE_LEVEL_SHARE * base, usual) / spread;
  const threshold = Math.max(SPIKE_DEVIATIONS * (deviation || 1), least);
  return measureEpisodes(distances, tame(threshold), stepSeconds, {
    bridgedPoints: BRIDGED_POINTS,
    maxPoints: Math.max(MAX_SPIKE_POINTS, Math.round(MAX_SPIKE_SHARE * distances.length)),
  });
}

function measureBursts(
  tamed: Float64Array,
  stepSeconds: number,
  { p05, p50, p75, p99 }: Statistics,
  spread: number,
): Episodes {
  const height = (p99 - p50) / spread;
  const quiet = (p75 - p05) / spread <= QUIET_SHARE * height && height > 0;
  if (!quiet) return { count: 0, share: 0, medianSeconds: NaN };
  return measureEpisodes(tamed, tame(height / 2), stepSeconds, { minPoints: MIN_BURST_POINTS });
}

/** Level changes in the series' own unit. */
function describeLevelChanges({ levelChanges }: Shape, grid: SeriesGrid): LevelChange[] {
  if (levelChanges.length === 0) return [];
  const bounds = [0, ...levelChanges.map(({ index }) => index), grid.values.length];
  const levels = bounds.slice(1).map((end, k) => median(grid.values.subarray(bounds[k], end)));
  return levelChanges.map(({ index }, k) => ({
    atMs: grid.startMs + index * grid.stepMs,
    before: levels[k],
    after: levels[k + 1],
  }));
}
