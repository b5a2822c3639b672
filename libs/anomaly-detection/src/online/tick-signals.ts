import { at as places } from './detector-memory.ts';
import type { Layout } from './detector-memory.ts';
import { distributionNovelty, rememberDistribution } from './distribution-novelty.ts';
import type { EngineConstants } from './engine-constants.ts';
import { fadingMedian, pushToFading } from './fading-median.ts';
import { fadePatterns, patternNovelty } from './pattern-novelty.ts';
import { SAMPLE_SIGNALS } from './signals.ts';
import { pushToWindow, windowMedian } from './sliding-median.ts';

const at = places;

const pattern = new Float64Array(256);
/** Patterns are given a new chance once in three and a half days: what was met often fades. */
const FADE_TICKS = 1_000;
const FADE_LEFT = 0.8;
/** A variance is never told apart from one so many times smaller than usual. */
const LEAST_VARIANCE_RATIO = 1e-6;

/**
 * Takes a sample into the tick that is being filled. When that is full, learns it (the mean of its values, of their squared
 * residuals and of their distances from the daily profile), writes the signals that are renewed with ticks to `signals`, from
 * {@link SAMPLE_SIGNALS} on, NaN where there is nothing yet to compare with, and returns true.
 */
export function collectTick(
  scalars: Float64Array,
  tables: Float32Array,
  layout: Layout,
  constants: EngineConstants,
  value: number,
  residual: number,
  deviation: number,
  elapsedMs: number,
  tickMs: number,
  signals: Float64Array,
): boolean {
  scalars[at.tickSum] += value;
  scalars[at.tickSquares] += residual * residual;
  scalars[at.tickDeviation] += deviation;
  scalars[at.tickMs] += elapsedMs;
  scalars[at.tickCount]++;
  if (scalars[at.ticks] > 0 && scalars[at.tickMs] < tickMs - scalars[at.stepMs] / 2) return false;
  learnTick(scalars, tables, layout, constants, signals);
  return true;
}

function learnTick(
  scalars: Float64Array,
  tables: Float32Array,
  layout: Layout,
  constants: EngineConstants,
  signals: Float64Array,
): void {
  const n = scalars[at.tickCount];
  const value = scalars[at.tickSum] / n;
  const squaredResidual = scalars[at.tickSquares] / n;
  const deviation = scalars[at.tickDeviation] / n;
  scalars[at.tickSum] = scalars[at.tickSquares] = scalars[at.tickDeviation] = 0;
  scalars[at.tickCount] = scalars[at.tickMs] = 0;
  // A whole number, and known to be one: the remainder of doubles is slow.
  const tick = scalars[at.ticks]++ | 0;
  // Read before the window may overwrite it.
  const leaving =
    tables[layout.recent + ((tick + constants.recentTicks - layout.entropyPoints) % constants.recentTicks)];
  pushToWindow(tables, layout.recent, constants.recentTicks, tick, value);
  signals[SAMPLE_SIGNALS] = levelShift(scalars, tables, layout, constants, tick, value);
  signals[SAMPLE_SIGNALS + 1] = unlikeDistribution(scalars, tables, layout, constants, tick, value, leaving);
  signals[SAMPLE_SIGNALS + 2] = unlikePattern(scalars, tables, layout, constants, tick);
  if (scalars[at.ticksSinceGap]++ === 0) scalars[at.quickLevel] = scalars[at.slowLevel] = deviation;
  signals[SAMPLE_SIGNALS + 3] = slopeChange(scalars, layout, deviation);
  signals[SAMPLE_SIGNALS + 4] = varianceChange(scalars, layout, tick, squaredResidual);
  signals[SAMPLE_SIGNALS + 5] = rhythmChange(scalars, layout, deviation);
}

function levelShift(
  scalars: Float64Array,
  tables: Float32Array,
  { recent, past }: Layout,
  { recentTicks, pastPoints, pastEveryTicks }: EngineConstants,
  tick: number,
  value: number,
): number {
  if (tick % pastEveryTicks === 0) {
    const count = tick / pastEveryTicks;
    pushToFading(tables, past, pastPoints, count, value);
    scalars[at.pastMedian] = fadingMedian(tables, past, pastPoints, count + 1);
  }
  if (tick + 1 < recentTicks) return NaN;
  return Math.abs(windowMedian(tables, recent, recentTicks, tick + 1) - scalars[at.pastMedian]);
}

function unlikeDistribution(
  scalars: Float64Array,
  tables: Float32Array,
  layout: Layout,
  constants: EngineConstants,
  tick: number,
  exact: number,
  leaving: number,
): number {
  const { entropyBins, recentTicks } = constants;
  const { recent, references, histogram, entropyPoints } = layout;
  const value = Math.fround(exact);
  if (tick === 0 || value < scalars[at.lowest] || value > scalars[at.highest]) {
    scalars[at.lowest] = tick === 0 ? value : Math.min(scalars[at.lowest], value);
    scalars[at.highest] = tick === 0 ? value : Math.max(scalars[at.highest], value);
    // The bins have moved: everything is counted again.
    tables.fill(0, histogram, histogram + entropyBins);
    for (let i = Math.max(0, tick - entropyPoints + 1); i <= tick; i++) {
      tables[histogram + binOf(scalars, entropyBins, tables[recent + (i % recentTicks)])]++;
    }
  } else {
    tables[histogram + binOf(scalars, entropyBins, value)]++;
    if (tick >= entropyPoints) tables[histogram + binOf(scalars, entropyBins, leaving)]--;
  }
  if (tick + 1 < entropyPoints) return NaN;
  const known = scalars[at.references];
  const novelty = distributionNovelty(tables, references, histogram, entropyPoints, known, constants);
  scalars[at.references] = rememberDistribution(
    tables,
    references,
    histogram,
    entropyPoints,
    known,
    novelty,
    constants,
  );
  return Math.log1p(novelty);
}

function binOf(scalars: Float64Array, bins: number, value: number): number {
  const width = scalars[at.highest] - scalars[at.lowest];
  return width > 0 ? Math.min(bins - 1, Math.floor((bins * (value - scalars[at.lowest])) / width)) : 0;
}

function unlikePattern(
  scalars: Float64Array,
  tables: Float32Array,
  { recent, codebook }: Layout,
  constants: EngineConstants,
  tick: number,
): number {
  const { patternPoints, patternStride, recentTicks } = constants;
  // A pattern with a gap in it is none.
  if (scalars[at.ticksSinceGap] < (patternPoints - 1) * patternStride) return NaN;
  for (let j = 0; j < patternPoints; j++) {
    pattern[j] = tables[recent + ((tick - j * patternStride) % recentTicks)];
  }
  if (tick % FADE_TICKS === 0) fadePatterns(tables, codebook, constants, FADE_LEFT);
  return patternNovelty(tables, codebook, scalars, at.codebook, pattern, constants);
}

/** The difference of a quick and a slow level is proportional to the slope. */
function slopeChange(
  scalars: Float64Array,
  { quickLevelRate, slowLevelRate, usualSlopeRate }: Layout,
  deviation: number,
): number {
  scalars[at.quickLevel] += quickLevelRate * (deviation - scalars[at.quickLevel]);
  scalars[at.slowLevel] += slowLevelRate * (deviation - scalars[at.slowLevel]);
  const slope = scalars[at.quickLevel] - scalars[at.slowLevel];
  const change = slope - scalars[at.usualSlope];
  scalars[at.usualSlope] += usualSlopeRate * change;
  return Math.abs(change);
}

function varianceChange(
  scalars: Float64Array,
  { varianceRate, usualVarianceRate }: Layout,
  tick: number,
  squaredResidual: number,
): number {
  const usual = scalars[at.usualVariance];
  // One outlier is a spike, not a change of the variance.
  const square = usual > 0 ? Math.min(squaredResidual, 25 * usual) : squaredResidual;
  scalars[at.variance] += Math.max(varianceRate, 1 / (tick + 1)) * (square - scalars[at.variance]);
  scalars[at.usualVariance] += Math.max(usualVarianceRate, 1 / (tick + 1)) * (square - usual);
  const least = LEAST_VARIANCE_RATIO * scalars[at.usualVariance];
  return scalars[at.usualVariance] > 0
    ? Math.abs(Math.log((scalars[at.variance] + least) / (scalars[at.usualVariance] + least)))
    : 0;
}

function rhythmChange(scalars: Float64Array, { rhythmRate }: Layout, deviation: number): number {
  scalars[at.dayLevel] += rhythmRate * (deviation - scalars[at.dayLevel]);
  scalars[at.rhythm] += rhythmRate * (Math.abs(deviation - scalars[at.dayLevel]) - scalars[at.rhythm]);
  return scalars[at.rhythm];
}
