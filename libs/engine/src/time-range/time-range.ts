import { toDuration } from '@metrics-ai/prometheus-client';
import { InvalidRequestError } from '../invalid-request-error.ts';

/** Samples at startMs, startMs + stepMs, … up to and including endMs. Milliseconds since the epoch. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** What a caller may say of a range; what is left out is chosen. */
export interface TimeRangeRequest {
  readonly startMs?: number;
  readonly endMs?: number;
  /** Instead of a start: so long before the end. */
  readonly durationMs?: number;
  readonly stepMs?: number;
  /**
   * The start lies up to a fourteenth of the length earlier, and moves in such strides instead of with every step: who asks
   * again soon gets a range that begins with the same sample.
   */
  readonly isSteady?: boolean;
}

const DAY_MS = 86_400_000;
const DEFAULT_DURATION_MS = 14 * DAY_MS;

/**
 * A series of two weeks at five minutes has 4,033 points, and a few more when its start is rounded down: long enough to
 * know its weeks, small enough to be quick.
 */
const TARGET_POINTS = 4_100;

const LEAST_HISTORY_POINTS = 300;

/** Strides of a day for two weeks: a steady range is read and judged for a thirtieth more on average. */
const STRIDES_PER_RANGE = 14;

const STEPS_MS = [
  1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1000);

/**
 * Fills in what a request leaves open: it ends now, lasts two weeks, and has the shortest round step of at least
 * `minStepMs` that keeps a series at about 4,000 points. Start and end are aligned to the step, as Prometheus'
 * own graphs are, so that asking again reads the same samples.
 * Throws InvalidRequestError for a reversed or overlong range, naming the field.
 */
export function resolveTimeRange(
  request: TimeRangeRequest,
  limits: { readonly nowMs: number; readonly minStepMs: number; readonly maxPoints: number },
): TimeRange {
  if (request.startMs !== undefined && request.durationMs !== undefined) {
    throw new InvalidRequestError('durationMs', 'a start and a length of the range must not both be given');
  }
  const { startMs, endMs } = askedTime(request, limits.nowMs);
  if (startMs < 0) throw new InvalidRequestError('startMs', 'must not lie before 1970-01-01T00:00:00Z');
  if (startMs >= endMs) {
    throw new InvalidRequestError(
      request.startMs === undefined ? 'endMs' : 'startMs',
      `the start (${new Date(startMs).toISOString()}) must be before the end (${new Date(endMs).toISOString()})`,
    );
  }
  const stepMs = request.stepMs ?? chooseStepMs(endMs - startMs, limits.minStepMs);
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  if (points > limits.maxPoints) {
    const enough = chooseStepMs(endMs - startMs, stepMs, limits.maxPoints);
    throw new InvalidRequestError(
      'stepMs',
      `gives ${points} points a series, at most ${limits.maxPoints} are allowed: a step of ${toDuration(enough)} or more would do`,
    );
  }
  const strideMs = request.isSteady === true ? strideMsOf(endMs - startMs) : stepMs;
  const strideStartMs = Math.floor(startMs / strideMs) * strideMs;
  return {
    startMs: Math.floor(strideStartMs / stepMs) * stepMs,
    endMs: Math.floor(endMs / stepMs) * stepMs,
    stepMs,
  };
}

/** What a request asks for, before anything is rounded. */
export function askedTime(
  { startMs, endMs, durationMs = DEFAULT_DURATION_MS }: TimeRangeRequest,
  nowMs: number,
): Omit<TimeRange, 'stepMs'> {
  const toMs = endMs ?? nowMs;
  return { startMs: startMs ?? toMs - durationMs, endMs: toMs };
}

/** Whether a request says neither when to begin nor at what step: it is to fit the data. */
export function isOpen({ startMs, durationMs, stepMs }: TimeRangeRequest): boolean {
  return startMs === undefined && durationMs === undefined && stepMs === undefined;
}

/**
 * Two weeks of a server that is an hour old would be read at a step far too coarse for it: an open request begins with the
 * data. Not when these are about as old as what it asks for: a gap of some minutes two weeks ago is no beginning.
 */
export function beginWithData(
  request: TimeRangeRequest,
  firstSampleMs: number,
  nowMs: number,
): TimeRangeRequest {
  const { startMs, endMs } = askedTime(request, nowMs);
  return firstSampleMs - startMs < strideMsOf(endMs - startMs)
    ? request
    : { ...request, startMs: firstSampleMs };
}

/**
 * What lies before a range, to learn from: as much as an ingest reads when nothing is said (two weeks, or as many samples as it
 * aims at where that is less), of long steps at least a few hundred samples, and with the range no more than `maxPoints`.
 * Undefined where there is no room for any.
 */
export function historyOf({ startMs, endMs, stepMs }: TimeRange, maxPoints: number): TimeRange | undefined {
  const twoWeeks = Math.ceil(DEFAULT_DURATION_MS / stepMs);
  const room = maxPoints - Math.floor((endMs - startMs) / stepMs) - 1;
  const beginning = Math.floor(startMs / stepMs);
  const points = Math.min(Math.max(twoWeeks, LEAST_HISTORY_POINTS), TARGET_POINTS, room, beginning);
  if (points < 1) return undefined;
  return { startMs: startMs - points * stepMs, endMs: startMs - stepMs, stepMs };
}

/**
 * So long a series is only learnt: a day, since what is strange in the first one is most often that it is the first. Where less than
 * two days are read at all, half of them.
 */
export function learnMsOf({ startMs, endMs }: Omit<TimeRange, 'stepMs'>): number {
  return Math.min(DAY_MS, (endMs - startMs) / 2);
}

function strideMsOf(lengthMs: number): number {
  return STEPS_MS.findLast((stepMs) => stepMs <= lengthMs / STRIDES_PER_RANGE) ?? STEPS_MS[0];
}

/** The shortest round step of at least `minStepMs` with which a range of so long has at most so many points. */
export function chooseStepMs(durationMs: number, minStepMs: number, maxPoints = TARGET_POINTS): number {
  const neededMs = Math.max(minStepMs, durationMs / (maxPoints - 1));
  const days = Math.ceil(neededMs / 86_400_000);
  return STEPS_MS.find((stepMs) => stepMs >= neededMs) ?? days * 86_400_000;
}
