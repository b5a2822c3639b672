import type { SimilarRequest } from '@metrics-ai/engine';
import { toRecordFilter } from './accept.ts';
import type { SimilarBody } from './similar.ts';

export function toSimilarRequest(given: SimilarBody): SimilarRequest {
  return {
    series: given.series && toSource(given.series),
    startMs: given.start_time,
    endMs: given.end_time,
    anomaly: given.anomaly,
    topK: given.top_k,
    minSimilarity: given.min_similarity,
    perSeries: given.per_series,
    withPictures: given.pictures,
    ...(given.filters !== undefined && { filter: toRecordFilter(given.filters) }),
  };
}

function toSource(given: NonNullable<SimilarBody['series']>): SimilarRequest['series'] {
  if (given.id !== undefined) return { kind: 'record', id: given.id };
  if (given.query !== undefined) return { kind: 'query', query: given.query };
  if (given.match !== undefined) return { kind: 'match', match: given.match };
  return { kind: 'metric', metricName: given.metric_name, labels: given.labels };
}
