import type { RefreshOutcome } from '@metrics-ai/engine';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Exposition } from '../exposition/exposition.ts';

export type RefreshResult = 'succeeded' | 'partial' | 'failed';

const ofTenant = ['tenant'] as const;

/** What Prometheus is told of the catalogues. */
@Injectable()
export class CatalogueMetrics {
  private readonly refreshes: Counter<'result'>;
  private readonly duration: Histogram;
  private readonly metrics: Gauge<'tenant'>;
  private readonly leftOut: Gauge<'tenant'>;
  private readonly refreshedAt: Gauge<'tenant'>;

  constructor({ registry }: Exposition) {
    const registers = [registry];
    this.refreshes = new Counter({
      name: 'metrics_ai_catalogue_refreshes_total',
      help: 'Refreshes of catalogues by result: succeeded, partial (something of some metrics could not be read) or failed.',
      labelNames: ['result'],
      registers,
    });
    this.duration = new Histogram({
      name: 'metrics_ai_catalogue_refresh_duration_seconds',
      help: 'Time that one refresh of a catalogue took.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
      registers,
    });
    this.metrics = new Gauge({
      name: 'metrics_ai_catalogue_metrics',
      help: 'Metrics that Prometheus has and the catalogue knows, at the last refresh by this process.',
      labelNames: ofTenant,
      registers,
    });
    this.leftOut = new Gauge({
      name: 'metrics_ai_catalogue_left_out_metrics',
      help: 'Metrics that Prometheus has and the catalogue has no place for, at the last refresh by this process.',
      labelNames: ofTenant,
      registers,
    });
    this.refreshedAt = new Gauge({
      name: 'metrics_ai_catalogue_refreshed_timestamp_seconds',
      help: 'When the catalogue was last refreshed, by whichever process.',
      labelNames: ofTenant,
      registers,
    });
  }

  observeRefresh(tenant: string, result: RefreshResult, { durationMs, report }: RefreshOutcome): void {
    this.refreshes.inc({ result });
    this.duration.observe(durationMs / 1000);
    if (report === undefined) return;
    this.metrics.set({ tenant }, report.metrics);
    this.leftOut.set({ tenant }, report.leftOut.length);
    this.refreshedAt.setToCurrentTime({ tenant });
  }

  observeFresh(tenant: string, refreshedAtMs: number): void {
    this.refreshedAt.set({ tenant }, refreshedAtMs / 1000);
  }
}
