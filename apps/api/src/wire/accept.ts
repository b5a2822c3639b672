import type { AnalyzeRequest, IngestRequest, SearchRequest, SeriesSource } from '@metrics-ai/engine';
import { matchersOfSelector } from '@metrics-ai/engine';
import type { RecordFilter } from '@metrics-ai/vector-store';
import type { AnalyzeBody, ExportQuery, IngestBody, QueryBody } from './requests.ts';

// Bodies and query strings that have been validated, as the engine's requests.

export function toIngestRequest(body: IngestBody): IngestRequest {
  return {
    source: toSource(body),
    range: { startMs: body.start_time, endMs: body.end_time, stepMs: body.step },
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
  };
}

export function toSearchRequest({ query, top_k: topK, filters }: QueryBody): SearchRequest {
  if (filters === undefined) return { query, topK };
  const labelMatchers = Object.entries(filters.labels ?? {}).map(
    ([name, value]) => ({ name, operator: '=', value }) as const,
  );
  return {
    query,
    topK,
    filter: {
      metrics: filters.metric_names,
      matchers: [...labelMatchers, ...(filters.match === undefined ? [] : matchersOfSelector(filters.match))],
      tags: filters.tags,
      windowFromMs: filters.start_time,
      windowToMs: filters.end_time,
      anomalyFromMs: filters.anomaly_start_time,
      anomalyToMs: filters.anomaly_end_time,
      minAnomalyScore: filters.min_anomaly_score,
    },
  };
}

export function toExportFilter({ metric, match, tag }: ExportQuery): RecordFilter {
  return {
    metrics: metric,
    matchers: match === undefined ? undefined : matchersOfSelector(match),
    tags: tag,
  };
}

function toSource(body: IngestBody | AnalyzeBody): SeriesSource {
  if (body.query !== undefined) return { kind: 'query', query: body.query };
  if (body.match !== undefined) return { kind: 'match', match: body.match };
  return { kind: 'metric', metricName: body.metric_name, labels: body.labels };
}
