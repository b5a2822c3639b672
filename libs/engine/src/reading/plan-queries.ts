import { unitOf } from '@metrics-ai/features';
import {
  type LabelMatcher,
  type Labels,
  type MetadataEntry,
  type MetricRead,
} from '@metrics-ai/prometheus-client';
import { labelsKey } from '../series-id.ts';
import type { TimeRange } from '../time-range/time-range.ts';
import type { SampleWindows } from './sample-windows.ts';
import { selectSeries } from './select-series.ts';
import { isOfShard, type Shard } from './shard.ts';

/** One expression to read, and how its results become series with names and units of their own. */
export interface ReadingQuery {
  readonly promql: string;
  /** What is older than this is known from before. */
  readonly fromMs: number;
  /** Series that are wanted of it; empty for a free expression, whose results nobody knows beforehand. */
  readonly expected: readonly Labels[];
  /** Series in Prometheus that it selects, a moment ago; those that are not wanted among them. */
  readonly selected: number;
  /** The full label set of a result, `__name__` included. */
  restoreLabels(labels: Labels): Labels;
  /** PromQL that shows the series of a full label set. */
  show(labels: Labels): string;
  /** Under which the samples of a series are remembered from one reading to the next. */
  windowKey(labels: Labels): string;
  readonly unit: string;
  readonly help: string;
}

export interface QueryPlanOptions {
  readonly range: TimeRange;
  readonly matchers: readonly LabelMatcher[];
  readonly metadata: ReadonlyMap<string, readonly MetadataEntry[]>;
  readonly dropLabels: readonly string[];
  readonly shard: Shard;
  readonly windows?: SampleWindows;
  /** Samples that are younger than this when they are read may not be the last word: they are read again. */
  readonly unsettledMs: number;
}

/** Results of one query are analysed and let go before the next: memory stays flat, however many series there are. */
const MAX_SERIES_PER_QUERY = 50;

/** Decoding a query's answer keeps the event loop for about 10 ms per 100,000 samples. */
const MAX_SAMPLES_PER_QUERY = 250_000;

/** A series, and the label sets in Prometheus that it is made of: several when labels that told them apart are dropped. */
interface PlannedSeries {
  readonly labels: Labels;
  readonly sources: Labels[];
}

/** The queries of one read: series that are partly known from before are asked for what is new, apart from the others. */
export function planQueries(read: MetricRead, options: QueryPlanOptions): ReadingQuery[] {
  const { range, matchers, dropLabels, shard, windows, unsettledMs } = options;
  const rest = readingOf(read, options);
  const maxSeries = seriesPerQuery(range);
  const series = seriesOf(read.series, rest.restoreLabels).filter(({ labels }) => isOfShard(labels, shard));
  const knownTo = (labels: Labels) => windows?.knownToMs(rest.windowKey(labels), range);
  const parts = [
    series.filter(({ labels }) => knownTo(labels) === undefined),
    series.filter(({ labels }) => knownTo(labels) !== undefined),
  ];
  return parts.flatMap((part) => {
    const partOf = new Map(part.flatMap((planned) => planned.sources.map((source) => [source, planned])));
    const isWanted = (source: Labels): boolean => partOf.has(source);
    return selectSeries(read.series, { maxSeries, isWanted, ignoring: dropLabels }).map((selection) => {
      const wanted = selection.series
        .map((source) => partOf.get(source))
        .filter((each) => each !== undefined);
      const expected = [...new Set(wanted)].map(({ labels }) => labels);
      const knownToMs = Math.min(...expected.map((labels) => knownTo(labels) ?? -Infinity));
      const fromMs = knownToMs - Math.ceil(unsettledMs / range.stepMs) * range.stepMs;
      return {
        ...rest,
        promql: read.promql([...matchers, ...selection.matchers]),
        fromMs: Math.max(range.startMs, fromMs),
        expected,
        selected: selection.series.length,
      };
    });
  });
}

function seriesPerQuery({ startMs, endMs, stepMs }: TimeRange): number {
  const samples = Math.floor((endMs - startMs) / stepMs) + 1;
  return Math.min(MAX_SERIES_PER_QUERY, Math.max(1, Math.floor(MAX_SAMPLES_PER_QUERY / samples)));
}

function seriesOf(sources: readonly Labels[], restore: (labels: Labels) => Labels): PlannedSeries[] {
  const byKey = new Map<string, PlannedSeries>();
  for (const source of sources) {
    const labels = restore(source);
    const key = labelsKey(labels);
    const found = byKey.get(key);
    if (found) found.sources.push(source);
    else byKey.set(key, { labels, sources: [source] });
  }
  return [...byKey.values()];
}

/** Results of an expression carry the expression as their name: no two expressions give the same series. */
export function freeQuery(
  promql: string,
  { startMs }: TimeRange,
  dropLabels: readonly string[],
): ReadingQuery {
  return {
    promql,
    fromMs: startMs,
    expected: [],
    selected: Infinity,
    restoreLabels: (labels) => ({ ...without(labels, dropLabels), __name__: promql }),
    show: () => promql,
    windowKey: labelsKey,
    unit: '',
    help: '',
  };
}

function readingOf(read: MetricRead, { range, metadata, dropLabels }: QueryPlanOptions) {
  const [entry] = metadata.get(read.family) ?? [];
  const unitName = read.kind === 'quantile' ? read.family : read.metric;
  const type = read.kind === 'rate' ? 'counter' : 'gauge';
  // Read in another way, or on another grid, the same series has other samples.
  const way = `${range.stepMs} ${read.promql([])}`;
  return {
    restoreLabels: (labels: Labels) => without(read.restoreLabels(labels), dropLabels),
    show: (labels: Labels) => read.show(labels),
    windowKey: (labels: Labels) => `${way} ${labelsKey(labels)}`,
    unit: unitOf(unitName, { type, unit: entry?.unit, help: entry?.help }),
    help: entry?.help ?? '',
  };
}

function without(labels: Labels, dropped: readonly string[]): Labels {
  if (dropped.length === 0) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !dropped.includes(name)));
}
