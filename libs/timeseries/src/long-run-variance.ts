import { median } from './quantile.ts';

/** Blocks that a variance is estimated from, at least; a level that changes a few times touches few of so many. */
const MIN_BLOCKS = 32;
/** Third quartile of the standard normal distribution: half of normal noise is nearer to 0. */
const NORMAL_QUARTILE = 0.6744897501960817;
/** Stronger autocorrelation than this cannot be told from changes of level. */
const MAX_CORRELATION = 0.9;

/**
 * Long-run variance of a series' noise: n times the variance of the mean of n samples, for many. For white noise it is
 * the variance, for noise that clings to its level it is more, and for a cycle more still. The largest of these
 * estimates, all by medians, so that a few changes of level and spikes do not count:
 *
 * - from differences of neighbouring block means, for blocks of 1, 2, 4, … samples and at least 32 of them (Wu & Zhao
 *   2007, "Inference of trends in time series", section 4);
 * - from differences of samples, as if the noise were autoregressive of order 1, with the correlation from differences
 *   at lags 1 and 2 (Chakar et al. 2017, "A robust approach for estimating change-points in the mean of an AR(1)
 *   process", section 2): short series need it, in which no block is as long as the noise's memory.
 *
 * @param sums running sums of the samples, one longer than they are: sums[0] is 0.
 * @returns in squared units of the samples; 0 where most neighbours are equal.
 */
export function longRunVariance(sums: Float64Array): number {
  const count = sums.length - 1;
  const shortDifferences = differenceVariance(sums, 1, 1);
  const correlation = differenceVariance(sums, 1, 2) / shortDifferences - 1;
  const bounded = Math.min(MAX_CORRELATION, Math.max(0, correlation || 0));
  let largest = (shortDifferences * (1 + bounded)) / (1 - bounded) ** 2;
  for (let block = 2; block * MIN_BLOCKS <= count; block *= 2) {
    largest = Math.max(largest, block * differenceVariance(sums, block, 1));
  }
  return largest;
}

/** Half the variance of the differences of block means, `lag` blocks apart, by the median of their magnitudes. */
function differenceVariance(sums: Float64Array, block: number, lag: number): number {
  const differences = new Float64Array(Math.max(0, Math.floor((sums.length - 1) / block) - lag));
  for (let b = 0; b < differences.length; b++) {
    const first = sums[(b + 1) * block] - sums[b * block];
    const second = sums[(b + lag + 1) * block] - sums[(b + lag) * block];
    differences[b] = Math.abs(second - first) / block;
  }
  return (median(differences) / NORMAL_QUARTILE) ** 2 / 2;
}
