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
  const { isAlarm, isStrange, isDying, values, tickMs } = ticks;
  const usual = new UsualBehaviour(ticks, alarm, isIgnored);
  const dayTicks = Math.max(1, Math.round(DAY_MS / tickMs));
  const begin = Math.max(0, alarm - 2 * LOOK_BACK_TICKS);
  let departure = usual.departure(begin, Math.min(values.length, alarm + 2 * LOOK_BACK_TICKS));
  const isAway = (tick: number) => isDying[tick] === 1 || usual.isAway(departure, tick);
  // The hours around the last tick before a jump hold the jump.
  const isOut = (tick: number) => isAway(tick) || usual.isRestless(departure, tick);

  let from = alarm;
  const earliest = Math.max(least, alarm - LOOK_BACK_TICKS);
  for (let tick = alarm - 1; tick >= earliest && from - tick <= SHORT_HOLE_TICKS / 2; tick--) {
    if (isStrange[tick] === 1 || isAway(tick)) from = tick;
  }
  let lastOut = isOut(alarm) ? alarm : -1;
  let lastStrange = alarm;
  // Where being out has outweighed being back the most: what is out for a moment long after is none of it.
  let mostOut = lastOut;
  let [balance, highest] = [0, 0];
  let next = values.length;
  let isNewNormal = false;
  for (let tick = alarm + 1; tick < values.length; tick++) {
    if (
      tick + LOOK_BACK_TICKS > begin + departure.distance.length &&
      begin + departure.distance.length < values.length
    ) {
      departure = usual.departure(begin, Math.min(values.length, 2 * tick - begin + 2 * LOOK_BACK_TICKS));
    }
    const hole = tick - Math.max(lastOut, lastStrange);
    const bridged = Math.min(Math.max(SHORT_HOLE_TICKS, HOLE_SHARE * (tick - hole - from)), LONG_HOLE_TICKS);
    isNewNormal = tick - lastStrange > dayTicks;
    if (hole > bridged || isNewNormal) {
      next = tick;
      break;
    }
    if (isStrange[tick] === 1) lastStrange = tick;
    balance -= 1 / SHORT_HOLE_TICKS;
    if (!isOut(tick)) continue;
    lastOut = tick;
    balance += 1;
    if (balance > highest || mostOut < 0) [highest, mostOut] = [balance, tick];
  }
  // What is strange although the series is back is an echo.
  let to = lastOut >= 0 ? mostOut : lastStrange;
  // The median over an hour sees an edge some ticks before it comes, and after it went.
  const isBeside = (tick: number, inside: number) =>
    !usual.isRestless(departure, tick) &&
    Math.abs(departure.distance[tick - begin]) < Math.abs(departure.smooth[inside - begin]) / 2;
  const latest = Math.min(alarm, from + EDGE_TICKS);
  while (from < latest && isStrange[from] === 0 && isBeside(from, from + EDGE_TICKS)) from++;
  // The way back is strange, too, for an engine that has got used to it.
  const soonest = Math.max(alarm, to - EDGE_TICKS);
  while (to > soonest && isBeside(to, to - EDGE_TICKS)) to--;
  for (let tick = next - 1; tick > to + EDGE_TICKS; tick--)
    if (isAlarm[tick] === 1 && isAway(tick)) next = tick;
  let lastKnown = values.length - 1;
  while (lastKnown > to && Number.isNaN(values[lastKnown]) && isStrange[lastKnown] === 0) lastKnown--;
  return {
    from,
    to,
    alarm,
    isOngoing: next === values.length && to === lastKnown,
    isNewNormal,
    usual,
    departure,
    next,
  };
}
