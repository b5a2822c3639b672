import type { SimilarHit, SimilarReport } from '@metrics-ai/engine';
import type { z } from 'zod';
import { presentStoredAnomaly } from './present-anomaly.ts';
import { iso } from './present-values.ts';
import type { similarResponse } from './similar.ts';

type WireReport = z.output<typeof similarResponse>;

export function presentSimilarReport(report: SimilarReport): WireReport {
  const { id, metric, labels, unit, promql, startMs, stepMs, values } = report.window;
  return {
    window: {
      series: { id: id ?? null, metric, labels, unit, promql },
      start: iso(startMs),
      end: iso(startMs + (values.length - 1) * stepMs),
      step_seconds: stepMs / 1000,
      samples: values.length,
    },
    hits: report.hits.map(presentSimilarHit),
    searched: report.searched,
    not_searched: { ingest_again: report.withoutSketch, too_coarse: report.tooCoarse },
    duration_seconds: report.durationMs / 1000,
  };
}

function presentSimilarHit({ record, match, anomalies, picture }: SimilarHit): WireReport['hits'][number] {
  const { id, metric, labels, unit, promql, description, tags } = record;
  return {
    similarity: match.similarity,
    correlation: match.correlation,
    series: { id, metric, labels, unit, promql, description, tags: [...tags] },
    start: iso(Math.round(match.startMs)),
    end: iso(Math.round(match.endMs)),
    stretch: match.stretch,
    scale: match.scale,
    offset: match.offset,
    anomalies: anomalies.map((anomaly) => {
      const { id: anomalyId, type, start, end, score, chart_url } = presentStoredAnomaly(id, anomaly);
      return { id: anomalyId, type, start, end, score, chart_url };
    }),
    picture,
  };
}
