import { PrometheusError, type PrometheusClient } from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';
import type { TimeRange } from '../time-range/time-range.ts';
import type { ReadingPlan, ReadingQuery } from './plan-reading.ts';

/** One series as it was read, and what is known of it besides its samples. */
export interface ReadSeries {
  /** On the grid of the range, from its first sample to the end: what is missing there is NaN. */
  readonly series: Series;
  readonly unit: string;
  readonly help: string;
  readonly promql: string;
}

/** What one query gave: its series, or why it failed. */
export interface ReadBatch {
  readonly query: ReadingQuery;
  readonly series: readonly ReadSeries[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly failure?: PrometheusError;
}

/**
 * Reads a plan query by query, the next one while the last one is being worked on. A query that fails is told and the
 * rest goes on; rejects only when it is aborted.
 */
export async function* readSeries(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  plan: ReadingPlan,
  { nowMs, signal }: { readonly nowMs: number; readonly signal?: AbortSignal },
): AsyncGenerator<ReadBatch, void, undefined> {
  const read = (query: ReadingQuery | undefined) =>
    query &&
    readQuery(prometheus, query, { ...plan.range, endMs: Math.min(plan.range.endMs, nowMs) }, signal);
  let next = read(plan.queries[0]);
  for (let i = 1; next !== undefined; i++) {
    const batch = await next;
    signal?.throwIfAborted();
    next = read(plan.queries[i]);
    yield batch;
  }
}

async function readQuery(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  query: ReadingQuery,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<ReadBatch> {
  try {
    const { data, warnings, infos } = await prometheus.queryRange(query.promql, { ...range, signal });
    const series = data.map(({ labels, timestamps, values }) => {
      const restored = query.restoreLabels(labels);
      return {
        series: fillGaps({ labels: restored, timestamps, values }, range),
        unit: query.unit,
        help: query.help,
        promql: query.show(restored),
      };
    });
    return { query, series, warnings, infos };
  } catch (error) {
    // An abort is told by the signal itself: this promise may be one that nobody waits for any more.
    if (!(error instanceof PrometheusError)) throw error;
    return { query, series: [], warnings: [], infos: [], failure: error };
  }
}

/** Puts the samples onto the grid of the range, so that a sample that is not there is seen as a gap. */
export function fillGaps(series: Series, { endMs, stepMs }: TimeRange): Series {
  if (series.timestamps.length === 0) return series;
  const firstMs = series.timestamps[0];
  const length = Math.floor((endMs - firstMs) / stepMs) + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => firstMs + i * stepMs);
  const values = new Float64Array(length).fill(NaN);
  series.timestamps.forEach((timestampMs, i) => {
    values[Math.round((timestampMs - firstMs) / stepMs)] = series.values[i];
  });
  return { labels: series.labels, timestamps, values };
}
