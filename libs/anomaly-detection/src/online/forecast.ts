import type { EngineConstants } from './engine-constants.ts';
import { DAY_BINS, at as places, WEEK_BINS } from './detector-memory.ts';
import type { Layout } from './detector-memory.ts';
import type { Rates } from './rates.ts';

const at = places;
/** Constants of this file: a remainder by them needs no division. */
const [BINS_A_DAY, BINS_A_WEEK] = [DAY_BINS, WEEK_BINS];

const QUARTER_MS = 900_000;

/** Quarters of an hour of the wall clock since the epoch: a small integer, with which the processor is quicker than with times. */
export function quarterOf(localMs: number): number {
  return Math.floor(localMs / QUARTER_MS) | 0;
}

export function dayBin(quarter: number): number {
  return modulo(quarter, BINS_A_DAY);
}

export function weekBin(quarter: number): number {
  return modulo(quarter >> 1, BINS_A_WEEK);
}

function modulo(n: number, period: number): number {
  return ((n % period) + period) % period;
}

/** No error of a forecast is smaller, so that a perfect one does not divide by 0. */
const LEAST_SQUARE = 1e-18;

/**
 * Expects the next value: the mean of four forecasts, each weighted by the inverse square of its usual error. They are the level
 * that follows at once, the level that stays calm, the usual value of this time of day, and that of this time of the week.
 */
export function forecast(
  scalars: Float64Array,
  tables: Float32Array,
  layout: Layout,
  day: number,
  week: number,
): number {
  let weight = weightOf(scalars[at.errors]);
  let weights = weight;
  let sum = weight * scalars[at.fast];
  weight = weightOf(scalars[at.errors + 1]);
  weights += weight;
  sum += weight * scalars[at.slow];
  const ofDay = tables[layout.day + day];
  if (ofDay === ofDay) {
    weight = weightOf(scalars[at.errors + 2]);
    weights += weight;
    sum += weight * ofDay;
  }
  const ofWeek = tables[layout.week + week];
  if (ofWeek === ofWeek) {
    weight = weightOf(scalars[at.errors + 3]);
    weights += weight;
    sum += weight * ofWeek;
  }
  return sum / weights;
}

function weightOf(error: number): number {
  return error < 0 ? LEAST_SQUARE : 1 / (error * error + LEAST_SQUARE);
}

/**
 * Lets the four forecasts learn a value, the profiles at `pace` of their usual rate. The first values of the slow level are
 * a plain mean.
 */
export function learnForecast(
  scalars: Float64Array,
  tables: Float32Array,
  layout: Layout,
  day: number,
  week: number,
  value: number,
  rates: Rates,
  { errorClip }: EngineConstants,
  pace: number,
): void {
  const count = scalars[at.count];
  const cap = scalars[at.scale] > 0 ? errorClip * scalars[at.scale] : Infinity;
  const fast = value - scalars[at.fast];
  const slow = value - scalars[at.slow];
  learnError(scalars, at.errors, fast, cap, Math.sqrt(pace) * rates.error);
  learnError(scalars, at.errors + 1, slow, cap, Math.sqrt(pace) * rates.error);
  scalars[at.scale] += Math.max(rates.scale, 1 / count) * (Math.abs(slow) - scalars[at.scale]);
  scalars[at.fast] += rates.fast * fast;
  scalars[at.slow] += Math.max(rates.slow, 1 / count) * Math.max(-cap, Math.min(cap, slow));

  learnBin(
    scalars,
    tables,
    layout.day + day,
    at.errors + 2,
    value,
    cap,
    pace * rates.dayBin,
    Math.sqrt(pace) * rates.error,
  );
  learnBin(
    scalars,
    tables,
    layout.week + week,
    at.errors + 3,
    value,
    cap,
    pace * rates.weekBin,
    Math.sqrt(pace) * rates.error,
  );
}

/** A bin that was never visited is NaN, and takes its first value whole. */
function learnBin(
  scalars: Float64Array,
  tables: Float32Array,
  bin: number,
  error: number,
  value: number,
  cap: number,
  rate: number,
  errorRate: number,
): void {
  const known = tables[bin];
  if (known === known) {
    learnError(scalars, error, value - known, cap, errorRate);
    tables[bin] = known + rate * Math.max(-cap, Math.min(cap, value - known));
  } else {
    tables[bin] = value;
  }
}

function learnError(
  scalars: Float64Array,
  place: number,
  difference: number,
  cap: number,
  rate: number,
): void {
  const error = Math.min(Math.abs(difference), cap);
  const known = scalars[place];
  scalars[place] = known < 0 ? error : known + rate * (error - known);
}
