import { behaviourTags, describe, profile } from '@metrics-ai/features';
import type { SeriesAnalysis } from '@metrics-ai/insights';
import { sliceSeries, type Series } from '@metrics-ai/timeseries';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { ReadSeries } from '../reading/read-series.ts';
import { findAnomalies } from './judge-series.ts';

/** Everything that is known of a series once it has been read: its profile, tags, description and anomalies. */
export function characterize(read: ReadSeries, detection?: DetectionOptions): SeriesAnalysis {
  const { series, unit, help, promql, judgeFromMs } = read;
  const { labels } = series;
  const ofSeries = profile(judgeFromMs === undefined ? series : since(series, judgeFromMs));
  const tags = behaviourTags(ofSeries, unit);
  return {
    labels,
    help,
    unit,
    promql,
    profile: ofSeries,
    tags,
    description: describe({ labels, unit, profile: ofSeries, tags }),
    anomalies: findAnomalies(read, detection),
  };
}

/** What a series is from its first sample of that time on. */
function since(series: Series, fromMs: number): Series {
  const { timestamps, values } = series;
  const first = values.findIndex((value, i) => timestamps[i] >= fromMs && !Number.isNaN(value));
  return sliceSeries(series, first === -1 ? values.length : first);
}
