import type { TimeRange } from '../time-range/time-range.ts';

/** What an anomaly is compared with by eye: a quarter of a day on either side, or twice as long as it lasts. */
const MIN_MARGIN_MS = 6 * 3_600_000;
const MARGIN_LENGTHS = 2;
/** At coarse steps, enough samples to see how the series moves. */
const MIN_MARGIN_STEPS = 60;
/** What is read beyond the window of the record stays small. */
const MAX_MARGIN_STEPS = 2_000;

export interface ChartWindow {
  /** What to read: all that the anomaly was found in, and what is shown beside it. */
  readonly range: TimeRange;
  /** What to show of it, ends included. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The time around an anomaly of a record: on the record's own grid, so that the same samples are read again, and never past now. */
export function chartWindow(
  record: TimeRange,
  anomaly: { readonly startMs: number; readonly endMs: number },
  nowMs: number,
): ChartWindow {
  const { startMs, stepMs } = record;
  const marginMs = Math.min(
    MAX_MARGIN_STEPS * stepMs,
    Math.max(MIN_MARGIN_MS, MIN_MARGIN_STEPS * stepMs, MARGIN_LENGTHS * (anomaly.endMs - anomaly.startMs)),
  );
  const onGrid = (timeMs: number): number => startMs + Math.floor((timeMs - startMs) / stepMs) * stepMs;
  const fromMs = onGrid(anomaly.startMs - marginMs);
  const toMs = onGrid(Math.min(nowMs, anomaly.endMs + marginMs));
  return {
    range: { startMs: Math.min(startMs, fromMs), endMs: Math.max(record.endMs, toMs), stepMs },
    fromMs,
    toMs,
  };
}
