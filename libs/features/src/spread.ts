import type { Statistics } from './series-profile.ts';

/** The median absolute deviation times this estimates the standard deviation of normal noise. */
export const MAD_TO_DEVIATION = 1.4826;

/**
 * The standard deviation that the bulk of the samples has: the robust deviation (from the MAD), or, where more than half
 * of the samples are equal, one from ever wider quantile distances (each divided by its width in a normal distribution).
 * 0 for a constant.
 */
export function robustSpread({ p01, p05, p25, p75, p95, p99, std }: Statistics, deviation: number): number {
  return (
    positive(deviation) ||
    positive((p75 - p25) / 1.349) ||
    positive((p95 - p05) / 3.29) ||
    positive((p99 - p01) / 4.653) ||
    positive(std)
  );
}

function positive(value: number): number {
  return value > 0 && value < Infinity ? value : 0;
}

/** How many spreads a value may lie off before it is tamed. */
const FREE_SPREADS = 3;

/**
 * Tames outliers: values (in spreads around 0) keep their size up to 3, beyond that only their logarithm grows, so that
 * a few spikes do not drown everything while a daily peak of five minutes stays visible.
 */
export function tame(value: number): number {
  if (value > FREE_SPREADS) return FREE_SPREADS + Math.log1p(value - FREE_SPREADS);
  if (value < -FREE_SPREADS) return -FREE_SPREADS - Math.log1p(-FREE_SPREADS - value);
  return value;
}

/** The value that {@link tame} made this of. */
export function untame(value: number): number {
  if (value > FREE_SPREADS) return FREE_SPREADS + Math.expm1(value - FREE_SPREADS);
  if (value < -FREE_SPREADS) return -FREE_SPREADS - Math.expm1(-FREE_SPREADS - value);
  return value;
}
