import type { PrometheusClient } from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';
import type { TimeRange } from '../time-range/time-range.ts';
import { labelsKey } from '../series-id.ts';
import { mergeCounts, readResets, withResets } from './read-resets.ts';
import { fillGaps, mergeAlike } from './read-series.ts';

type Labels = Series['labels'];

/**
 * Reads a series that was read before, as it was read then, by its label set and the PromQL that shows it. On the grid of the range, from
 * its first sample to the end; undefined when it has no sample in this time. Rejects with a PrometheusError.
 */
export async function readAgain(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  { labels, promql }: { readonly labels: Labels; readonly promql: string },
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<Series | undefined> {
  const [{ data }, resets] = await Promise.all([
    prometheus.queryRange(promql, { ...range, signal }),
    readResets(prometheus, promql, range, signal),
  ]);
  const parts = data.filter((part) => isPartOf(labels, part.labels));
  // With labels that the series does not have they are parts of it only where it dropped those: it would be there itself.
  const itself = parts.filter((part) => Object.keys(part.labels).every((name) => name in labels));
  const read = itself.length > 0 ? itself : parts;
  const [series] = mergeAlike(read.map(({ timestamps, values }) => ({ labels, timestamps, values })));
  if (!series?.values.some((value) => !Number.isNaN(value))) return undefined;
  const keys = new Set(read.map((part) => labelsKey(part.labels)));
  const counts = mergeCounts(resets.data.filter((part) => keys.has(labelsKey(part.labels))));
  return fillGaps(withResets(series, counts), range);
}

/** A result has the series' labels, but for those that the reading itself gave to it. */
function isPartOf(labels: Labels, result: Labels): boolean {
  return Object.entries(labels).every(
    ([name, value]) =>
      name === '__name__' || result[name] === value || (name === 'quantile' && result[name] === undefined),
  );
}
