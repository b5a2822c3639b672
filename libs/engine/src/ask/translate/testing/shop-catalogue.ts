import type { CatalogueMetric, MetricCatalogue } from '@metrics-ai/promql';
import type { RetrievedMetric } from '../translation.ts';

type Described = Partial<CatalogueMetric> & Pick<CatalogueMetric, 'type'>;

const SERVED = { job: ['checkout', 'cart'], instance: ['a:80', 'b:80'], namespace: ['shop', 'back-office'] };

/** What a small shop has metrics of. */
const SHOP: Readonly<Record<string, Described>> = {
  up: { type: 'gauge', help: 'Whether the target could be scraped.', labels: SERVED },
  shop_orders_total: {
    type: 'counter',
    help: 'Orders that were placed.',
    labels: { ...SERVED, country: ['de', 'fr', 'united kingdom'] },
  },
  shop_http_requests_total: {
    type: 'counter',
    help: 'HTTP requests.',
    labels: {
      ...SERVED,
      code: ['200', '404', '500', '503'],
      method: ['GET', 'POST'],
      path: ['/pay', '/cart'],
    },
  },
  shop_http_requests_failed_total: { type: 'counter', help: 'HTTP requests that failed.', labels: SERVED },
  shop_http_request_duration_seconds: {
    type: 'histogram',
    help: 'How long HTTP requests take.',
    labels: { ...SERVED, le: ['0.1', '1', '+Inf'] },
  },
  shop_queue_length: {
    type: 'gauge',
    help: 'Orders that wait.',
    labels: { ...SERVED, queue: ['mails', 'parcels'] },
  },
  shop_cache_hits_total: { type: 'counter', help: 'Look-ups that the cache answered.', labels: SERVED },
  shop_cache_misses_total: {
    type: 'counter',
    help: 'Look-ups that the cache did not answer.',
    labels: SERVED,
  },
  shop_db_connections_open: { type: 'gauge', help: 'Open connections to the database.', labels: SERVED },
  shop_db_connections_max: { type: 'gauge', help: 'Most connections to the database.', labels: SERVED },
  shop_memory_used_bytes: { type: 'gauge', help: 'Memory in use.', unit: 'bytes', labels: SERVED },
  shop_disk_free_bytes: {
    type: 'gauge',
    help: 'Free space of the disk.',
    unit: 'bytes',
    labels: { ...SERVED, device: ['sda', 'sdb'] },
  },
  shop_disk_size_bytes: {
    type: 'gauge',
    help: 'Size of the disk.',
    unit: 'bytes',
    labels: { ...SERVED, device: ['sda', 'sdb'] },
  },
  shop_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'When the certificate expires, in Unix time.',
    labels: SERVED,
  },
  shop_backup_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'Unix time of the last successful backup.',
    labels: SERVED,
  },
  shop_start_time_seconds: {
    type: 'gauge',
    help: 'Start time of the process since Unix epoch.',
    labels: SERVED,
  },
  shop_cpu_seconds_total: {
    type: 'counter',
    help: 'CPU time spent.',
    unit: 'seconds',
    labels: { ...SERVED, mode: ['idle', 'iowait', 'user'] },
  },
  shop_mails_total: {
    type: 'counter',
    help: 'Mails to customers.',
    labels: { ...SERVED, result: ['bounced', 'failed', 'sent'] },
  },
};

export const shopCatalogue: MetricCatalogue = catalogueOf(SHOP);

/** All metrics, as a search finds them that likes each word of a question in the name the same. */
export function findAll(question: string, catalogue: MetricCatalogue): RetrievedMetric[] {
  const words = question.toLowerCase().match(/[a-z]+/g) ?? [];
  return [...catalogue.names()]
    .map((name) => {
      const metric = catalogue.find(name)!;
      const text = `${name} ${metric.help}`.toLowerCase();
      const met = words.filter((word) => text.includes(word.replace(/s$/, '')));
      return { metric, score: (1 + met.length) / (1 + words.length) };
    })
    .sort((a, b) => b.score - a.score);
}

export function catalogueOf(described: Readonly<Record<string, Described>>): MetricCatalogue {
  const metrics = new Map(
    Object.entries(described).map(([name, metric]) => [
      name,
      { name, help: '', unit: '', labels: {}, ...metric },
    ]),
  );
  return { find: (name) => metrics.get(name), names: () => metrics.keys() };
}
