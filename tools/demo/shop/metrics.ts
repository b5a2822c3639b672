/** Every metric of the shop, as its exporter describes it to Prometheus. A histogram's series carry the usual suffixes. */
export const shopMetrics = {
  active_sessions: { type: 'gauge', help: 'Visitors with an open session.' },
  batch_duration_seconds: { type: 'gauge', help: 'How long the last stock synchronisation took.' },
  batch_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'When the nightly stock synchronisation last succeeded, seconds since the epoch.',
  },
  batch_records_processed_total: {
    type: 'counter',
    help: 'Stock records that the nightly synchronisation processed.',
  },
  cache_evictions_total: { type: 'counter', help: 'Entries that the cache dropped to make room.' },
  cache_hits_total: { type: 'counter', help: 'Cache lookups that found an entry.' },
  cache_misses_total: { type: 'counter', help: 'Cache lookups that found none and went to the database.' },
  cpu_usage: { type: 'gauge', help: 'Share of the CPU limit that the instance uses, 0 to 1.' },
  db_connections_active: { type: 'gauge', help: 'Connections of the database pool that are in use.' },
  db_connections_max: { type: 'gauge', help: 'Connections that the database pool may open.' },
  db_queries_total: { type: 'counter', help: 'Queries that the database executed.' },
  db_replication_lag_seconds: { type: 'gauge', help: 'How far the replica is behind the database.' },
  disk_used_ratio: { type: 'gauge', help: 'Used share of the data volume, 0 to 1.' },
  http_request_duration_seconds: { type: 'histogram', help: 'Time from request to response.' },
  http_requests_total: { type: 'counter', help: 'HTTP requests that were answered.' },
  memory_usage: { type: 'gauge', help: 'Resident memory of the instance in bytes.' },
  orders_total: { type: 'counter', help: 'Orders that were paid and accepted.' },
  payment_failures_total: { type: 'counter', help: 'Payments that did not go through.' },
  queue_depth: { type: 'gauge', help: 'Messages that wait in the queue.' },
  queue_messages_consumed_total: { type: 'counter', help: 'Messages that consumers took from the queue.' },
  queue_messages_published_total: { type: 'counter', help: 'Messages that were put into the queue.' },
} as const;

export type ShopMetric = keyof typeof shopMetrics;

/** A series of the shop at this moment. */
export interface ShopSeries {
  readonly metric: ShopMetric;
  /** What follows the metric's name in the series' name: histograms have `_bucket`, `_sum` and `_count`. */
  readonly suffix: '' | '_bucket' | '_sum' | '_count';
  /** Without `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  /** NaN while the series does not exist. */
  value: number;
}

/** All series of the shop, in the order in which they were added. */
export class ShopRegistry {
  readonly series: ShopSeries[] = [];

  add(metric: ShopMetric, labels: Record<string, string>, suffix: ShopSeries['suffix'] = ''): ShopSeries {
    const series = { metric, suffix, labels: { job: 'shop', ...labels }, value: 0 };
    this.series.push(series);
    return series;
  }

  /** The process was replaced: its counters begin at 0. */
  resetCounters(instance: string): void {
    for (const series of this.#of(instance)) {
      if (shopMetrics[series.metric].type !== 'gauge') series.value = 0;
    }
  }

  /** The process is gone, and with it its series. */
  removeInstance(instance: string): void {
    for (const series of this.#of(instance)) series.value = NaN;
  }

  #of(instance: string): ShopSeries[] {
    return this.series.filter((series) => series.labels.instance === instance);
  }
}
