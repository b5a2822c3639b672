import {
  PrometheusError,
  toDuration,
  type Labels,
  type PrometheusClient,
} from '@metrics-ai/prometheus-client';
import { ratedCounter, type RatedCounter } from '@metrics-ai/promql';
import type { Series } from '@metrics-ai/timeseries';
import { labelsKey } from '../series-id.ts';
import type { TimeRange } from '../time-range/time-range.ts';

/** How often a counter was reset in the step that ends at a time, for the steps in which it was; times in milliseconds since the epoch. */
export type ResetCounts = ReadonlyMap<number, number>;

/** The counters of an answer that were reset, under the labels that Prometheus gave. */
export interface CounterResets {
  readonly labels: Labels;
  readonly counts: ResetCounts;
}

/**
 * How long a process may be gone between two samples and still be seen to have started again: Kubernetes lets one that dies again and
 * again wait for five minutes.
 */
const LONGEST_ABSENCE_MS = 600_000;

/**
 * The resets of the counters whose rate an expression is, over the same range; none of any other expression. Each is in the step of
 * the first sample after it.
 *
 * `resets()` compares the samples of its own window alone, so that windows must overlap, or a reset that lies between two of them is
 * lost. What both have seen is taken out of the later one: `resets(m[step + overlap])` less what `resets(m[overlap])` was a step
 * earlier, whichever ends of a window belong to it. Where nothing was reset, the first query has an empty answer and is the only one.
 *
 * A rate is worth reading without them: where Prometheus does not give them a warning says so. Rejects only when it is aborted.
 */
export async function readResets(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  promql: string,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<{ readonly data: readonly CounterResets[]; readonly warnings: readonly string[] }> {
  const counter = ratedCounter(promql);
  if (counter === undefined) return { data: [], warnings: [] };
  try {
    return { data: await countResets(prometheus, counter, range, signal), warnings: [] };
  } catch (error) {
    if (!(error instanceof PrometheusError) || error.kind === 'aborted') throw error;
    return { data: [], warnings: [`resets of counters could not be read: ${error.message}`] };
  }
}

async function countResets(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  counter: RatedCounter,
  { startMs, endMs, stepMs }: TimeRange,
  signal: AbortSignal | undefined,
): Promise<CounterResets[]> {
  const overlapMs = Math.max(LONGEST_ABSENCE_MS, counter.windowMs);
  const ask = (windowMs: number, range: TimeRange) =>
    prometheus.queryRange(`resets(${counter.selector}[${toDuration(windowMs)}]) > 0`, { ...range, signal });
  const { data: all } = await ask(stepMs + overlapMs, { startMs, endMs, stepMs });
  if (all.length === 0) return [];
  const [firstMs, lastMs] = spanOf(all);
  const earlier = await ask(overlapMs, { startMs: firstMs - stepMs, endMs: lastMs - stepMs, stepMs });
  const seenBefore = new Map(earlier.data.map((series) => [labelsKey(series.labels), sparse(series)]));
  return all.map((series) => {
    const before = seenBefore.get(labelsKey(series.labels));
    const counts = new Map<number, number>();
    for (const [timeMs, count] of sparse(series)) {
      const here = count - (before?.get(timeMs - stepMs) ?? 0);
      // Samples that came between the two queries may have made the second one larger.
      if (here > 0) counts.set(timeMs, here);
    }
    return { labels: series.labels, counts };
  });
}

/**
 * The series with what is known of its resets; what has resets in a step but no sample is NaN there.
 * @param counts left out: there are none
 */
export function withResets(series: Series, counts: ResetCounts | undefined): Series {
  if (counts === undefined || counts.size === 0) return series;
  const values = sparse(series);
  const timestamps = Float64Array.from(new Set([...values.keys(), ...counts.keys()])).sort();
  return {
    labels: series.labels,
    timestamps,
    values: timestamps.map((timeMs) => values.get(timeMs) ?? NaN),
    resets: timestamps.map((timeMs) => counts.get(timeMs) ?? 0),
  };
}

/** Of counters that are one series: the most of any of them, for it is one process that dies again and again. */
export function mergeCounts(all: readonly CounterResets[]): ResetCounts {
  const merged = new Map<number, number>();
  for (const [timeMs, count] of all.flatMap(({ counts }) => [...counts])) {
    merged.set(timeMs, Math.max(count, merged.get(timeMs) ?? 0));
  }
  return merged;
}

interface Samples {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

function spanOf(all: readonly Samples[]): [firstMs: number, lastMs: number] {
  return [
    Math.min(...all.map(({ timestamps }) => timestamps[0])),
    Math.max(...all.map(({ timestamps }) => timestamps[timestamps.length - 1])),
  ];
}

function sparse({ timestamps, values }: Samples): Map<number, number> {
  return new Map(Array.from(timestamps, (timeMs, i) => [timeMs, values[i]]));
}
