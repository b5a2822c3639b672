import type { IngestReport } from '@metrics-ai/engine';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Gauges of prom-client that are named like counters, which `promtool check metrics` refuses. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/** The engine's own metrics, for a Prometheus to scrape. */
@Injectable()
export class Exposition {
  readonly registry = new Registry();

  private readonly ingestDuration = new Histogram({
    name: 'metrics_ai_ingest_duration_seconds',
    help: 'Time that one ingest took.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    registers: [this.registry],
  });
  private readonly ingestedSeries = this.counter(
    'metrics_ai_ingested_series_total',
    'Series that were ingested.',
  );
  private readonly ingestedPoints = this.counter(
    'metrics_ai_ingested_points_total',
    'Samples that were ingested.',
  );
  private readonly foundAnomalies = this.counter(
    'metrics_ai_found_anomalies_total',
    'Anomalies found at ingest.',
  );
  private readonly failedQueries = this.counter(
    'metrics_ai_ingest_failed_queries_total',
    'Queries that failed at ingest.',
  );

  constructor() {
    const { registry } = this;
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
    new Gauge({
      name: 'metrics_ai_build_info',
      help: 'Version of the engine; the value is always 1.',
      labelNames: ['version'],
      registers: [registry],
    });
  }

  setVersion(version: string): void {
    (this.registry.getSingleMetric('metrics_ai_build_info') as Gauge).set({ version }, 1);
  }

  observeIngest(report: IngestReport): void {
    this.ingestDuration.observe(report.durationMs / 1000);
    this.ingestedSeries.inc(report.series);
    this.ingestedPoints.inc(report.points);
    this.foundAnomalies.inc(report.anomalies);
    this.failedQueries.inc(report.failed.length);
  }

  private counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] });
  }
}
