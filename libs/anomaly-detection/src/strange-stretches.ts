import { medianStepMs } from '@metrics-ai/timeseries';

/** Neighbouring strange samples, as places in the series: both ends are strange. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Holes of up to this many steps are always bridged. */
const SHORT_HOLE_STEPS = 6;

/** Longer ones when they are at most this share of the stretch before them, … */
const HOLE_SHARE = 0.25;

/** … and an hour at five-minute steps at most. */
const LONG_HOLE_STEPS = 12;

/**
 * Joins strange samples (score above 1) into stretches. Two of them belong together when at most six samples fit between
 * them, be they unremarkable or missing, or at most a quarter of the stretch so far, but never more than twelve. Measured
 * in time (by the median step), so that absent samples count like gaps.
 */
export function strangeStretches(timestamps: Float64Array, score: Float64Array): Stretch[] {
  const stepMs = medianStepMs(timestamps);
  const stretches: { from: number; to: number }[] = [];
  for (let i = 0; i < score.length; i++) {
    if (!(score[i] > 1)) continue;
    const last = stretches.at(-1);
    if (
      last !== undefined &&
      isOneStretch(timestamps[last.from], timestamps[last.to], timestamps[i], stepMs)
    ) {
      last.to = i;
    } else {
      stretches.push({ from: i, to: i });
    }
  }
  return stretches;
}

function isOneStretch(fromMs: number, toMs: number, nextMs: number, stepMs: number): boolean {
  const lengthSteps = Math.round((toMs - fromMs) / stepMs) + 1;
  const holeSteps = Math.round((nextMs - toMs) / stepMs) - 1;
  const bridgedSteps = Math.max(SHORT_HOLE_STEPS, lengthSteps * HOLE_SHARE);
  return holeSteps <= Math.min(bridgedSteps, LONG_HOLE_STEPS);
}
