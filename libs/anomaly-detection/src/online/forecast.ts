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

/**
 * Recalls what the profiles knew of this time of day and of week before the visit that is going on, NaN where nothing. What a bin
 * has learnt within its first visit is the level of some minutes ago: it would be taken for the best forecast of all, until the
 * bin is visited again.
 */
export function recall(scalars: Float64Array, tables: Float32Array, layout: Layout, quarter: number): void {
  const ofDay = tables[layout.day + dayBin(quarter)];
  if (ofDay !== ofDay) scalars[at.newQuarter] = quarter;
  scalars[at.ofDay] = scalars[at.newQuarter] === quarter ? NaN : ofDay;
  const halfHour = quarter >> 1;
  const ofWeek = tables[layout.week + weekBin(quarter)];
  if (ofWeek !== ofWeek) scalars[at.newHalfHour] = halfHour;
  scalars[at.ofWeek] = scalars[at.newHalfHour] === halfHour ? NaN : ofWeek;
}

/** No error of a forecast is smaller, so that a perfect one does not divide by 0. */
const LEAST_SQUARE = 1e-18;

/**
 * Expects the next value: the mean of four forecasts, each weighted by the inverse square of its usual error. They are the level
 * that follows at once, the level that stays calm, and what was recalled: the usual value of this time of day, and that of this
 * time of the week.
 */
export function forecast(scalars: Float64Array): number {
  let weight = weightOf(scalars[at.errors]);
  let weights = weight;
  let sum = weight * scalars[at.fast];
  weight = weightOf(scalars[at.errors + 1]);
  weights += weight;
  sum += weight * scalars[at.slow];
  const ofDay = scalars[at.ofDay];
  if (ofDay === ofDay) {
    weight = weightOf(scalars[at.errors + 2]);
    weights += weight;
    sum += weight * ofDay;
  }
  const ofWeek = scalars[at.ofWeek];
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
 * Lets the four forecasts, as they were recalled, learn a value, the profiles at `pace` of their usual rate. The first values of
 * the slow level are a plain mean.
 */
export function learnForecast(
  scalars: Float64Array,
  tables: Float32Array,
  layout: Layout,
  quarter: number,
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

  // A profile that is usually further off than that, as of a series that climbs, has to be known for it, and to follow.
  const capOfDay = Math.max(cap, errorClip * scalars[at.errors + 2]);
  const capOfWeek = Math.max(cap, errorClip * scalars[at.errors + 3]);
  learnErrorOfProfile(scalars, at.errors + 2, value - scalars[at.ofDay], capOfDay, pace, rates);
  learnErrorOfProfile(scalars, at.errors + 3, value - scalars[at.ofWeek], capOfWeek, pace, rates);
  learnBin(tables, layout.day + dayBin(quarter), value, capOfDay, pace * rates.dayBin);
  learnBin(tables, layout.week + weekBin(quarter), value, capOfWeek, pace * rates.weekBin);
}

/** A bin that was never visited is NaN, and takes its first value whole. */
function learnBin(tables: Float32Array, bin: number, value: number, cap: number, rate: number): void {
  const known = tables[bin];
  tables[bin] = known === known ? known + rate * Math.max(-cap, Math.min(cap, value - known)) : value;
}

/** By its first error alone a profile is not believed to be better than the level that follows at once: that may be luck. */
function learnErrorOfProfile(
  scalars: Float64Array,
  place: number,
  difference: number,
  cap: number,
  pace: number,
  rates: Rates,
): void {
  if (difference !== difference) return;
  if (scalars[place] < 0) scalars[place] = Math.max(Math.abs(difference), scalars[at.errors]);
  else learnError(scalars, place, difference, cap, Math.sqrt(pace) * rates.error);
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
