import type { JudgedTicks } from './judged-ticks.ts';
import { TICK_MS } from './online/engine-constants.ts';
import type { Departure } from './usual-behaviour.ts';
import { LOOK_AHEAD_TICKS, UsualBehaviour } from './usual-behaviour.ts';

const DAY_MS = 86_400_000;

/** An episode goes on through so many ordinary ticks, … */
const SHORT_HOLE_TICKS = 6;
/** … through more when they are at most this share of it, … */
const HOLE_SHARE = 0.25;
/** … and six hours at most. */
const LONG_HOLE_TICKS = 72;
/** Half of the hour over which medians are taken. */
const EDGE_TICKS = 6;
/** How far before its alarm it may have begun. */
const LOOK_BACK_TICKS = 144;

/** How long after its end an episode stays as it is, whatever comes: no hole is longer, and no tick is seen otherwise any more. */
export function settledMs(stepMs: number): number {
  return (LONG_HOLE_TICKS + LOOK_AHEAD_TICKS) * Math.max(TICK_MS, stepMs);
}

/** From the alarm, or what led to it, until the series is its old self again. */
export interface Episode {
  /** First and last tick. */
  readonly from: number;
  readonly to: number;
  /** The tick of its first alarm. */
  readonly alarm: number;
  readonly isOngoing: boolean;
  /** Nothing was strange any more for a day although the series had not come back. */
  readonly isNewNormal: boolean;
  readonly usual: UsualBehaviour;
  readonly departure: Departure;
}

/**
 * Episodes begin with an alarm. They go on while a tick is strange or outside what was usual before (which, unlike the engine's
 * expectation, does not get used to it), and end where the series has come back, or where for a day nothing was strange: then it is
 * the new normal. Alarms within an episode are part of it, and so are those of its echo, in which the series is back; so that there
 * are never more episodes than alarms.
 */
export function findEpisodes(ticks: JudgedTicks): Episode[] {
  const isIgnored = new Uint8Array(ticks.values.length);
  const episodes: Episode[] = [];
  let least = 0;
  for (let tick = 0; tick < ticks.values.length; tick++) {
    if (ticks.isAlarm[tick] === 0) continue;
    const { next, ...episode } = follow(ticks, tick, least, isIgnored);
    episodes.push(episode);
    if (!episode.isNewNormal) isIgnored.fill(1, episode.from, episode.to + 1);
    least = episode.to + 1;
    tick = next - 1;
  }
  return episodes;
}

function follow(
  ticks: JudgedTicks,
  alarm: number,
  least: number,
  isIgnored: Uint8Array,
): Episode & { readonly next: number } {
  const { isAlarm, isStrange, values } = ticks;
  const past = new PastBehaviour(ticks, alarm, isIgnored);
  const from = beginBefore(ticks, past, alarm, Math.max(least, alarm - LOOK_BACK_TICKS));
  const { end, closed, isNewNormal } = goOn(ticks, past, alarm, from);
  // The way back is strange, too, for an engine that has got used to it.
  const soonest = Math.max(alarm, end - EDGE_TICKS);
  let to = end;
  while (to > soonest && past.isEdge(to, to - EDGE_TICKS)) to--;
  let next = closed;
  for (let tick = closed - 1; tick > to + EDGE_TICKS; tick--) {
    if (isAlarm[tick] === 1 && past.isAway(tick)) next = tick;
  }
  let lastKnown = values.length - 1;
  while (lastKnown > to && Number.isNaN(values[lastKnown]) && isStrange[lastKnown] === 0) lastKnown--;
  const isOngoing = next === values.length && to === lastKnown;
  const { usual, departure } = past;
  return { from, to, alarm, isOngoing, isNewNormal, usual, departure, next };
}

/** Ticks around an episode beside what was usual before its alarm. */
class PastBehaviour {
  readonly usual: UsualBehaviour;
  departure: Departure;
  private readonly ticks: JudgedTicks;

  constructor(ticks: JudgedTicks, alarm: number, isIgnored: Uint8Array) {
    this.ticks = ticks;
    this.usual = new UsualBehaviour(ticks, alarm, isIgnored);
    this.departure = this.usual.departure(Math.max(0, alarm - 2 * LOOK_BACK_TICKS), alarm);
  }

  /** Reads on, twice as far each time, before a tick comes near the end of what is known: at first what came before the alarm. */
  approach(tick: number): void {
    const { from, distance } = this.departure;
    const known = from + distance.length;
    if (tick + LOOK_BACK_TICKS > known && known < this.ticks.values.length) {
      const until = Math.min(this.ticks.values.length, 2 * (tick + LOOK_BACK_TICKS) - from);
      this.departure = this.usual.departure(from, until);
    }
  }

  isAway(tick: number): boolean {
    return this.ticks.isDying[tick] === 1 || this.usual.isAway(this.departure, tick);
  }

  /** The hours around the last tick before a jump hold the jump. */
  isOut(tick: number): boolean {
    return this.isAway(tick) || this.usual.isRestless(this.departure, tick);
  }

  /** The median over an hour sees an edge some ticks before it comes, and after it went. */
  isEdge(tick: number, inside: number): boolean {
    const { from, distance, smooth } = this.departure;
    return (
      !this.usual.isRestless(this.departure, tick) &&
      Math.abs(distance[tick - from]) < Math.abs(smooth[inside - from]) / 2
    );
  }
}

/** The first tick of what led to an alarm, by what was known then: it does not change, whatever comes. */
function beginBefore(
  { isStrange }: JudgedTicks,
  past: PastBehaviour,
  alarm: number,
  earliest: number,
): number {
  let begin = alarm;
  for (let tick = alarm - 1; tick >= earliest && begin - tick <= SHORT_HOLE_TICKS / 2; tick--) {
    if (isStrange[tick] === 1 || past.isAway(tick)) begin = tick;
  }
  const latest = Math.min(alarm, begin + EDGE_TICKS);
  let from = begin;
  while (
    from < latest &&
    isStrange[from] === 0 &&
    past.isEdge(from, Math.min(from + EDGE_TICKS, alarm - 1))
  ) {
    from++;
  }
  return from;
}

/** Follows an episode through its holes: its last tick, and the one at which it was over. */
function goOn(
  { isStrange, values, tickMs }: JudgedTicks,
  past: PastBehaviour,
  alarm: number,
  from: number,
): { readonly end: number; readonly closed: number; readonly isNewNormal: boolean } {
  const dayTicks = Math.max(1, Math.round(DAY_MS / tickMs));
  past.approach(alarm);
  let lastOut = past.isOut(alarm) ? alarm : -1;
  let lastStrange = alarm;
  // Where being out has outweighed being back the most: what is out for a moment long after is none of it.
  let mostOut = lastOut;
  let [balance, highest] = [0, 0];
  let isNewNormal = false;
  let tick = alarm + 1;
  for (; tick < values.length; tick++) {
    past.approach(tick);
    const hole = tick - Math.max(lastOut, lastStrange);
    const bridged = Math.min(Math.max(SHORT_HOLE_TICKS, HOLE_SHARE * (tick - hole - from)), LONG_HOLE_TICKS);
    isNewNormal = tick - lastStrange > dayTicks;
    if (hole > bridged || isNewNormal) break;
    if (isStrange[tick] === 1) lastStrange = tick;
    balance -= 1 / SHORT_HOLE_TICKS;
    if (!past.isOut(tick)) continue;
    lastOut = tick;
    balance += 1;
    if (balance > highest || mostOut < 0) [highest, mostOut] = [balance, tick];
  }
  // What is strange although the series is back is an echo.
  return { end: lastOut >= 0 ? mostOut : lastStrange, closed: tick, isNewNormal };
}
