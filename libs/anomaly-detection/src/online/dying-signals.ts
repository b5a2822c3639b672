import { at as places } from './detector-memory.ts';
import type { EngineConstants } from './engine-constants.ts';
import { TICK_MS } from './engine-constants.ts';
import type { Rates } from './rates.ts';

const at = places;

/** A series has moved after so many changes: before, standing still is how it is. */
const MOVING_CHANGES = 100;
/** Within which a run must be longer than any before. */
const LONGER_RUN = 3;
const LONGER_GAP = 2;
const MORE_RESETS = 2;
/** Time constant with which more resets become usual: a week. */
const USUAL_RESETS_TICKS = 2_016;
/** A step within these factors of the usual one is the usual one. */
const [SHORT_STEP, LONG_STEP] = [0.67, 1.5];
/** So many odd ones in a row are the new usual step. */
const NEW_STEPS = 5;

/** A ratio beyond 1 counts by its logarithm: what has been dead for long does not become ever stranger. */
export function beyond(ratio: number): number {
  return ratio > 1 ? 1 + Math.log2(ratio) : ratio;
}

/** For how long the value has not changed, as a share of what would be strange. */
export function frozenRatio(
  s: Float64Array,
  value: number,
  ticks: number,
  { frozenTicks, movingFrozenTicks }: EngineConstants,
): number {
  if (value === s[at.value]) {
    s[at.run] += ticks;
  } else {
    if (!Number.isNaN(s[at.value])) s[at.changes]++;
    s[at.longestRun] = Math.max(s[at.longestRun], s[at.run]);
    s[at.run] = 0;
    s[at.value] = value;
  }
  if (s[at.changes] < MOVING_CHANGES) return 0;
  const leastTicks = s[at.longestRun] < 1 ? movingFrozenTicks : frozenTicks;
  return s[at.run] / Math.max(leastTicks, LONGER_RUN * s[at.longestRun]);
}

/** How often a counter was reset in about an hour, as a share of what would be strange. */
export function resetRatio(s: Float64Array, { ticks }: Rates, { stormResets }: EngineConstants): number {
  const ratio = s[at.resets] / Math.max(stormResets, MORE_RESETS * s[at.mostResets]);
  const more = s[at.resets] - s[at.mostResets];
  if (more > 0) s[at.mostResets] += Math.min(1, ticks / USUAL_RESETS_TICKS) * more;
  return ratio;
}

/** For how long there has been no sample, as a share of what would be strange. */
export function silenceRatio(s: Float64Array, timestampMs: number, { gapTicks }: EngineConstants): number {
  const limitMs = Math.max(gapTicks * Math.max(TICK_MS, s[at.stepMs]), LONGER_GAP * s[at.longestGap]);
  return (timestampMs - s[at.lastFiniteMs]) / limitMs;
}

/** Learns the usual distance of two samples, and the longest gap. */
export function learnStep(s: Float64Array, elapsedMs: number): void {
  const stepMs = s[at.stepMs];
  if (stepMs === 0) {
    s[at.stepMs] = elapsedMs;
  } else if (elapsedMs > SHORT_STEP * stepMs && elapsedMs < LONG_STEP * stepMs) {
    s[at.oddSteps] = 0;
  } else if (++s[at.oddSteps] > NEW_STEPS) {
    s[at.stepMs] = elapsedMs;
    s[at.oddSteps] = 0;
    s[at.longestGap] = 0;
  } else {
    s[at.longestGap] = Math.max(s[at.longestGap], elapsedMs);
  }
}
