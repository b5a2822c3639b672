import type {
  AnalysisType,
  AnalyzeReport,
  AnalyzedSeries,
  HealthReport,
  IngestReport,
  Job,
  Stats,
  WatchState,
} from '@metrics-ai/engine';
import type {
  Episodes,
  Extrema,
  Level,
  LevelChange,
  RecentChange,
  SeriesProfile,
  Statistics,
  Trend,
  Volatility,
} from '@metrics-ai/features';
import type { Insight } from '@metrics-ai/insights';
import { toDuration } from '@metrics-ai/prometheus-client';
import type { QueuedTurn } from '@metrics-ai/work-queue';
import type { z } from 'zod';
import { toProblem } from '../problems/problem.ts';
import { presentAnomaly, presentStoredAnomaly } from './present-anomaly.ts';
import { iso, isoOrNull, presentWindow } from './present-values.ts';
import type * as wire from './responses.ts';

// The engine's results as they go over the wire: snake_case, times in ISO 8601, durations in seconds.
// NaN, which JSON does not have, becomes null on its way through JSON.stringify; so does ±Inf.

type WireProfile = z.output<typeof wire.profile>;

export function presentIngestReport(report: IngestReport): z.output<typeof wire.ingestReport> {
  const { series, points, anomalies, skipped, failed, warnings, infos, range, durationMs } = report;
  return {
    series,
    points,
    anomalies,
    skipped: [...skipped],
    failed: [...failed],
    warnings: [...warnings],
    infos: [...infos],
    start_time: iso(range.startMs),
    end_time: iso(range.endMs),
    step: toDuration(range.stepMs),
    duration_seconds: durationMs / 1000,
  };
}

export function presentJob(job: Job<IngestReport>): z.output<typeof wire.job> {
  const { id, state, progress, createdAtMs, startedAtMs, finishedAtMs, result, error } = job;
  return {
    id,
    state,
    progress: { series_done: progress.seriesDone, series_total: progress.seriesTotal },
    created_at: iso(createdAtMs),
    started_at: startedAtMs === undefined ? undefined : iso(startedAtMs),
    finished_at: finishedAtMs === undefined ? undefined : iso(finishedAtMs),
    result: result && presentIngestReport(result),
    error: error === undefined ? undefined : toProblem(error),
  };
}

export function presentWatchState({
  watch,
  state,
  failures,
  dueInMs,
}: WatchState): z.output<typeof wire.jobList>['watches'][number] {
  return { name: watch.name, state, failures, due_in_seconds: dueInMs / 1000 };
}

type WireQueue = NonNullable<z.output<typeof wire.jobList>['queue']>;

/** @param prefix of the names of the tenant's watches in the queue, which go without it over the wire */
export function presentTurn(turn: QueuedTurn, prefix: string): WireQueue['turns'][number] {
  const { watch, shard, shards, slotMs, state, failures, reason } = turn;
  const isoIfAny = (timeMs: number | undefined) => (timeMs === undefined ? undefined : iso(timeMs));
  return {
    watch: watch.slice(prefix.length),
    shard,
    shards,
    slot: iso(slotMs),
    state,
    failures,
    reason,
    added_at: iso(turn.addedAtMs),
    started_at: isoIfAny(turn.startedAtMs),
    retry_at: isoIfAny(turn.retryAtMs),
    failed_at: isoIfAny(turn.failedAtMs),
  };
}

export function presentAnalyzeReport(report: AnalyzeReport): z.output<typeof wire.analyzeResponse> {
  return {
    series: report.series.map((series) => presentAnalyzedSeries(series, report.types)),
    skipped: [...report.skipped],
    failed: [...report.failed],
    warnings: [...report.warnings],
    infos: [...report.infos],
    duration_seconds: report.durationMs / 1000,
  };
}

function presentAnalyzedSeries(
  { analysis, range, insight }: AnalyzedSeries,
  types: ReadonlySet<AnalysisType>,
): z.output<typeof wire.analyzeResponse>['series'][number] {
  const { profile } = analysis;
  return {
    metric: analysis.labels.__name__,
    labels: analysis.labels,
    unit: analysis.unit,
    promql: analysis.promql,
    window: presentWindow(range),
    points: profile.statistics.count,
    description: analysis.description,
    tags: [...analysis.tags],
    ...(types.has('statistics') && presentBehaviour(profile)),
    ...(types.has('trend') && {
      trend: presentTrend(profile.trend),
      change_points: profile.changePoints.map(presentLevelChange),
    }),
    ...(types.has('seasonality') && { seasonality: presentSeasonality(profile) }),
    ...(types.has('anomaly') && { anomalies: analysis.anomalies.map(presentAnomaly) }),
    ...(insight && { insight: presentInsight(insight) }),
  };
}

export function presentStats(tenant: string, stats: Stats): z.output<typeof wire.statsResponse> {
  return {
    tenant,
    records: stats.records,
    by_metric: stats.byMetric.map(({ metric, records }) => ({ metric, records })),
    embedder: stats.embedder,
    store: { kind: stats.store, size_bytes: stats.sizeBytes },
    last_ingest: isoOrNull(stats.lastIngestAtMs),
    anomalies: {
      total: stats.anomalies,
      strangest: stats.strangest.map(({ id, metric, labels, promql, anomalies }) => ({
        metric,
        labels,
        promql,
        anomaly: presentStoredAnomaly(
          id,
          anomalies.reduce((a, b) => (b.score > a.score ? b : a)),
        ),
      })),
    },
  };
}

export function presentHealth({ status, components }: HealthReport): z.output<typeof wire.healthResponse> {
  const present = ({ status, latencyMs, version, reason }: HealthReport['components']['prometheus']) => ({
    status,
    latency_ms: Math.round(latencyMs * 100) / 100,
    version,
    reason,
  });
  return {
    status,
    components: {
      prometheus: present(components.prometheus),
      vector_store: present(components.vectorStore),
      embedder: present(components.embedder),
      language_model: present(components.languageModel),
      queue: present(components.queue),
    },
  };
}

export function presentProfile(profile: SeriesProfile): WireProfile {
  return {
    ...presentBehaviour(profile),
    trend: presentTrend(profile.trend),
    seasonality: presentSeasonality(profile),
    change_points: profile.changePoints.map(presentLevelChange),
  };
}

/** Everything of a profile but trend, periods and level changes, which are asked for by names of their own. */
function presentBehaviour(
  profile: SeriesProfile,
): Omit<WireProfile, 'trend' | 'seasonality' | 'change_points'> {
  return {
    statistics: presentStatistics(profile.statistics),
    peaks: presentExtrema(profile.peaks),
    troughs: presentExtrema(profile.troughs),
    volatility: presentVolatility(profile.volatility),
    spikes: presentEpisodes(profile.spikes),
    bursts: presentEpisodes(profile.bursts),
    sawtooth: {
      sudden_falls: profile.sawtooth.suddenFalls,
      sudden_rises: profile.sawtooth.suddenRises,
      ramp_share: profile.sawtooth.rampShare,
    },
    ceiling: {
      share: profile.ceiling.share,
      longest_share: profile.ceiling.longestShare,
      rest_varies: profile.ceiling.restVaries,
    },
    zeros: {
      share: profile.zeros.share,
      trailing_points: profile.zeros.trailingPoints,
      trailing_seconds: profile.zeros.trailingSeconds,
      share_before: profile.zeros.shareBefore,
    },
    level: presentLevel(profile.level),
    recent_change: presentRecentChange(profile.recentChange),
    stale_seconds: profile.staleSeconds,
  };
}

function presentStatistics({ missingShare, ...statistics }: Statistics): WireProfile['statistics'] {
  return { ...statistics, missing_share: missingShare };
}

function presentTrend(trend: Trend): WireProfile['trend'] {
  return {
    direction: trend.direction,
    slope_per_hour: trend.slopePerHour,
    r2: trend.r2,
    p_value: trend.pValue,
    robust_slope_per_hour: trend.robustSlopePerHour,
    relative_change: trend.relativeChange,
  };
}

function presentSeasonality({ seasonality }: SeriesProfile): WireProfile['seasonality'] {
  return seasonality.map(({ kind, periodSeconds, strength, swing, peakAtMs }) => ({
    kind,
    period_seconds: periodSeconds,
    strength,
    swing,
    peak_at: isoOrNull(peakAtMs),
  }));
}

function presentEpisodes({ count, share, medianSeconds }: Episodes): WireProfile['spikes'] {
  return { count, share, median_seconds: medianSeconds };
}

function presentExtrema(extrema: Extrema): WireProfile['peaks'] {
  return {
    count: extrema.count,
    per_day: extrema.perDay,
    median_prominence: extrema.medianProminence,
    highest_at: isoOrNull(extrema.highestAtMs),
    highest_value: extrema.highestValue,
  };
}

function presentVolatility(volatility: Volatility): WireProfile['volatility'] {
  return {
    coefficient_of_variation: volatility.coefficientOfVariation,
    step_scale: volatility.stepScale,
    roughness: volatility.roughness,
    outlier_share: volatility.outlierShare,
  };
}

function presentLevel(level: Level): WireProfile['level'] {
  return {
    current: level.current,
    percentile_rank: level.percentileRank,
    robust_z: level.robustZ,
    last_value: level.lastValue,
    last_value_at: isoOrNull(level.lastValueAtMs),
  };
}

function presentRecentChange(change: RecentChange): WireProfile['recent_change'] {
  return {
    window_seconds: change.windowSeconds,
    before: change.before,
    after: change.after,
    relative: change.relative,
  };
}

function presentLevelChange({ atMs, before, after }: LevelChange): WireProfile['change_points'][number] {
  return { at: iso(atMs), before, after };
}

function presentInsight(insight: Insight): z.output<typeof wire.insight> {
  return {
    summary: insight.summary,
    since: insight.since,
    unusual: insight.unusual,
    next: [...insight.next],
    written_by: insight.writtenBy,
    model_discarded: insight.modelDiscarded,
  };
}
