import { at } from './detector-memory.ts';
import type { Rates } from './rates.ts';

/**
 * The rate a second at which a counter has grown since its last sample, NaN where there was none or no time has passed since; its
 * resets are counted.
 */
export function readCounter(
  scalars: Float64Array,
  value: number,
  elapsedMs: number,
  { resetsLeft }: Rates,
): number {
  const last = scalars[at.counter];
  scalars[at.counter] = value;
  if (Number.isNaN(last) || !(elapsedMs > 0)) return NaN;
  // A counter that is smaller than before started again from 0.
  const hasReset = value < last;
  scalars[at.resets] = scalars[at.resets] * resetsLeft + (hasReset ? 1 : 0);
  return ((hasReset ? value : value - last) / elapsedMs) * 1_000;
}
