import { beginWithData, isOpen, resolveTimeRange } from '../time-range/time-range.ts';
import { rangeOfTurn } from '../watches/turns.ts';
import type { Watch } from '../watches/watch.ts';
import type { ReplayedTurns } from './replay.ts';

/** What the ranges of a watch's turns depend on besides itself. */
export interface RangeFacts {
  readonly minStepMs: number;
  readonly maxPoints: number;
  /** When the data begin. Left out: nobody knows, or it does not matter. */
  readonly firstSampleMs?: number;
}

/** Whole multiples of the watch's interval after one time and up to another, and the one before them. */
export function turnTimes({ everyMs }: Watch, fromMs: number, toMs: number): number[] {
  const first = Math.floor(fromMs / everyMs);
  const last = Math.floor(toMs / everyMs);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * everyMs);
}

/**
 * The turns at these times, those together whose ranges begin at the same sample. A turn whose range also ends at the same sample as
 * the one before finds what that one has found, and is left out.
 * @throws InvalidRequestError as `resolveTimeRange`
 */
export function groupTurns(watch: Watch, turnsMs: readonly number[], facts: RangeFacts): ReplayedTurns[] {
  const groups: { startMs: number; stepMs: number; turnsMs: number[] }[] = [];
  for (const turnMs of turnsMs) {
    const { firstSampleMs = -Infinity } = facts;
    // Nothing was there yet.
    if (firstSampleMs >= turnMs) continue;
    const asked = rangeOfTurn(watch, turnMs);
    const request = isOpen(asked) ? beginWithData(asked, firstSampleMs, turnMs) : asked;
    const { startMs, stepMs } = resolveTimeRange(request, { ...facts, nowMs: turnMs });
    const last = groups.at(-1);
    if (last?.startMs === startMs && last.stepMs === stepMs) {
      const readsMore = Math.floor(turnMs / stepMs) > Math.floor((last.turnsMs.at(-1) ?? NaN) / stepMs);
      if (readsMore) last.turnsMs.push(turnMs);
    } else groups.push({ startMs, stepMs, turnsMs: [turnMs] });
  }
  return groups;
}
