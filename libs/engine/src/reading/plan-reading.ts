import { unitOf } from '@metrics-ai/features';
import {
  checkPromql,
  estimateScrapeIntervalMs,
  isSelector,
  matchersOf,
  parseSelector,
  planReads,
  PrometheusError,
  selector,
  type LabelMatcher,
  type Labels,
  type MetadataEntry,
  type MetricRead,
  type PrometheusClient,
} from '@metrics-ai/prometheus-client';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { resolveTimeRange, type TimeRange, type TimeRangeRequest } from '../time-range/time-range.ts';
import { findFirstSampleMs } from './find-first-sample.ts';
import type { SeriesSource } from './series-source.ts';

/** What reading asks of Prometheus. */
export type PrometheusReader = Pick<PrometheusClient, 'series' | 'metadata' | 'query' | 'queryRange'>;

/** One expression to read, and how its results become series with names and units of their own. */
export interface ReadingQuery {
  readonly promql: string;
  /** Series that it should give; one for a free expression, whose results nobody knows beforehand. */
  readonly expectedSeries: number;
  /** The full label set of a result, `__name__` included. */
  restoreLabels(labels: Labels): Labels;
  /** PromQL that shows the series of a full label set. */
  show(labels: Labels): string;
  readonly unit: string;
  readonly help: string;
}

export interface ReadingPlan {
  /** The part of the request that says which series. */
  readonly field: string;
  readonly range: TimeRange;
  readonly queries: readonly ReadingQuery[];
  readonly seriesTotal: number;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

export interface PlanOptions {
  readonly nowMs: number;
  readonly maxSeries: number;
  readonly maxPoints: number;
  readonly signal?: AbortSignal;
}

const MIN_STEP_MS = 1_000;

const MAX_JOBS_ASKED = 5;

/** Results of one query are analysed and let go before the next: memory stays flat, however many series there are. */
const SERIES_PER_QUERY = 50;

/** rate() needs two samples in its window even when one scrape is missed, or two: Prometheus' own rule of thumb. */
const SCRAPES_PER_RATE_WINDOW = 4;

/**
 * Finds out what there is to read: which series, of what type, over which range. Counters become rates, histogram
 * families their quantiles and rate; a free expression is taken as it is.
 * Rejects with InvalidRequestError (unparsable PromQL, too many series or points) or PrometheusError.
 */
export async function planReading(
  prometheus: PrometheusReader,
  source: SeriesSource,
  rangeRequest: TimeRangeRequest,
  options: PlanOptions,
): Promise<ReadingPlan> {
  const field = source.kind === 'metric' ? 'metricName' : source.kind;
  try {
    const promql = promqlOf(source);
    if (isSelector(promql)) return await planSelector(prometheus, field, promql, rangeRequest, options);
    const range = resolveTimeRange(rangeRequest, { ...options, minStepMs: MIN_STEP_MS });
    return { field, range, queries: [freeQuery(promql)], seriesTotal: 1, warnings: [], infos: [] };
  } catch (error) {
    throw namingField(field, error);
  }
}

/** What Prometheus says is wrong with a query is wrong with the field that it came from. */
export function namingField(field: string, error: unknown): unknown {
  const isBadQuery = error instanceof PrometheusError && error.kind === 'bad-query';
  return isBadQuery ? new InvalidRequestError(field, error.message) : error;
}

async function planSelector(
  prometheus: PrometheusReader,
  field: string,
  promql: string,
  rangeRequest: TimeRangeRequest,
  options: PlanOptions,
): Promise<ReadingPlan> {
  const { signal } = options;
  const { metric, matchers } = parseSelector(promql);
  // Up to now, not to the last whole step: a series may have begun a minute ago.
  const asked = {
    ...resolveTimeRange(rangeRequest, { ...options, minStepMs: MIN_STEP_MS }),
    endMs: rangeRequest.endMs ?? options.nowMs,
  };
  const found = await prometheus.series(familySelectors(metric, matchers), { ...asked, signal });
  const series = onlyFamilyOf(metric, found.data);
  const intervalMs = await slowestScrapeIntervalMs(prometheus, series, { timeMs: asked.endMs, signal });
  const { startMs, durationMs, stepMs } = rangeRequest;
  const isOpen =
    startMs === undefined && durationMs === undefined && stepMs === undefined && series.length > 0;
  // Two weeks of a server that is an hour old would be read at a step far too coarse for it.
  const request = isOpen
    ? {
        ...rangeRequest,
        startMs: await findFirstSampleMs(prometheus, countable(promql, series), asked, signal),
      }
    : rangeRequest;
  const range = resolveTimeRange(request, { ...options, minStepMs: intervalMs });
  const described = await readMetadata(prometheus, signal);
  // The window covers the whole step, so that no increase falls between two samples.
  const windowMs = Math.max(SCRAPES_PER_RATE_WINDOW * intervalMs, range.stepMs);
  const reads = planReads(series, described.metadata, windowMs);
  const seriesTotal = reads.reduce((sum, read) => sum + read.series.length, 0);
  if (seriesTotal > options.maxSeries) {
    throw new InvalidRequestError(
      field,
      `selects ${seriesTotal} series, at most ${options.maxSeries} are allowed: narrow it with more labels`,
    );
  }
  const warnings = [...found.warnings, ...described.warnings];
  if (seriesTotal === 0) warnings.push(`no series match ${promql} in this time`);
  return {
    field,
    range,
    queries: reads.flatMap((read) => toQueries(read, matchers, described.metadata)),
    seriesTotal,
    warnings,
    infos: found.infos,
  };
}

/** The selector of what is there: a histogram is asked for by its family's name, which no series carries. */
function countable(promql: string, [{ __name__: name }]: readonly Labels[]): string {
  const { metric, matchers } = parseSelector(promql);
  return metric === undefined ? promql : selector(name, matchers);
}

/** Targets of one job are scraped alike: a metric of each of the first few jobs tells how often, and the slowest counts. */
async function slowestScrapeIntervalMs(
  prometheus: PrometheusReader,
  series: readonly Labels[],
  options: { readonly timeMs: number; readonly signal?: AbortSignal },
): Promise<number> {
  const oneOfEachJob = [...new Map(series.map((labels) => [labels.job, labels])).values()].slice(
    0,
    MAX_JOBS_ASKED,
  );
  const intervalsMs = await Promise.all(
    oneOfEachJob.map(({ __name__: name, job }) =>
      estimateScrapeIntervalMs(
        prometheus,
        selector(name, matchersOf(job === undefined ? {} : { job })),
        options,
      ),
    ),
  );
  return Math.max(MIN_STEP_MS, ...intervalsMs);
}

/** The source as PromQL. Throws InvalidRequestError, or PrometheusError of kind `bad-query`, when it is not well-formed. */
function promqlOf(source: SeriesSource): string {
  switch (source.kind) {
    case 'metric':
      try {
        return selector(source.metricName, matchersOf(source.labels ?? {}));
      } catch (error) {
        throw new InvalidRequestError('labels', (error as RangeError).message);
      }
    case 'match':
      parseSelector(source.match);
      return source.match;
    case 'query':
      checkPromql(source.query);
      return source.query;
  }
}

/** Who asks for a histogram or summary by its name means its parts, which are what Prometheus stores. */
function familySelectors(metric: string | undefined, matchers: readonly LabelMatcher[]): string[] {
  if (metric === undefined) return [selector(undefined, matchers)];
  return ['', '_bucket', '_sum', '_count'].map((suffix) => selector(metric + suffix, matchers));
}

/** `queue_count` has nothing to do with a gauge `queue`: the parts belong to the name only when there are buckets or quantiles. */
function onlyFamilyOf(metric: string | undefined, series: readonly Labels[]): readonly Labels[] {
  if (metric === undefined) return series;
  const isFamily = series.some(
    ({ __name__, quantile }) =>
      __name__ === `${metric}_bucket` || (__name__ === metric && quantile !== undefined),
  );
  return isFamily ? series : series.filter(({ __name__ }) => __name__ === metric);
}

/** Reading goes on without metadata, by the names' conventions; not every Prometheus-compatible server has it. */
async function readMetadata(
  prometheus: PrometheusReader,
  signal: AbortSignal | undefined,
): Promise<{ metadata: ReadonlyMap<string, readonly MetadataEntry[]>; warnings: string[] }> {
  try {
    const { data, warnings } = await prometheus.metadata({ signal });
    return { metadata: data, warnings: [...warnings] };
  } catch (error) {
    if (!(error instanceof PrometheusError) || error.kind === 'aborted') throw error;
    return {
      metadata: new Map(),
      warnings: [`no metadata, types are taken from the names: ${error.message}`],
    };
  }
}

function toQueries(
  read: MetricRead,
  matchers: readonly LabelMatcher[],
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
): ReadingQuery[] {
  const [entry] = metadata.get(read.family) ?? [];
  const unitName = read.kind === 'quantile' ? read.family : read.metric;
  const type = read.kind === 'rate' ? 'counter' : 'gauge';
  const common = {
    restoreLabels: (labels: Labels) => read.restoreLabels(labels),
    show: (labels: Labels) => read.show(labels),
    unit: unitOf(unitName, { type, unit: entry?.unit, help: entry?.help }),
    help: entry?.help ?? '',
  };
  if (read.series.length <= SERIES_PER_QUERY) {
    return [{ ...common, promql: read.promql(matchers), expectedSeries: read.series.length }];
  }
  return chunk(read.series, SERIES_PER_QUERY).map((part) => ({
    ...common,
    promql: part.map((labels) => read.promql(matchersOf(labels))).join(' or '),
    expectedSeries: part.length,
  }));
}

/** Results of an expression carry the expression as their name: no two expressions give the same series. */
function freeQuery(promql: string): ReadingQuery {
  return {
    promql,
    expectedSeries: 1,
    restoreLabels: (labels) => ({ ...labels, __name__: promql }),
    show: () => promql,
    unit: '',
    help: '',
  };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
