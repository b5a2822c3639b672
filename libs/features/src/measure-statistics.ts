import { mean, median, missingShare, quantiles, Scratch, standardDeviation } from '@metrics-ai/timeseries';
import type { Series } from '@metrics-ai/timeseries';
import type { Statistics, Volatility } from './series-profile.ts';
import { MAD_TO_DEVIATION } from './spread.ts';

const OUTLIER_DEVIATIONS = 3;

const distances = new Scratch();

/**
 * Statistics of the finite samples; NaN where there are none (a share of missing samples of an empty series too).
 *
 * @param stepMs median distance of the timestamps, NaN where there is none.
 */
export function measureStatistics(series: Series, stepMs: number): Statistics {
  const { values } = series;
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) count += 1;
  const [min, p01, p05, p25, p50, p75, p95, p99, max] = quantiles(
    values,
    [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1],
  );
  return {
    count,
    missingShare: missingShare(series, stepMs > 0 ? stepMs : undefined),
    mean: mean(values),
    std: standardDeviation(values),
    min,
    max,
    p01,
    p05,
    p25,
    p50,
    p75,
    p95,
    p99,
  };
}

/**
 * How much the series moves.
 *
 * @param finite the finite samples, in order of time; steps across a gap count like any other.
 * @param deviation their median absolute deviation times 1.4826.
 */
export function measureVolatility(
  finite: Float64Array,
  statistics: Statistics,
  deviation: number,
): Volatility {
  const { mean: centre, std, p25, p50, p75 } = statistics;
  const steps = distances.take(Math.max(0, finite.length - 1));
  let outliers = 0;
  for (let i = 0; i < finite.length; i++) {
    if (i > 0) steps[i - 1] = Math.abs(finite[i] - finite[i - 1]);
    if (Math.abs(finite[i] - p50) > OUTLIER_DEVIATIONS * deviation) outliers += 1;
  }
  const stepScale = MAD_TO_DEVIATION * median(steps);
  return {
    coefficientOfVariation: centre === 0 ? NaN : std / Math.abs(centre),
    stepScale,
    roughness: p75 > p25 ? stepScale / (p75 - p25) : NaN,
    outlierShare: deviation > 0 ? outliers / finite.length : NaN,
  };
}
