import {
  estimateScrapeIntervalMs,
  matchersOf,
  selector,
  type LabelMatcher,
  type Labels,
} from '@metrics-ai/prometheus-client';
import { parseSelector } from '@metrics-ai/promql';
import { findFirstSampleMs } from './find-first-sample.ts';
import type { PrometheusReader } from './plan-reading.ts';

/** What a selector finds within a time, and what a range that leaves things open depends on. */
export interface FoundSeries {
  readonly series: readonly Labels[];
  /** The slowest interval at which they are scraped. */
  readonly intervalMs: number;
  /** When they begin within the time, as `findFirstSampleMs`; asks Prometheus. Only where there are series. */
  firstSampleMs(): Promise<number>;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** No step is shorter. */
export const MIN_STEP_MS = 1_000;

const MAX_JOBS_ASKED = 5;

/** Finds the series that a selector means. Rejects with a PrometheusError. */
export async function findSeries(
  prometheus: PrometheusReader,
  promql: string,
  time: { readonly startMs: number; readonly endMs: number },
  signal: AbortSignal | undefined,
): Promise<FoundSeries> {
  const { metric, matchers } = parseSelector(promql);
  const found = await prometheus.series(familySelectors(metric, matchers), { ...time, signal });
  const series = onlyFamilyOf(metric, found.data);
  const intervalMs = await slowestScrapeIntervalMs(prometheus, series, { timeMs: time.endMs, signal });
  return {
    series,
    intervalMs,
    firstSampleMs: () => findFirstSampleMs(prometheus, countable(promql, series), time, signal),
    warnings: found.warnings,
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
