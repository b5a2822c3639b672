import type { EngineConstants } from './engine-constants.ts';
import { at, DAY_BINS, WEEK_BINS } from './detector-memory.ts';
import type { Layout } from './detector-memory.ts';
import type { Rates } from './rates.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

export function dayBin(localMs: number): number {
  return Math.floor(modulo(localMs, DAY_MS) / (DAY_MS / DAY_BINS));
}

export function weekBin(localMs: number): number {
  return Math.floor(modulo(localMs, WEEK_MS) / (WEEK_MS / WEEK_BINS));
}

function modulo(ms: number, period: number): number {
  return ((ms % period) + period) % period;
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
  bytes: Uint8Array,
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
  if (bytes[layout.dayVisits + day] > 0) {
    weight = weightOf(scalars[at.errors + 2]);
    weights += weight;
    sum += weight * tables[layout.day + day];
  }
  if (bytes[layout.weekVisits + week] > 0) {
    weight = weightOf(scalars[at.errors + 3]);
    weights += weight;
    sum += weight * tables[layout.week + week];
  }
  return sum / weights;
}

function weightOf(error: number): number {
  return error < 0 ? LEAST_SQUARE : 1 / (error * error + LEAST_SQUARE);
}

/**
 * Lets the four forecasts learn a value, the profiles at `pace` of their usual rate. The first values of a level or a bin
 * are plain means.
 */
export function learnForecast(
  scalars: Float64Array,
  tables: Float32Array,
  bytes: Uint8Array,
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
  learnError(scalars, at.errors, fast, cap, rates.error);
  learnError(scalars, at.errors + 1, slow, cap, rates.error);
  scalars[at.scale] += Math.max(rates.scale, 1 / count) * (Math.abs(slow) - scalars[at.scale]);
  scalars[at.fast] += rates.fast * fast;
  scalars[at.slow] += Math.max(rates.slow, 1 / count) * slow;

  const dayVisits = bytes[layout.dayVisits + day];
  const ofDay = value - tables[layout.day + day];
  if (dayVisits > 0) learnError(scalars, at.errors + 2, ofDay, cap, rates.error);
  tables[layout.day + day] += Math.max(pace * rates.dayBin, 1 / (dayVisits + 1)) * ofDay;
  if (dayVisits < 255) bytes[layout.dayVisits + day] = dayVisits + 1;

  const weekVisits = bytes[layout.weekVisits + week];
  const ofWeek = value - tables[layout.week + week];
  if (weekVisits > 0) learnError(scalars, at.errors + 3, ofWeek, cap, rates.error);
  tables[layout.week + week] += Math.max(pace * rates.weekBin, 1 / (weekVisits + 1)) * ofWeek;
  if (weekVisits < 255) bytes[layout.weekVisits + week] = weekVisits + 1;
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
