import { catalogueOf, type CatalogueMetric } from '../catalogue.ts';

const TARGET = { job: ['api', 'worker', 'node'], instance: ['a:9100', 'b:9100'] };

function metric(
  name: string,
  type: CatalogueMetric['type'],
  labels: CatalogueMetric['labels'] = {},
): CatalogueMetric {
  return { name, type, help: '', unit: '', labels: { ...TARGET, ...labels } };
}

/** A few metrics of a made-up shop, one of each kind. */
export const SHOP = catalogueOf([
  metric('up', 'gauge'),
  metric('shop_orders_total', 'counter', { status: ['paid', 'cancelled'] }),
  metric('shop_refunds_total', 'counter'),
  metric('shop_basket_size', 'gauge'),
  metric('shop_queue_length', 'gauge', { queue: ['mail', 'invoice'] }),
  metric('shop_request_duration_seconds', 'histogram', {
    route: ['/pay', '/browse'],
    le: ['0.1', '1', '+Inf'],
  }),
  metric('shop_payload_bytes', 'histogram', { route: ['/pay', '/browse'] }),
  metric('shop_job_seconds', 'summary', { quantile: ['0.5', '0.99'] }),
  metric('shop_seats_total', 'gauge'),
  metric('shop:orders:rate5m', 'unknown'),
]);
