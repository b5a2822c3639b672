import type { CataloguePage, CatalogueReport, KnownMetrics } from '@metrics-ai/engine';
import type { z } from 'zod';
import type * as wire from './catalogue.ts';
import { iso, isoOrNull } from './present-values.ts';

/** Names that an answer gives of metrics that were left out. */
const MOST_EXAMPLES = 100;

export function presentCatalogue(
  { refreshedAtMs, size }: Pick<KnownMetrics, 'refreshedAtMs' | 'size'>,
  { metrics, next }: CataloguePage,
): z.output<typeof wire.catalogueResponse> {
  return {
    refreshed_at: isoOrNull(refreshedAtMs),
    total: size,
    metrics: metrics.map(({ metric, type, help, unit, labels, series, profiledSeries, seenAtMs }) => ({
      metric,
      type,
      help,
      unit,
      labels: Object.fromEntries(Object.entries(labels).map(([name, values]) => [name, [...values]])),
      series,
      profiled: profiledSeries > 0,
      seen_at: iso(seenAtMs),
    })),
    next,
  };
}

export function presentCatalogueReport({
  metrics,
  added,
  changed,
  removed,
  leftOut,
  failed,
  warnings,
  durationMs,
}: CatalogueReport): z.output<typeof wire.catalogueReport> {
  return {
    metrics,
    added,
    changed,
    removed,
    left_out: { count: leftOut.length, examples: leftOut.slice(0, MOST_EXAMPLES) },
    failed: [...failed],
    warnings: [...warnings],
    duration_seconds: durationMs / 1000,
  };
}
