import { PrometheusError, type PrometheusClient } from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';
import { labelsKey } from '../series-id.ts';
import type { TimeRange } from '../time-range/time-range.ts';
import type { ReadingQuery } from './plan-queries.ts';
import type { ReadingPlan } from './plan-reading.ts';
import type { SampleWindows } from './sample-windows.ts';

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

export interface ReadOptions {
  readonly nowMs: number;
  /** What was read before, and will be known next time. */
  readonly windows?: SampleWindows;
  readonly signal?: AbortSignal;
}

/**
 * Reads a plan query by query, the next one while the last one is being worked on. A query that fails is told and the
 * rest goes on; rejects only when it is aborted.
 */
export async function* readSeries(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  plan: ReadingPlan,
  { nowMs, windows, signal }: ReadOptions,
): AsyncGenerator<ReadBatch, void, undefined> {
  const range = { ...plan.range, endMs: Math.min(plan.range.endMs, nowMs) };
  const read = (query: ReadingQuery | undefined) =>
    query && readQuery(prometheus, query, range, windows, signal);
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
  windows: SampleWindows | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadBatch> {
  try {
    const asked = { ...range, startMs: query.fromMs, signal };
    const { data, warnings, infos } = await prometheus.queryRange(query.promql, asked);
    const found = mergeAlike(
      data.map((series) => ({ ...series, labels: query.restoreLabels(series.labels) })),
    );
    const whole = windows === undefined ? found : completeFromKnown(found, query, range, windows);
    const series = whole.map((each) => ({
      series: fillGaps(each, range),
      unit: query.unit,
      help: query.help,
      promql: query.show(each.labels),
    }));
    return { query, series, warnings, infos };
  } catch (error) {
    // An abort is told by the signal itself: this promise may be one that nobody waits for any more.
    if (!(error instanceof PrometheusError)) throw error;
    return { query, series: [], warnings: [], infos: [], failure: error };
  }
}

/** One series of those that differ in dropped labels alone: at each time the first of them, by order, that has a sample. */
function mergeAlike(all: readonly Series[]): Series[] {
  return [...Map.groupBy(all, ({ labels }) => labelsKey(labels)).values()].map((alike) => {
    if (alike.length === 1) return alike[0];
    const samples = new Map<number, number>();
    for (const { timestamps, values } of alike.toReversed()) {
      timestamps.forEach((timestampMs, i) => {
        if (!Number.isNaN(values[i])) samples.set(timestampMs, values[i]);
      });
    }
    const timestamps = Float64Array.from(samples.keys()).sort();
    return {
      labels: alike[0].labels,
      timestamps,
      values: timestamps.map((timestampMs) => samples.get(timestampMs) ?? NaN),
    };
  });
}

const NO_SAMPLES = { timestamps: new Float64Array(0), values: new Float64Array(0) };

/** Puts what was read behind what is known; a series that gave nothing new is what is known of it. */
function completeFromKnown(
  found: readonly Series[],
  query: ReadingQuery,
  range: TimeRange,
  windows: SampleWindows,
): Series[] {
  const byKey = new Map(found.map((series) => [query.windowKey(series.labels), series]));
  for (const labels of query.expected) {
    const key = query.windowKey(labels);
    if (!byKey.has(key)) byKey.set(key, { labels, ...NO_SAMPLES });
  }
  return [...byKey]
    .map(([key, series]) => ({
      labels: series.labels,
      ...trimStart(windows.extend(key, range, query.fromMs, series), range),
    }))
    .filter(({ timestamps }) => timestamps.length > 0);
}

/** The samples of a window from the first that is there. */
function trimStart(values: Float64Array, { startMs, stepMs }: TimeRange): Omit<Series, 'labels'> {
  const first = values.findIndex((value) => !Number.isNaN(value));
  const present = first === -1 ? NO_SAMPLES.values : values.subarray(first);
  return { values: present, timestamps: present.map((_, i) => startMs + (first + i) * stepMs) };
}

/**
 * Puts the samples onto the grid of the range, from the first that is not NaN, so that a sample that is not there is
 * seen as a gap.
 */
export function fillGaps(series: Series, { endMs, stepMs }: TimeRange): Series {
  if (series.timestamps.length === 0) return series;
  const first = Math.max(
    0,
    series.values.findIndex((value) => !Number.isNaN(value)),
  );
  const firstMs = series.timestamps[first];
  const length = Math.floor((endMs - firstMs) / stepMs) + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => firstMs + i * stepMs);
  const values = new Float64Array(length).fill(NaN);
  for (let i = first; i < series.values.length; i++) {
    values[Math.round((series.timestamps[i] - firstMs) / stepMs)] = series.values[i];
  }
  return { labels: series.labels, timestamps, values };
}
