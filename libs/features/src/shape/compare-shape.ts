import type { ShapeLevel } from './climb-shape.ts';
import { FLAT_VARIANCE, MIN_OVERLAP, type ShapePlace } from './scan-shape.ts';

/** How a window and a shape compare. */
export interface ShapeComparison {
  readonly similarity: number;
  readonly correlation: number;
  /** The line of least squares: the window is about offset + scale × shape. */
  readonly scale: number;
  readonly offset: number;
}

/** Of what does not fit, so much is taken for noise at most, as a share of the variance, and counts a quarter. */
const NOISE_SHARE = 0.1;
const NOISE_WEIGHT = 0.25;
/** Whether a rest is noise shows in some tens of samples: in so few it cannot be told, in so many it can. */
const TOO_FEW = 24;
const ENOUGH = 96;

/**
 * Compares sample by sample. Two windows of the same shape differ by noise, which jumps from sample to sample; those of different shapes
 * differ by something smooth. Half the mean squared step of the rest is the variance of noise in it (von Neumann, 1941), and that part
 * counts less: a noisy copy is more alike than a neat look-alike. Undefined for what falls together with nothing. O(n).
 */
export function compareShape(
  { series, shape, samples }: ShapeLevel,
  place: ShapePlace,
): ShapeComparison | undefined {
  const { start, stretch } = place;
  const from = Math.max(0, Math.ceil(start));
  const to = Math.min(series.length - 1, Math.floor(start + stretch * (samples - 1)));
  const length = Math.max(0, to - from + 1);
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  let count = 0;
  for (let j = from; j <= to; j++) {
    const at = Math.min(samples - 1, (j - start) / stretch);
    const i = Math.floor(at);
    const next = i + 1 < samples ? shape[i + 1] : shape[i];
    const expected = shape[i] + (at - i) * (next - shape[i]);
    if (expected !== expected || series[j] !== series[j]) continue;
    x[count] = expected;
    y[count] = series[j];
    count += 1;
  }
  if (count < 3 || count < MIN_OVERLAP * stretch * samples - 1) return undefined;
  const meanX = meanOf(x, count);
  const meanY = meanOf(y, count);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < count; i++) {
    xx += (x[i] - meanX) ** 2;
    yy += (y[i] - meanY) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  if (!(xx > FLAT_VARIANCE * count && yy > FLAT_VARIANCE * count && xy > 0)) return undefined;
  const correlation = Math.min(1, xy / Math.sqrt(xx * yy));
  const scale = xy / xx;
  let steps = 0;
  for (let i = 1; i < count; i++) steps += (y[i] - y[i - 1] - scale * (x[i] - x[i - 1])) ** 2;
  const misfit = 1 - correlation ** 2;
  const noise = Math.min(misfit, NOISE_SHARE, steps / 2 / yy);
  const trust = Math.min(1, Math.max(0, (count - TOO_FEW) / (ENOUGH - TOO_FEW)));
  const similarity = Math.sqrt(1 - misfit + (1 - NOISE_WEIGHT) * trust * noise);
  return { similarity, correlation, scale, offset: meanY - scale * meanX };
}

function meanOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  return sum / count;
}
