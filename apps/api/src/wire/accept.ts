import type {
  AnalysisChartRequest,
  AnalyzeRequest,
  ChartLook,
  IngestRequest,
  PreviewRequest,
  SamplesToJudge,
  SearchRequest,
  SeriesSource,
} from '@metrics-ai/engine';
import { matchersOfSelector } from '@metrics-ai/engine';
import type { AnomalyListRequest, RecordFilter } from '@metrics-ai/vector-store';
import type { AnalysisChartQuery, ChartQuery } from './chart-requests.ts';
import type { DetectBody } from './detect.ts';
import type { PreviewBody } from './preview.ts';
import type { QueryBody } from './query.ts';
import type { AnalyzeBody, AnomaliesQuery, ExportQuery, IngestBody } from './requests.ts';

// Bodies and query strings that have been validated, as the engine's requests.

export function toIngestRequest(body: IngestBody): IngestRequest {
  return {
    source: toSource(body),
    range: { startMs: body.start_time, endMs: body.end_time, stepMs: body.step },
    detection: body.detection,
  };
}

export function toAnalyzeRequest(body: AnalyzeBody): AnalyzeRequest {
  return {
    source: toSource(body),
    range: {
      startMs: body.start_time,
      endMs: body.end_time,
      durationMs: body.time_range,
      stepMs: body.step,
    },
    types: new Set(body.analysis_types),
    detection: body.detection,
  };
}

export function toAnalysisChartRequest(
  body: AnalyzeBody,
  { series: place }: AnalysisChartQuery,
): AnalysisChartRequest {
  const { source, range, detection } = toAnalyzeRequest(body);
  return { source, range, detection, place };
}

export function toChartLook(query: ChartQuery, format: ChartLook['format']): ChartLook {
  const { width, height, theme, time_zone: timeZone } = query;
  return { width, height, theme, timeZone, format };
}

export function toSamples({
  timestamps,
  values,
  judge_from: judgeFromMs,
  ...rest
}: DetectBody): SamplesToJudge {
  return { series: { labels: {}, timestamps, values }, judgeFromMs, ...rest };
}

const DAY_MS = 86_400_000;

export function toPreviewRequest({ watch, days, compare_with: compareWith }: PreviewBody): PreviewRequest {
  return { watch, durationMs: days * DAY_MS, compareWith };
}

export function toSearchRequest({
  query,
  top_k: topK,
  offset,
  filters,
  sort,
  interpret,
  time_zone: timeZone,
  group_by: groupBy,
  facets,
  profiled_only: profiledOnly,
}: QueryBody): SearchRequest {
  return {
    query,
    topK,
    offset,
    sort,
    interpret,
    timeZone,
    groupBy,
    profiledOnly,
    facets: facets.map((name) => (name === 'tag' || name === 'metric' ? name : (`label:${name}` as const))),
    ...(filters !== undefined && { filter: toRecordFilter(filters) }),
  };
}

export function toRecordFilter(filters: NonNullable<QueryBody['filters']>): RecordFilter {
  const labelMatchers = Object.entries(filters.labels ?? {}).map(
    ([name, value]) => ({ name, operator: '=', value }) as const,
  );
  return {
    metrics: filters.metric_names,
    matchers: [...labelMatchers, ...(filters.match === undefined ? [] : matchersOfSelector(filters.match))],
    tags: filters.tags,
    windowFromMs: filters.start_time,
    windowToMs: filters.end_time,
    anomalyFromMs: filters.anomaly_start_time,
    anomalyToMs: filters.anomaly_end_time,
    minAnomalyScore: filters.min_anomaly_score,
    anomalyTypes: filters.anomaly_types,
  };
}

export function toExportFilter({ metric, match, tag }: ExportQuery): RecordFilter {
  return {
    metrics: metric,
    matchers: match === undefined ? undefined : matchersOfSelector(match),
    tags: tag,
  };
}

export function toAnomalyListRequest(query: AnomaliesQuery): AnomalyListRequest {
  return {
    order: query.sort,
    limit: query.limit,
    after: query.cursor,
    filter: {
      metrics: query.metric,
      matchers: query.match === undefined ? undefined : matchersOfSelector(query.match),
      tags: query.tag,
      watch: query.watch,
      anomalyFromMs: query.start_time,
      anomalyToMs: query.end_time,
      minAnomalyScore: query.min_score,
      anomalyTypes: query.type,
    },
  };
}

function toSource(body: IngestBody | AnalyzeBody): SeriesSource {
  if (body.query !== undefined) return { kind: 'query', query: body.query };
  if (body.match !== undefined) return { kind: 'match', match: body.match };
  return { kind: 'metric', metricName: body.metric_name, labels: body.labels };
}
