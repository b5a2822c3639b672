import { absentBetween, medianStepMs } from './gaps.ts';
import type { Series } from './series.ts';

/**
 * The per-second increase of a counter between neighbouring samples, at the timestamp of the later one; labels and
 * timestamps stay as they are. A fall means that the counter restarted from 0, so that the increase is the new value
 * (as Prometheus' `rate` counts it: prometheus.io/docs/prometheus/latest/querying/functions/#rate), but nothing is
 * extrapolated. NaN for the first sample, where it or the one before is not finite, and across absent samples (a
 * distance of 1.5 median steps or more), since what happened between is unknown.
 */
export function counterRate(series: Series): Series {
  const { labels, timestamps, values } = series;
  const stepMs = medianStepMs(timestamps);
  const rates = new Float64Array(values.length).fill(NaN);
  for (let i = 1; i < values.length; i++) {
    const before = values[i - 1];
    const now = values[i];
    if (!Number.isFinite(before) || !Number.isFinite(now)) continue;
    if (absentBetween(timestamps[i - 1], timestamps[i], stepMs) > 0) continue;
    const increase = now < before ? now : now - before;
    rates[i] = increase / ((timestamps[i] - timestamps[i - 1]) / 1000);
  }
  return { labels, timestamps, values: rates };
}
