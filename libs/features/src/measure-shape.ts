import { mean, median } from '@metrics-ai/timeseries';
import { bestStep, STEP_IS_BETTER } from './best-step.ts';
import { blockMeans, blockStart } from './block-means.ts';
import { findLevelChanges } from './find-level-changes.ts';
import type { FoundLevelChange } from './find-level-changes.ts';
import { findSeasonality } from './find-seasonality.ts';
import type { FoundPeriod, SeasonalParts } from './find-seasonality.ts';
import { measureTrend } from './measure-trend.ts';
import type { MeasuredTrend } from './measure-trend.ts';
import { MAD_TO_DEVIATION } from './spread.ts';

/** A series taken apart: periods, trend and level changes, and what is left. All in the units of the values given. */
export interface Shape {
  readonly periods: readonly FoundPeriod[];
  readonly trend: MeasuredTrend;
  /** Whether the trend is one that matters; level changes are then what departs from it. */
  readonly trending: boolean;
  readonly levelChanges: readonly FoundLevelChange[];
  /** How far each value lies from what periods and either trend or levels let expect. */
  readonly distances: Float64Array;
  /** 1.4826 × the median of the distances, at the level where that is largest. */
  readonly deviation: number;
}

/** With fewer finite samples on the grid than this share, periods are not looked for. */
const MIN_FINITE_SHARE = 0.5;
/** Blocks that a step before the search for periods is looked for on. */
const STEP_BLOCKS = 128;
/** How much more a step may leave than a line before the line is believed. */
const IN_DOUBT = 1.2;
/** What a line leaves of less than this share of the movement is no pattern of its own: rounding, or nothing that anybody sees. */
const STRAIGHT_SHARE = 1e-6;

/**
 * Takes a series apart.
 *
 * @param values a regular grid, NaN for gaps, outliers tamed.
 * @param matters whether a significant trend of this slope per position and r² is large enough to be told.
 */
export function measureShape(
  values: Float64Array,
  stepSeconds: number,
  matters: (trend: MeasuredTrend) => boolean,
): Shape {
  const { periods, seasonal } = findPeriods(values, stepSeconds);
  const deseasonalised = seasonal === undefined ? values : subtract(values, seasonal);
  const trend = measureTrend(deseasonalised);
  const trending = trend.significant && matters(trend);
  const level = trending ? removeSlope(deseasonalised, trend.slope) : deseasonalised;
  const levelChanges = findLevelChanges(level);
  return { periods, trend, trending, levelChanges, ...measureDistances(level, levelChanges) };
}

/**
 * Looks for periods beside a line, and also beside a step where one fits clearly better: what a line leaves of a step
 * looks like two cycles of a sawtooth. What leaves less unexplained is believed, and in doubt the step, the simpler story.
 */
function findPeriods(values: Float64Array, stepSeconds: number): SeasonalParts {
  const blocks = Math.min(STEP_BLOCKS, values.length);
  const { straight, finiteShare } = removeLine(values);
  if (finiteShare < MIN_FINITE_SHARE) return { periods: [], seasonal: undefined, rest: 0 };
  const besideLine = findSeasonality(straight, stepSeconds);
  let lineRest = 0;
  for (const mean of blockMeans(straight, blocks)) if (mean === mean) lineRest += mean * mean;
  const step = bestStep(blockMeans(values, blocks));
  if (!(step.rest < STEP_IS_BETTER * lineRest)) return besideLine;
  const start = blockStart(step.index, blocks, values.length);
  const level = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) level[i] = values[i] - (i < start ? step.before : step.after);
  const besideStep = findSeasonality(level, stepSeconds);
  return besideStep.rest < IN_DOUBT * besideLine.rest ? besideStep : besideLine;
}

function removeLine(values: Float64Array): { straight: Float64Array; finiteShare: number } {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = 0; i < values.length; i++) {
    const y = values[i];
    if (y !== y) continue;
    count += 1;
    sumX += i;
    sumY += y;
    sumXX += i * i;
    sumXY += i * y;
  }
  const xx = sumXX - (sumX * sumX) / count;
  const slope = xx > 0 ? (sumXY - (sumX * sumY) / count) / xx : 0;
  const intercept = (sumY - slope * sumX) / count;
  const straight = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) straight[i] = values[i] - intercept - slope * i;
  return { straight: withoutRounding(straight, values), finiteShare: count / values.length };
}

function subtract(values: Float64Array, parts: Float64Array): Float64Array {
  const rest = new Float64Array(values.length);
  for (let i = 0; i < rest.length; i++) rest[i] = values[i] - parts[i];
  return rest;
}

function removeSlope(values: Float64Array, slope: number): Float64Array {
  const rest = new Float64Array(values.length);
  for (let i = 0; i < rest.length; i++) rest[i] = values[i] - slope * i;
  return withoutRounding(rest, values);
}

/** What a line left of the values; where that is next to nothing, as of an uptime, nothing at all: 0 throughout. */
function withoutRounding(rest: Float64Array, values: Float64Array): Float64Array {
  if (!(movement(rest) <= STRAIGHT_SHARE * movement(values))) return rest;
  return rest.map((value) => (value === value ? 0 : NaN));
}

function movement(values: Float64Array): number {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return highest - lowest;
}

function measureDistances(
  values: Float64Array,
  changes: readonly FoundLevelChange[],
): Pick<Shape, 'distances' | 'deviation'> {
  const distances = new Float64Array(values.length);
  const bounds = [0, ...changes.map(({ index }) => index), values.length];
  let deviation = 0;
  for (let k = 0; k + 1 < bounds.length; k++) {
    const level = k > 0 ? changes[k - 1].after : changes.length > 0 ? changes[0].before : mean(values);
    for (let i = bounds[k]; i < bounds[k + 1]; i++) distances[i] = Math.abs(values[i] - level);
    deviation = Math.max(deviation, MAD_TO_DEVIATION * median(distances.subarray(bounds[k], bounds[k + 1])));
  }
  return { distances, deviation };
}
