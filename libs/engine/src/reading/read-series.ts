import { PrometheusError, type PrometheusClient } from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { labelsKey } from '../series-id.ts';
import type { TimeRange } from '../time-range/time-range.ts';
import type { ReadingQuery } from './plan-queries.ts';
import type { ReadingPlan } from './plan-reading.ts';
import { mergeCounts, readResets, withResets, type CounterResets, type ResetCounts } from './read-resets.ts';
import type { SampleWindows } from './sample-windows.ts';

/** One series as it was read, and what is known of it besides its samples. */
export interface ReadSeries {
  /** On the grid of the range, from its first sample to the end: what is missing there is NaN. With the resets of a counter that had any. */
  readonly series: Series;
  /** What is earlier is only learnt from. Left out: everything is judged. */
  readonly judgeFromMs?: number;
  /** So long after its first sample nothing is said of the series. Default 0. */
  readonly learnMs?: number;
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
    query && readQuery(prometheus, query, { ...plan, range }, windows, signal);
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
  { range, history, learnMs }: ReadingPlan,
  windows: SampleWindows | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadBatch> {
  try {
    const asked = { ...range, startMs: query.fromMs };
    const [{ data, warnings, infos }, resets, before] = await Promise.all([
      prometheus.queryRange(query.promql, { ...asked, signal }),
      readResets(prometheus, query.promql, asked, signal),
      readHistory(prometheus, query, history, signal),
    ]);
    checkAnswer(query, data.length);
    const found = restoreSeries(query, data);
    const counts = restoreCounts(query, resets.data);
    const series: ReadSeries[] = [];
    for (const each of withExpected(onlyExpected(found, query), query, windows)) {
      // Decoding took its time already: others get their turn before the next series.
      await nextTurn();
      const counted = withResets(each, counts.get(labelsKey(each.labels)));
      const whole = windows === undefined ? counted : completeFromKnown(counted, query, range, windows);
      if (whole.timestamps.length === 0 && windows !== undefined) continue;
      const { unit, help } = query;
      const promql = query.show(whole.labels);
      const inTime = joinHistory(before.series.get(labelsKey(whole.labels)), whole);
      const judgeFromMs = history === undefined ? undefined : range.startMs;
      series.push({ series: fillGaps(inTime, range), judgeFromMs, learnMs, unit, help, promql });
    }
    return { query, series, warnings: [...warnings, ...resets.warnings, ...before.warnings], infos };
  } catch (error) {
    // An abort is told by the signal itself: this promise may be one that nobody waits for any more.
    if (!(error instanceof PrometheusError)) throw error;
    return { query, series: [], warnings: [], infos: [], failure: error };
  }
}

interface History {
  /** By their labels' key. */
  readonly series: ReadonlyMap<string, Series>;
  readonly warnings: readonly string[];
}

/** What lies before, of the same query. Where that cannot be read the rest goes on without it, and says so. */
async function readHistory(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  query: ReadingQuery,
  history: TimeRange | undefined,
  signal: AbortSignal | undefined,
): Promise<History> {
  if (history === undefined) return { series: new Map(), warnings: [] };
  try {
    const [{ data, warnings }, resets] = await Promise.all([
      prometheus.queryRange(query.promql, { ...history, signal }),
      readResets(prometheus, query.promql, history, signal),
    ]);
    const counts = restoreCounts(query, resets.data);
    const found = restoreSeries(query, data).map((series) => {
      const key = labelsKey(series.labels);
      return [key, withResets(series, counts.get(key))] as const;
    });
    return { series: new Map(found), warnings: [...warnings, ...resets.warnings] };
  } catch (error) {
    if (!(error instanceof PrometheusError) || error.kind === 'aborted') throw error;
    const warning = `what lies before the range could not be read to learn from: ${error.message}`;
    return { series: new Map(), warnings: [warning] };
  }
}

function joinHistory(before: Series | undefined, series: Series): Series {
  if (before === undefined) return series;
  const resetsOf = ({ values, resets = new Float64Array(values.length) }: Series) => resets;
  return {
    labels: series.labels,
    timestamps: concat(before.timestamps, series.timestamps),
    values: concat(before.values, series.values),
    ...((before.resets ?? series.resets) && { resets: concat(resetsOf(before), resetsOf(series)) }),
  };
}

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function restoreSeries(query: ReadingQuery, data: readonly Series[]): Series[] {
  return mergeAlike(data.map((series) => ({ ...series, labels: query.restoreLabels(series.labels) })));
}

/** By the key of the labels that the series have. */
function restoreCounts(
  query: ReadingQuery,
  resets: readonly CounterResets[],
): ReadonlyMap<string, ResetCounts> {
  const alike = Map.groupBy(resets, ({ labels }) => labelsKey(query.restoreLabels(labels)));
  return new Map([...alike].map(([key, all]) => [key, mergeCounts(all)]));
}

/** Of series that come and go in a moment there are not twice as many: this is no answer to the question. */
function checkAnswer({ selected }: ReadingQuery, found: number): void {
  if (found <= 2 * selected + 10) return;
  const message = `the answer has ${found} series, where there were ${selected} a moment ago`;
  throw new PrometheusError('invalid-response', message);
}

/** Only what was asked for: the matchers of a query may select more. */
function onlyExpected(all: readonly Series[], { expected }: ReadingQuery): readonly Series[] {
  if (expected.length === 0) return all;
  const keys = new Set(expected.map(labelsKey));
  return all.filter(({ labels }) => keys.has(labelsKey(labels)));
}

/** One series of those that differ in dropped labels alone: at each time the first of them, by order, that has a sample. */
export function mergeAlike(all: readonly Series[]): Series[] {
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

/** A series that gave nothing new may be known from before. */
function withExpected(
  found: readonly Series[],
  query: ReadingQuery,
  windows: SampleWindows | undefined,
): readonly Series[] {
  if (windows === undefined) return found;
  const keys = new Set(found.map(({ labels }) => query.windowKey(labels)));
  const silent = query.expected.filter((labels) => !keys.has(query.windowKey(labels)));
  return [...found, ...silent.map((labels) => ({ labels, ...NO_SAMPLES }))];
}

/** Puts what was read behind what is known; from the first sample that there is. */
function completeFromKnown(
  series: Series,
  query: ReadingQuery,
  range: TimeRange,
  windows: SampleWindows,
): Series {
  const { labels } = series;
  const { values, resets } = windows.extend(query.windowKey(labels), range, query.fromMs, series);
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first === -1) return { labels, ...NO_SAMPLES };
  const present = values.subarray(first);
  const timestamps = new Float64Array(present.length);
  for (let i = 0; i < present.length; i++) timestamps[i] = range.startMs + (first + i) * range.stepMs;
  return { labels, timestamps, values: present, resets: resets?.subarray(first) };
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
  // Plain loops take a quarter of the time of `from` and `forEach`.
  const timestamps = new Float64Array(length);
  for (let i = 0; i < length; i++) timestamps[i] = firstMs + i * stepMs;
  const onGrid = (column: Float64Array, missing: number): Float64Array => {
    const placed = new Float64Array(length).fill(missing);
    for (let i = first; i < column.length; i++) {
      placed[Math.round((series.timestamps[i] - firstMs) / stepMs)] = column[i];
    }
    return placed;
  };
  return {
    labels: series.labels,
    timestamps,
    values: onGrid(series.values, NaN),
    ...(series.resets && { resets: onGrid(series.resets, 0) }),
  };
}
