import {
  isSelector,
  matchersOf,
  planReads,
  PrometheusError,
  selector,
  type MetadataEntry,
  type PrometheusClient,
} from '@metrics-ai/prometheus-client';
import { parsePromql, parseSelector, PromqlSyntaxError } from '@metrics-ai/promql';
import { InvalidRequestError } from '../invalid-request-error.ts';
import {
  askedTime,
  beginWithData,
  historyOf,
  isOpen,
  learnMsOf,
  resolveTimeRange,
  type TimeRange,
  type TimeRangeRequest,
} from '../time-range/time-range.ts';
import { findSeries, MIN_STEP_MS } from './find-series.ts';
import { freeQuery, planQueries, type ReadingQuery } from './plan-queries.ts';
import type { SampleWindows } from './sample-windows.ts';
import type { SeriesSource } from './series-source.ts';
import { WHOLE, type Shard } from './shard.ts';

/** What reading asks of Prometheus. */
export type PrometheusReader = Pick<PrometheusClient, 'series' | 'metadata' | 'query' | 'queryRange'>;

export interface ReadingPlan {
  /** The part of the request that says which series. */
  readonly field: string;
  readonly range: TimeRange;
  /** What lies before it and is read to be learnt from, when that was asked for. */
  readonly history?: TimeRange;
  /** So long after its first sample nothing is said of a series. */
  readonly learnMs: number;
  readonly queries: readonly ReadingQuery[];
  readonly seriesTotal: number;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

export interface PlanOptions {
  readonly nowMs: number;
  readonly maxSeries: number;
  readonly maxPoints: number;
  /** Labels that do not tell series apart: what differs in nothing else becomes one series. */
  readonly dropLabels?: readonly string[];
  /** The part of the series to read; by default all of them. */
  readonly shard?: Shard;
  /** Whether to read what lies before the range, too, to learn from. Default false. */
  readonly withHistory?: boolean;
  /** What was read before. */
  readonly windows?: SampleWindows;
  readonly signal?: AbortSignal;
}

/** How far back an instant query looks for a sample, unless Prometheus is configured otherwise. */
const LOOKBACK_DELTA_MS = 300_000;

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
    return {
      field,
      range,
      ...learningOf(range, askedTime(rangeRequest, options.nowMs), options),
      queries: [freeQuery(promql, range, options.dropLabels ?? [])],
      seriesTotal: 1,
      warnings: [],
      infos: [],
    };
  } catch (error) {
    throw namingField(field, error);
  }
}

/** @param asked the range before it was rounded, or cut to the time that the series have been there */
function learningOf(
  range: TimeRange,
  asked: Omit<TimeRange, 'stepMs'>,
  { withHistory = false, maxPoints }: PlanOptions,
): Pick<ReadingPlan, 'history' | 'learnMs'> {
  const history = withHistory ? historyOf(range, maxPoints) : undefined;
  const startMs = Math.min(asked.startMs, history?.startMs ?? Infinity);
  return { history, learnMs: learnMsOf({ startMs, endMs: asked.endMs }) };
}

/** What the parser or Prometheus says is wrong with a query is wrong with the field that it came from. */
export function namingField(field: string, error: unknown): unknown {
  const isBadQuery =
    error instanceof PromqlSyntaxError || (error instanceof PrometheusError && error.kind === 'bad-query');
  return isBadQuery ? new InvalidRequestError(field, error.message) : error;
}

async function planSelector(
  prometheus: PrometheusReader,
  field: string,
  promql: string,
  rangeRequest: TimeRangeRequest,
  options: PlanOptions,
): Promise<ReadingPlan> {
  const { nowMs, signal } = options;
  // Up to now, not to the last whole step: a series may have begun a minute ago.
  const asked = {
    ...resolveTimeRange(rangeRequest, { ...options, minStepMs: MIN_STEP_MS }),
    endMs: rangeRequest.endMs ?? nowMs,
  };
  const found = await findSeries(prometheus, promql, asked, signal);
  const { series, intervalMs } = found;
  const request =
    isOpen(rangeRequest) && series.length > 0
      ? beginWithData(rangeRequest, await found.firstSampleMs(), nowMs)
      : rangeRequest;
  const range = resolveTimeRange(request, { ...options, minStepMs: intervalMs });
  const described = await readMetadata(prometheus, signal);
  // The window covers the whole step, so that no increase falls between two samples.
  const windowMs = Math.max(SCRAPES_PER_RATE_WINDOW * intervalMs, range.stepMs);
  const reads = planReads(series, described.metadata, windowMs);
  const selected = reads.reduce((sum, read) => sum + read.series.length, 0);
  const { dropLabels = [], shard = WHOLE, windows } = options;
  const unsettledMs = Math.max(windowMs, LOOKBACK_DELTA_MS);
  const { metadata } = described;
  const queries = reads.flatMap((read) =>
    planQueries(read, {
      range,
      matchers: parseSelector(promql).matchers,
      metadata,
      dropLabels,
      shard,
      windows,
      unsettledMs,
    }),
  );
  const seriesTotal = queries.reduce((sum, { expected }) => sum + expected.length, 0);
  if (selected > options.maxSeries) {
    throw new InvalidRequestError(
      field,
      `selects ${selected} series, at most ${options.maxSeries} are allowed: narrow it with more labels`,
    );
  }
  const warnings = [...found.warnings, ...described.warnings];
  if (selected === 0) warnings.push(`no series match ${promql} in this time`);
  return {
    field,
    range,
    ...learningOf(range, askedTime(rangeRequest, nowMs), options),
    queries,
    seriesTotal,
    warnings,
    infos: found.infos,
  };
}

/** The source as PromQL. Throws InvalidRequestError or PromqlSyntaxError when it is not well-formed. */
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
      parsePromql(source.query);
      return source.query;
  }
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
