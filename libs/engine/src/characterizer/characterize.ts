import { detectAnomalies } from '@metrics-ai/anomaly-detection';
import { behaviourTags, describe, humaniseMetric, profile } from '@metrics-ai/features';
import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { Series } from '@metrics-ai/timeseries';
import { toDetector, type DetectionOptions } from '../detection/detection-options.ts';
import type { ReadSeries } from '../reading/read-series.ts';

/** Everything that is known of a series once it has been read: its profile, tags, description and anomalies. */
export function characterize(
  { series, unit, help, promql }: ReadSeries,
  detection: DetectionOptions = {},
): SeriesAnalysis {
  const { labels } = series;
  const ofSeries = profile(series);
  const tags = behaviourTags(ofSeries, unit);
  return {
    labels,
    help,
    unit,
    promql,
    profile: ofSeries,
    tags,
    description: describe({ labels, unit, profile: ofSeries, tags }),
    anomalies: detectAnomalies(series, { detector: toDetector(detection), unit, name: nameOf(labels) }),
  };
}

function nameOf({ __name__: metric, quantile }: Series['labels']): string {
  return humaniseMetric(metric, quantile === undefined ? undefined : Number(quantile));
}
