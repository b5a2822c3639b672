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

function silence({ timestamps, values, evidence, stepMs }: DyingSamples, { from, to }: Stretch) {
  const first = firstWith('silence', evidence, from, to);
  if (first < 0) return undefined;
  let lastFinite = first - 1;
  while (lastFinite >= 0 && !Number.isFinite(values[lastFinite])) lastFinite--;
  let next = first;
  while (next < values.length && !Number.isFinite(values[next])) next++;
  const endMs = next < values.length ? timestamps[next] - stepMs : timestamps[values.length - 1];
  // A sample that tells of its own absence is the first one after it.
  const last = Math.max(first, next - 1);
  return { type: 'stopped' as const, from: first, to: last, startMs: timestamps[lastFinite] + stepMs, endMs };
}

function standstill(samples: DyingSamples, { from, to }: Stretch): DyingSpan | undefined {
  const { timestamps, values, evidence, zeroShare, least } = samples;
  let at = firstWith('frozen', evidence, from, to);
  if (at < 0) {
    if (zeroShare > ZERO_SHARE) return undefined;
    at = from;
    while (at <= to && values[at] !== 0) at++;
    // A single 0 is a drop.
    if (at >= to || values[at + 1] !== 0) return undefined;
  }
  const value = values[at];
  const isAlike = (i: number) => values[i] === value || !Number.isFinite(values[i]);
  let first = at;
  while (first > least && isAlike(first - 1)) first--;
  while (values[first] !== value) first++;
  let last = at;
  while (last + 1 < values.length && isAlike(last + 1)) last++;
  while (values[last] !== value) last--;
  const hasStopped = value === 0 && zeroShare <= ZERO_SHARE;
  // The first of equal values has moved like all before it.
  if (!hasStopped && first < at) first++;
  return {
    type: hasStopped ? 'stopped' : 'frozen',
    from: first,
    to: last,
    startMs: timestamps[first],
    endMs: timestamps[last],
  };
}

function storm(
  { timestamps, resets, evidence, least }: DyingSamples,
  { from, to }: Stretch,
): DyingSpan | undefined {
  if (resets === undefined) return undefined;
  let first = from;
  while (first > least && timestamps[from] - timestamps[first - 1] <= STORM_LEAD_MS) first--;
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

function firstWith(
  name: DyingSignal,
  evidence: ReadonlyMap<number, Evidence>,
  from: number,
  to: number,
): number {
  for (let i = from; i <= to; i++) if (evidence.get(i)?.signals[0]?.name === name) return i;
  return -1;
}
