import { median } from './quantile.ts';
import { Scratch } from './scratch.ts';
import type { Series } from './series.ts';

const distances = new Scratch();

/** A stretch without finite samples: expected from `fromMs` on, until the next finite sample (or the end) at `toMs`. */
export interface Gap {
  /** When the first missing sample was expected. */
  readonly fromMs: number;
  /** When the next finite sample came; at the end of the series, one step after its last timestamp. */
  readonly toMs: number;
  /** Samples that are not finite, and samples that are absent. */
  readonly missingPoints: number;
}

/** Median distance of neighbouring timestamps; NaN below two of them. */
export function medianStepMs(timestamps: Float64Array): number {
  if (timestamps.length < 2) return NaN;
  const steps = distances.take(timestamps.length - 1);
  for (let i = 0; i < steps.length; i++) steps[i] = timestamps[i + 1] - timestamps[i];
  return median(steps);
}

/**
 * The stretches of a series without finite samples, oldest first. A sample is missing when it is NaN or ±Inf, and
 * where the timestamps leave room for it: neighbours at a distance of 1.5 steps or more have round(distance / step) − 1
 * samples missing between them.
 *
 * @param stepMs expected distance of samples; by default the median distance. With neither (a single sample) no
 *   sample is taken for absent, and a gap's `toMs` at the end of the series is NaN.
 * @throws RangeError when stepMs is not a positive finite number.
 */
export function findGaps(series: Series, stepMs?: number): Gap[] {
  const step = expectedStep(series, stepMs);
  const { timestamps, values } = series;
  const gaps: Gap[] = [];
  let fromMs = NaN;
  let missingPoints = 0;
  for (let i = 0; i < values.length; i++) {
    const absent = i > 0 ? absentBetween(timestamps[i - 1], timestamps[i], step) : 0;
    if (absent > 0 && missingPoints === 0) fromMs = timestamps[i - 1] + step;
    missingPoints += absent;
    if (Number.isFinite(values[i])) {
      if (missingPoints > 0) gaps.push({ fromMs, toMs: timestamps[i], missingPoints });
      missingPoints = 0;
    } else {
      if (missingPoints === 0) fromMs = timestamps[i];
      missingPoints++;
    }
  }
  if (missingPoints > 0) gaps.push({ fromMs, toMs: timestamps[timestamps.length - 1] + step, missingPoints });
  return gaps;
}

/**
 * Share of the expected samples (0…1) that is absent or not finite, counted as {@link findGaps} counts; NaN for an
 * empty series.
 *
 * @throws RangeError when stepMs is not a positive finite number.
 */
export function missingShare(series: Series, stepMs?: number): number {
  const step = expectedStep(series, stepMs);
  const { timestamps, values } = series;
  let finite = 0;
  let absent = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) finite++;
    if (i > 0) absent += absentBetween(timestamps[i - 1], timestamps[i], step);
  }
  return 1 - finite / (values.length + absent);
}

/** Samples that are missing between two neighbouring timestamps; 0 when the step is unknown. */
export function absentBetween(previousMs: number, nextMs: number, stepMs: number): number {
  const steps = Math.round((nextMs - previousMs) / stepMs);
  return steps > 1 ? steps - 1 : 0;
}

function expectedStep(series: Series, stepMs: number | undefined): number {
  if (stepMs === undefined) return medianStepMs(series.timestamps);
  if (!(stepMs > 0 && stepMs < Infinity)) {
    throw new RangeError(`stepMs must be a positive number, not ${stepMs}`);
  }
  return stepMs;
}
