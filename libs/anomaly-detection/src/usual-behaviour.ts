import { median, quantile, rollingMedian } from '@metrics-ai/timeseries';
import type { Band } from './detector.ts';
import type { JudgedTicks } from './judged-ticks.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What is older does not tell what is usual. */
const MEMORY_MS = 2 * WEEK_MS;
const LEAST_TICKS = 36;
/** A daily profile needs so much of the past, and a weekly one nearly two weeks. */
const DAILY_FROM_MS = 3 * DAY_MS;
const WEEKLY_FROM_MS = 1.9 * WEEK_MS;
/** Half an hour is one value of a profile. */
const PROFILE_BIN_MS = 1_800_000;
/** A weekly profile must tell one week from the other by so much less of an error than the daily one. */
const WEEKLY_GAIN = 0.7;

/** Windows, in ticks, of the smoothed distance and of the spread: an hour and three hours at five minutes. */
const SMOOTH_TICKS = 13;
const SPREAD_TICKS = 37;

/** What a series did outside these shares of its past is not usual. */
const SAMPLE_SHARE = 0.999;
const SMOOTH_SHARE = 0.995;
const SPREAD_SHARE = 0.9975;
/** Spreads vary: they must leave what was usual by this factor. */
const SPREAD_MARGIN = 1.15;

/** How far ticks are from what was usual before, see {@link UsualBehaviour}. All columns of the same length. */
export interface Departure {
  /** The first tick that is described. */
  readonly from: number;
  readonly distance: Float64Array;
  /** Median over the hour around. */
  readonly smooth: Float64Array;
  /** Median over three hours of what the smoothed distance leaves. */
  readonly spread: Float64Array;
}

/**
 * What was usual of a series before a moment: a profile of the day or of the week (whichever tells more, if there is enough
 * past), the level of the last day, and the limits within which distances from both kept. The last six hours are left out where
 * there is more than two days, for what is strange at that moment may have begun in them; and it never learns from what came after, so
 * that one can tell whether the series has come back.
 */
export class UsualBehaviour {
  /** Whether there was enough of a past to tell: a day, and some ticks. Without, nothing is away or restless. */
  readonly isKnown: boolean;
  readonly sampleLimit: number;
  readonly smoothLimit: number;
  readonly leastSpread: number;
  readonly mostSpread: number;
  /** The usual mean square of the smoothed distance, and the usual spread. */
  readonly smoothSquare: number;
  readonly spread: number;
  /** How much of the past was exactly 0. */
  readonly zeroShare: number;
  private readonly ticks: JudgedTicks;
  private readonly profile: Float64Array;
  private readonly level: number;

  /** @param isIgnored 1 for ticks that are not to be learnt from. */
  constructor(ticks: JudgedTicks, moment: number, isIgnored: Uint8Array) {
    this.ticks = ticks;
    const { tickMs } = ticks;
    const dayTicks = Math.max(1, Math.round(DAY_MS / tickMs));
    const leadTicks = moment >= 2.5 * dayTicks ? dayTicks >> 2 : 0;
    const until = moment - leadTicks;
    const from = Math.max(0, until - Math.round(MEMORY_MS / tickMs));
    const past = ticks.values.slice(from, until);
    for (let i = 0; i < past.length; i++) if (isIgnored[from + i] === 1) past[i] = NaN;
    const known = past.filter((value) => !Number.isNaN(value));
    this.isKnown = known.length >= Math.max(0.9 * dayTicks, LEAST_TICKS);
    this.zeroShare = known.length === 0 ? 1 : known.filter((value) => value === 0).length / known.length;
    this.profile = profileOf(past, ticks.startMs + from * tickMs, tickMs);
    for (let i = 0; i < past.length; i++) past[i] -= this.usualAt(from + i);
    this.level = levelBefore(past, past.length, dayTicks);

    // As far from the level of the day before as one would have said at the time, from as long before.
    const distance = past.slice();
    const blockTicks = Math.max(1, dayTicks >> 2);
    const learnt = past.length >= 2 * dayTicks ? dayTicks + leadTicks : 0;
    for (let i = learnt; i < past.length; i += blockTicks) {
      const level = learnt === 0 ? this.level : levelBefore(past, i - leadTicks, dayTicks);
      for (let k = i; k < Math.min(past.length, i + blockTicks); k++) distance[k] -= level;
    }
    const { smooth, spread } = smoothed(distance.subarray(learnt));
    this.sampleLimit = quantile(distance.subarray(learnt).map(Math.abs), SAMPLE_SHARE);
    this.smoothLimit = quantile(smooth.map(Math.abs), SMOOTH_SHARE);
    this.leastSpread = quantile(spread, 1 - SPREAD_SHARE) / SPREAD_MARGIN;
    this.mostSpread = quantile(spread, SPREAD_SHARE) * SPREAD_MARGIN;
    this.spread = median(spread);
    this.smoothSquare = meanSquare(smooth);
  }

  /** What was usual at a tick, before or after. */
  expectedAt(tick: number): number {
    return this.usualAt(tick) + this.level;
  }

  /** What was usual at a tick, and how far from it a tick may be. */
  bandAt(tick: number): Band {
    const expected = this.expectedAt(tick);
    return { expected, lower: expected - this.sampleLimit, upper: expected + this.sampleLimit };
  }

  departure(from: number, to: number): Departure {
    const distance = this.ticks.values.slice(from, to);
    for (let i = 0; i < distance.length; i++) distance[i] -= this.expectedAt(from + i);
    return { from, distance, ...smoothed(distance) };
  }

  /** Is a tick, or the hour around it, away from where it usually would be? */
  isAway({ from, distance, smooth }: Departure, tick: number): boolean {
    const i = tick - from;
    return (
      this.isKnown && (Math.abs(distance[i]) > this.sampleLimit || Math.abs(smooth[i]) > this.smoothLimit)
    );
  }

  /** Do the three hours around a tick vary as they usually would not? */
  isRestless({ from, spread }: Departure, tick: number): boolean {
    const i = tick - from;
    return this.isKnown && (spread[i] > this.mostSpread || spread[i] < this.leastSpread);
  }

  /**
   * How much of the squares of the distances from `from` on is explained by a profile that is stronger or weaker, earlier or later
   * than usual; 0 without a profile.
   */
  rhythmShare(from: number, distances: Float64Array): number {
    const { length } = this.profile;
    if (length === 0) return 0;
    const mean = this.profile.reduce((sum, value) => sum + value / length, 0);
    let squares = 0;
    for (const distance of distances) if (!Number.isNaN(distance)) squares += distance * distance;
    let best = explained(distances, (i) => this.usualAt(from + i) - mean);
    const dayBins = DAY_MS / PROFILE_BIN_MS;
    for (let late = 1 - dayBins / 2; late < dayBins / 2; late++) {
      const shift = Math.round((late * PROFILE_BIN_MS) / this.ticks.tickMs);
      if (shift === 0) continue;
      // The shape alone may have any size where it is stronger; where it is late it has the usual one.
      let left = 0;
      for (let i = 0; i < distances.length; i++) {
        if (Number.isNaN(distances[i])) continue;
        left += (distances[i] - this.usualAt(from + i - shift) + this.usualAt(from + i)) ** 2;
      }
      best = Math.max(best, squares - left);
    }
    return best / squares;
  }

  /** Between the middles of two half hours the profile is a straight line. */
  private usualAt(tick: number): number {
    const { length } = this.profile;
    if (length === 0) return 0;
    const place = (this.ticks.startMs + (tick + 0.5) * this.ticks.tickMs) / PROFILE_BIN_MS - 0.5;
    const bin = Math.floor(place);
    const before = this.profile[modulo(bin, length)];
    return before + (place - bin) * (this.profile[modulo(bin + 1, length)] - before);
  }
}

/** Usual values of the day's or the week's half hours; none where nothing is gained by them, or the past is too short. */
function profileOf(past: Float64Array, startMs: number, tickMs: number): Float64Array {
  const spanMs = past.length * tickMs;
  if (spanMs < DAILY_FROM_MS || tickMs > 4 * PROFILE_BIN_MS) return new Float64Array();
  const daily = mediansByBin(past, startMs, tickMs, DAY_MS / PROFILE_BIN_MS);
  if (spanMs < WEEKLY_FROM_MS) return daily;
  const weekBins = WEEK_MS / PROFILE_BIN_MS;
  const half = past.length - Math.round(WEEK_MS / tickMs);
  const [former, latter] = [past.subarray(0, half), past.subarray(half)].map((part, i) =>
    mediansByBin(part, startMs + i * half * tickMs, tickMs, weekBins),
  );
  const ofWeek = latter.map((value, bin) => Math.abs(value - former[bin]) / Math.SQRT2);
  const ofDay = latter.map((value, bin) => Math.abs(value - daily[bin % daily.length]));
  if (!(meanSquare(ofWeek) < WEEKLY_GAIN ** 2 * meanSquare(ofDay))) return daily;
  return latter.map((value, bin) => {
    const mean = (value + former[bin]) / 2;
    return Number.isNaN(mean) ? daily[bin % daily.length] : mean;
  });
}

function mediansByBin(values: Float64Array, startMs: number, tickMs: number, bins: number): Float64Array {
  const groups: number[][] = Array.from({ length: bins }, () => []);
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      const bin = Math.floor((startMs + (i + 0.5) * tickMs) / PROFILE_BIN_MS);
      groups[modulo(bin, bins)].push(values[i]);
    }
  }
  const medians = Float64Array.from(groups, (group) => median(Float64Array.from(group)));
  // Where the step is longer than a bin, its neighbour knows more.
  for (let pass = 0; pass < 2; pass++) {
    for (let bin = 0; bin < bins; bin++) {
      if (Number.isNaN(medians[bin])) medians[bin] = medians[(bin + bins - 1) % bins];
    }
  }
  return medians;
}

/** Median of the last day, or of as much as there is of it. */
function levelBefore(past: Float64Array, until: number, dayTicks: number): number {
  const level = median(past.subarray(Math.max(0, until - dayTicks), until));
  return Number.isNaN(level) ? median(past) : level;
}

function smoothed(distance: Float64Array): Pick<Departure, 'smooth' | 'spread'> {
  const smooth = centredMedian(distance, SMOOTH_TICKS);
  const left = distance.map((value, i) => Math.abs(value - smooth[i]));
  return { smooth, spread: centredMedian(left, SPREAD_TICKS) };
}

/** Of a window that is cut off at both ends. */
function centredMedian(values: Float64Array, windowPoints: number): Float64Array {
  const half = windowPoints >> 1;
  const padded = new Float64Array(values.length + 2 * half).fill(NaN);
  padded.set(values, half);
  return rollingMedian(padded, windowPoints).subarray(2 * half);
}

/** What a multiple of a column takes off the squares of the distances. */
function explained(distances: Float64Array, column: (i: number) => number): number {
  let product = 0;
  let squares = 0;
  for (let i = 0; i < distances.length; i++) {
    if (Number.isNaN(distances[i])) continue;
    const value = column(i);
    product += value * distances[i];
    squares += value * value;
  }
  return squares > 0 ? product ** 2 / squares : 0;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value * value;
    count++;
  }
  return sum / count;
}
