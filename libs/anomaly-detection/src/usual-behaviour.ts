import { median, quantile } from '@metrics-ai/timeseries';
import { centredMedian } from './centred-median.ts';
import type { Band } from './detector.ts';
import type { JudgedTicks } from './judged-ticks.ts';
import { UsualProfile } from './usual-profile.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What is older does not tell what is usual. */
const MEMORY_MS = 2 * WEEK_MS;
const LEAST_TICKS = 36;
/** By so much more at a time a profile is moved to see whether it is late. */
const SHIFT_MS = 1_800_000;

/** Windows, in ticks, of the smoothed distance and of the spread: an hour and three hours at five minutes. */
const SMOOTH_TICKS = 13;
const SPREAD_TICKS = 37;
/** How a tick is seen depends on so many that come after it. */
export const LOOK_AHEAD_TICKS = (SMOOTH_TICKS >> 1) + (SPREAD_TICKS >> 1);

/** What a series did outside these shares of its past is not usual. */
const SAMPLE_SHARE = 0.999;
const SMOOTH_SHARE = 0.995;
const SPREAD_SHARE = 0.9975;
/** Spreads vary: they must leave what was usual by this factor. */
const SPREAD_MARGIN = 1.15;
/** Nobody calls restless what is so small a share of how far samples usually are: the echo of a step in a series without noise. */
const SMALL_SPREAD = 0.1;

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
  private readonly profile: UsualProfile;
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
    const pastMs = ticks.startMs + from * tickMs;
    this.profile = new UsualProfile(past, pastMs, tickMs);
    const usual = this.profile.atTicks(pastMs, tickMs, past.length);
    for (let i = 0; i < past.length; i++) past[i] -= usual[i];
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
    this.mostSpread = Math.max(
      quantile(spread, SPREAD_SHARE) * SPREAD_MARGIN,
      SMALL_SPREAD * this.sampleLimit,
    );
    this.spread = median(spread);
    this.smoothSquare = meanSquare(smooth);
  }

  /** What was usual at a tick, before or after. */
  expectedAt(tick: number): number {
    return this.usualFrom(tick, 1)[0] + this.level;
  }

  /** What was usual at a tick, and how far from it a tick may be. */
  bandAt(tick: number): Band {
    const expected = this.expectedAt(tick);
    return { expected, lower: expected - this.sampleLimit, upper: expected + this.sampleLimit };
  }

  departure(from: number, to: number): Departure {
    const distance = this.ticks.values.slice(from, to);
    const usual = this.usualFrom(from, distance.length);
    for (let i = 0; i < distance.length; i++) distance[i] -= usual[i] + this.level;
    return { from, distance, ...smoothed(distance) };
  }

  private usualFrom(tick: number, count: number): Float64Array {
    const { startMs, tickMs } = this.ticks;
    return this.profile.atTicks(startMs + tick * tickMs, tickMs, count);
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
    if (this.profile.isEmpty) return 0;
    const { startMs, tickMs } = this.ticks;
    const mostTicks = Math.round(DAY_MS / 2 / tickMs);
    const count = distances.length;
    const around = this.profile.atTicks(startMs + (from - mostTicks) * tickMs, tickMs, count + 2 * mostTicks);
    const usual = around.subarray(mostTicks, mostTicks + count);
    let squares = 0;
    for (const distance of distances) if (!Number.isNaN(distance)) squares += distance * distance;
    let best = explained(distances, usual, this.profile.mean);
    const shiftTicks = Math.max(1, Math.round(SHIFT_MS / tickMs));
    for (let late = -mostTicks; late <= mostTicks; late += shiftTicks) {
      let left = 0;
      for (let i = 0; i < count; i++) {
        if (!Number.isNaN(distances[i]))
          left += (distances[i] - around[i + mostTicks - late] + usual[i]) ** 2;
      }
      best = Math.max(best, squares - left);
    }
    return squares > 0 ? best / squares : 0;
  }
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

/** What a multiple of a column, its mean taken out, takes off the squares of the distances. */
function explained(distances: Float64Array, column: Float64Array, mean: number): number {
  let product = 0;
  let squares = 0;
  for (let i = 0; i < distances.length; i++) {
    if (Number.isNaN(distances[i])) continue;
    const value = column[i] - mean;
    product += value * distances[i];
    squares += value * value;
  }
  return squares > 0 ? product ** 2 / squares : 0;
}

export function meanSquare(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value * value;
    count++;
  }
  return sum / count;
}
