import { linearRegression, mannKendall, regularisedIncompleteBeta, theilSen } from '@metrics-ai/timeseries';
import { bestStep, STEP_IS_BETTER } from './best-step.ts';
import { blockMeans } from './block-means.ts';

/** A trend in the units of the values given, per position. */
export interface MeasuredTrend {
  readonly slope: number;
  readonly pValue: number;
  /** Share of the variance of the block means that a straight line explains. */
  readonly r2: number;
  /** A trend that is significant and not rather a single step; whether it matters is for the caller to say. */
  readonly significant: boolean;
}

/** Blocks that the trend is measured on. */
const BLOCKS = 48;
const MIN_BLOCKS = 8;
const MAX_P = 0.01;
/** Kendall's τ from which on blocks climb (or fall) nearly all the time. */
const MONOTONE = 0.85;

/**
 * Measures the trend of `values` (a regular grid, NaN for gaps, periods removed) on up to 48 block means.
 *
 * The p-value is that of Student's t for the correlation with time, with as many samples as the correlation time of
 * the line's residuals leaves: a slow swing counts as the few independent samples that it is. Blocks that climb nearly
 * all the time are a trend too, however curved their course; a single step that fits better than the line is none.
 */
export function measureTrend(values: Float64Array): MeasuredTrend {
  const blocks = Math.min(BLOCKS, values.length);
  const means = blockMeans(values, blocks);
  const positions = means.map((_, b) => ((b + 0.5) * values.length) / blocks);
  // The regression counts hours of milliseconds; positions taken for milliseconds give a slope per position.
  const perPosition = 1 / 3_600_000;
  const line = linearRegression(positions, means);
  if (line.count < MIN_BLOCKS) return { slope: NaN, pValue: NaN, r2: NaN, significant: false };
  const slope = theilSen(positions, means).slopePerHour * perPosition;
  const residuals = means.map(
    (mean, b) =>
      mean - line.interceptAtStart - line.slopePerHour * perPosition * (positions[b] - positions[0]),
  );
  const pValue = slopePValue(line.r2, line.count / correlationTime(residuals));
  const certain = pValue < MAX_P || Math.abs(mannKendall(means).tau) >= MONOTONE;
  const lineRest = residuals.reduce((sum, value) => sum + (value === value ? value * value : 0), 0);
  const significant =
    certain &&
    Math.sign(slope) === Math.sign(line.slopePerHour) &&
    !(bestStep(means).rest < STEP_IS_BETTER * lineRest);
  return { slope, pValue, r2: line.r2, significant };
}

/** P(|t| > observed) is the incomplete beta function at df / (df + t²), which is 1 − r². */
function slopePValue(r2: number, samples: number): number {
  if (Number.isNaN(r2) || samples <= 2) return 1;
  return regularisedIncompleteBeta(1 - r2, (samples - 2) / 2, 0.5);
}

/**
 * Samples that one independent sample is worth: 1 + 2 Σ ρ(k) up to the first ρ that is not positive (Geyer 1992,
 * "Practical Markov chain Monte Carlo", section 3.3), or, where that is longer, the (1 + φ) / (1 − φ) of a first-order
 * process. Fitting a line takes slow movement away, so φ is raised by its bias, −(2 + 4φ) / n (for a mean alone
 * −(1 + 3φ) / n, Kendall 1954, "Note on bias in the estimation of autocorrelation").
 */
function correlationTime(residuals: Float64Array): number {
  let squares = 0;
  let count = 0;
  for (const value of residuals) {
    if (value !== value) continue;
    squares += value * value;
    count += 1;
  }
  if (!(squares > 0)) return 1;
  let time = 1;
  let first = 0;
  for (let lag = 1; lag < residuals.length; lag++) {
    let products = 0;
    for (let i = lag; i < residuals.length; i++) {
      const product = residuals[i] * residuals[i - lag];
      if (product === product) products += product;
    }
    if (lag === 1) first = products / squares;
    if (products <= 0) break;
    time += (2 * products) / squares;
  }
  const phi = Math.min((first * count + 2) / (count - 4), 0.999);
  return first > 0 ? Math.max(time, (1 + phi) / (1 - phi)) : time;
}
