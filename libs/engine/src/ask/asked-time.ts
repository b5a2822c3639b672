import { chooseStepMs, resolveTimeRange, type TimeRange } from '../time-range/time-range.ts';
import type { AskChoice, AskRequest } from './ask-answer.ts';

/** A moment, or a course over time. */
export type AskedTime = { readonly timeMs: number } | { readonly range: TimeRange };

const HOUR_MS = 3_600_000;
/** A picture shows no more, and a list of more is not read. */
const USUAL_POINTS = 241;
const MAX_POINTS = 2_000;
const MIN_STEP_MS = 15_000;

/** What is shown around a moment. */
const SHOWN_BEFORE_MS = 6 * HOUR_MS;

/** When a choice is to be run: over the range that the request or the question names, else at the moment. Throws InvalidRequestError. */
export function askedTimeOf(
  { range = {} }: Pick<AskRequest, 'range'>,
  { range: named }: Pick<AskChoice, 'range'>,
  timeMs: number,
): AskedTime {
  const isGiven = Object.values(range).some((value) => value !== undefined);
  if (isGiven) return { range: rangeOf(range, timeMs) };
  return named === undefined ? { timeMs } : { range: rangeOf(named, timeMs) };
}

/** The time that a picture of an answer shows: its range, or some hours before its moment. */
export function shownTimeOf(time: AskedTime): TimeRange {
  if ('range' in time) return time.range;
  return rangeOf({ endMs: time.timeMs, durationMs: SHOWN_BEFORE_MS }, time.timeMs);
}

/**
 * A range that a person reads: of an hour where nothing says how long, of some hundred points, and up to its very end, which is most
 * often now: of a series that is minutes old, the last step would be all that there is. Throws InvalidRequestError.
 */
export function rangeOf(range: NonNullable<AskRequest['range']>, nowMs: number): TimeRange {
  const { startMs, durationMs = HOUR_MS, endMs = nowMs } = range;
  const lengthMs = startMs === undefined ? durationMs : endMs - startMs;
  const stepMs = range.stepMs ?? chooseStepMs(Math.max(0, lengthMs), MIN_STEP_MS, USUAL_POINTS);
  // A start that is given says more than a length.
  const asked = startMs === undefined ? { durationMs } : { startMs };
  resolveTimeRange({ ...asked, endMs, stepMs }, { nowMs, minStepMs: MIN_STEP_MS, maxPoints: MAX_POINTS });
  return { startMs: endMs - Math.floor(lengthMs / stepMs) * stepMs, endMs, stepMs };
}
