import type { CatalogueMetric, MetricCatalogue } from '@metrics-ai/promql';

type Labels = CatalogueMetric['labels'];

const SHOP: Labels = { job: ['shop'], service: ['cart', 'payment'], instance: ['a:1', 'b:1'] };

function metric(
  name: string,
  type: CatalogueMetric['type'],
  help: string,
  labels: Labels = SHOP,
): CatalogueMetric {
  return { name, type, help, unit: '', labels };
}

/** A few metrics of each type, such as a shop would have. */
export function askedCatalogue(): MetricCatalogue {
  const latency = metric('latency_seconds', 'histogram', 'Time to answer a request.', {
    ...SHOP,
    le: ['0.1', '1'],
  });
  const all = [
    metric('memory_bytes', 'gauge', 'Memory in use.'),
    metric('http_requests_total', 'counter', 'Requests that were answered.', {
      ...SHOP,
      code: ['200', '500'],
    }),
    metric('boot_time_seconds', 'gauge', 'When it was started, in seconds since 1970.'),
    metric('up', 'gauge', 'Whether the last scrape succeeded.', {
      job: ['shop', 'node'],
      instance: ['a:1', 'n:1'],
    }),
    latency,
    { ...latency, name: 'latency_seconds_bucket', type: 'counter' as const },
    { ...latency, name: 'latency_seconds_sum', type: 'counter' as const, labels: SHOP },
    { ...latency, name: 'latency_seconds_count', type: 'counter' as const, labels: SHOP },
  ];
  const byName = new Map(all.map((each) => [each.name, each]));
  return { find: (name) => byName.get(name), names: () => byName.keys() };
}
