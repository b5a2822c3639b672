import type { RefreshOutcome } from '@metrics-ai/engine';
import { Logger } from '@nestjs/common';
import type { CatalogueMetrics, RefreshResult } from './catalogue-metrics.ts';

const MOST_NAMED = 3;

/** Tells of each refresh in one line of the log, and in metrics. */
export function tellRefresh(metrics: CatalogueMetrics): (tenant: string, outcome: RefreshOutcome) => void {
  const logger = new Logger('Catalogue');
  return (tenant, outcome) => {
    const result = resultOf(outcome);
    metrics.observeRefresh(tenant, result, outcome);
    const line = lineOf(tenant, result, outcome);
    if (result === 'failed') logger.warn(line);
    else logger.log(line);
  };
}

function resultOf({ report }: RefreshOutcome): RefreshResult {
  if (report === undefined) return 'failed';
  return report.failed.length > 0 ? 'partial' : 'succeeded';
}

function lineOf(
  tenant: string,
  result: RefreshResult,
  { durationMs, report, error }: RefreshOutcome,
): Record<string, unknown> {
  const line = { event: 'catalogue', tenant, result, seconds: Math.round(durationMs) / 1000 };
  if (report === undefined)
    return { ...line, reason: error instanceof Error ? error.message : String(error) };
  const { metrics, added, changed, removed, leftOut, failed, warnings } = report;
  return {
    ...line,
    metrics,
    added,
    changed,
    removed,
    ...(leftOut.length > 0 && { left_out: leftOut.length, for_example: leftOut.slice(0, MOST_NAMED) }),
    ...(failed.length > 0 && {
      failed: failed.length,
      reasons: [...new Set(failed.map(({ reason }) => reason))].slice(0, MOST_NAMED),
    }),
    ...(warnings.length > 0 && { warnings: warnings.slice(0, MOST_NAMED) }),
  };
}
