import type { AnomalyType } from './anomaly.ts';
import type { Evidence } from './engine-detector.ts';
import type { DyingSignal } from './online/signals.ts';
import type { Stretch } from './strange-stretches.ts';

/** The part of an episode in which the signal was dead: first and last sample, and when that began and ended. */
export interface DyingSpan extends Stretch {
  readonly type: AnomalyType;
  readonly startMs: number;
  readonly endMs: number;
  /** Of a storm: how many resets it has. */
  readonly resetCount?: number;
}

export interface DyingSamples {
  readonly timestamps: Float64Array;
  /** What was judged. */
  readonly values: Float64Array;
  readonly evidence: ReadonlyMap<number, Evidence>;
  readonly stepMs: number;
  /** How often a counter was reset since the sample before. */
  readonly resets?: Float64Array;
  /** How much of the past before the episode was exactly 0. */
  readonly zeroShare: number;
  /** The first sample that belongs to no earlier episode. */
  readonly least: number;
}

/** By which another anomaly may end. */
export type LastingDeath = 'stopped' | 'frozen';

/** Since when a signal is dead that is said to be. */
export interface Death {
  readonly type: LastingDeath | 'reset_storm';
  /** The first sample that is as those after it: of a value that stays, the first of equals, … */
  readonly since: number;
  /** … of which it is frozen from the first repetition on. */
  readonly from: number;
  readonly startMs: number;
}

/** What it has left behind may take longer to pass. */
const DYING_SHARE = 1 / 3;
/** A series that was 0 more often than this does not stop by being 0. */
const ZERO_SHARE = 0.01;
/** Resets of a counter in an episode that are a storm, when they are at most half an hour apart on average. */
const STORM_RESETS = 3;
const STORM_PACE_MS = 1_800_000;
/** The first resets of a storm come before it can be told from a restart: within the hour before. */
const STORM_LEAD_MS = 3_600_000;

/**
 * Did the signal die in the samples `from` … `to`? Only if it was dead for at least a third of the time: without samples or at a 0 that is
 * not usual (`stopped`), at one and the same value (`frozen`), or a counter that began again and again (`reset_storm`).
 */
export function dyingSpan(samples: DyingSamples, episode: Stretch): DyingSpan | undefined {
  const { timestamps, stepMs } = samples;
  const isLong = ({ startMs, endMs }: DyingSpan): boolean => {
    const unionMs =
      Math.max(timestamps[episode.to], endMs) - Math.min(timestamps[episode.from], startMs) + stepMs;
    return endMs - startMs + stepMs >= DYING_SHARE * unionMs;
  };
  // A process that dies again and again may be silent in between, too.
  return [silence, storm, standstill]
    .map((find) => find(samples, episode))
    .find((span) => span !== undefined && isLong(span));
}

/**
 * Since when it is dead, where the engine says at a sample that it is: by what came before alone, so that it never changes. Undefined
 * where the engine says something else.
 */
export function deathAt(samples: DyingSamples, place: number): Death | undefined {
  const { timestamps, values, evidence } = samples;
  const name = evidence.get(place)?.signals[0]?.name;
  if (name === 'silence') {
    const { from, startMs } = silentSince(samples, place);
    return { type: 'stopped', since: from, from, startMs };
  }
  if (name === 'frozen') {
    const type = hasStopped(samples, values[place]) ? 'stopped' : 'frozen';
    const { since, from } = sameSince(samples, place);
    return { type, since, from, startMs: timestamps[from] };
  }
  if (name !== 'resets') return undefined;
  const first = firstReset(samples, place);
  return { type: 'reset_storm', since: first, from: first, startMs: timestamps[first] };
}

function silentSince({ timestamps, values, stepMs, least }: DyingSamples, place: number) {
  let from = place;
  while (from > least && !Number.isFinite(values[from - 1])) from--;
  if (from === least) return { from, startMs: timestamps[from] };
  return { from, startMs: Math.min(timestamps[from - 1] + stepMs, timestamps[place]) };
}

function silence(samples: DyingSamples, { from, to }: Stretch) {
  const { timestamps, values, evidence, stepMs } = samples;
  const first = firstWith('silence', evidence, from, to);
  if (first < 0) return undefined;
  let next = first;
  while (next < values.length && !Number.isFinite(values[next])) next++;
  const endMs = next < values.length ? timestamps[next] - stepMs : timestamps[values.length - 1];
  // A sample that tells of its own absence is the first one after it.
  const last = Math.max(first, next - 1);
  const { startMs } = silentSince(samples, first);
  return { type: 'stopped' as const, from: first, to: last, startMs, endMs };
}

function standstill(samples: DyingSamples, { from, to }: Stretch): DyingSpan | undefined {
  const { timestamps, values, evidence, zeroShare } = samples;
  let at = firstWith('frozen', evidence, from, to);
  if (at < 0) {
    if (zeroShare > ZERO_SHARE) return undefined;
    at = from;
    while (at <= to && values[at] !== 0) at++;
    // A single 0 is a drop.
    if (at >= to || values[at + 1] !== 0) return undefined;
  }
  const value = values[at];
  let last = at;
  while (last + 1 < values.length && isAlike(values[last + 1], value)) last++;
  while (values[last] !== value) last--;
  const { from: first } = sameSince(samples, at);
  return {
    type: hasStopped(samples, value) ? 'stopped' : 'frozen',
    from: first,
    to: last,
    startMs: timestamps[first],
    endMs: timestamps[last],
  };
}

/** The first of the equal values up to a sample, and the one from which on it is dead. */
function sameSince(samples: DyingSamples, place: number): Pick<Death, 'since' | 'from'> {
  const { values, least } = samples;
  const value = values[place];
  let since = place;
  while (since > least && isAlike(values[since - 1], value)) since--;
  while (values[since] !== value) since++;
  // The first of equal values has moved like all before it.
  return { since, from: !hasStopped(samples, value) && since < place ? since + 1 : since };
}

function isAlike(one: number, value: number): boolean {
  return one === value || !Number.isFinite(one);
}

function hasStopped({ zeroShare }: DyingSamples, value: number): boolean {
  return value === 0 && zeroShare <= ZERO_SHARE;
}

function storm(samples: DyingSamples, { from, to }: Stretch): DyingSpan | undefined {
  const { timestamps, resets, evidence } = samples;
  if (resets === undefined) return undefined;
  let first = firstReset(samples, from);
  while (first <= to && resets[first] === 0) first++;
  let last = to;
  while (last > first && resets[last] === 0) last--;
  const resetCount = resets.subarray(first, last + 1).reduce((sum, count) => sum + count, 0);
  if (resetCount < STORM_RESETS) return undefined;
  const [startMs, endMs] = [timestamps[first], timestamps[last]];
  const isPacy = (endMs - startMs) / (resetCount - 1) <= STORM_PACE_MS;
  if (!isPacy && firstWith('resets', evidence, from, to) < 0) return undefined;
  return { type: 'reset_storm', from: first, to: last, startMs, endMs, resetCount };
}

/** The first sample with a reset within the hour before a sample; the sample itself where there is none. */
function firstReset({ timestamps, resets, least }: DyingSamples, place: number): number {
  let first = place;
  for (let i = place - 1; i >= least && timestamps[place] - timestamps[i] <= STORM_LEAD_MS; i--) {
    if (resets !== undefined && resets[i] > 0) first = i;
  }
  return first;
}

function firstWith(
  name: DyingSignal,
  evidence: ReadonlyMap<number, Evidence>,
  from: number,
  to: number,
): number {
  for (let i = from; i <= to; i++) if (evidence.get(i)?.signals[0]?.name === name) return i;
  return -1;
}
