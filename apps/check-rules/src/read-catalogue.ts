import {
  findFamilies,
  selector,
  type MetricFamily,
  type PrometheusClient,
} from '@metrics-ai/prometheus-client';
import { catalogueOf, type CatalogueMetric, type MetricCatalogue } from '@metrics-ai/promql';

/** More metrics than any rule file names: the labels of the rest are taken as not known. */
const MOST_METRICS_WITH_LABELS = 500;

/**
 * The metrics that a Prometheus has now, those that are named with their labels. Three requests, and one more for each metric that is
 * named. Rejects with a PrometheusError.
 */
export async function readCatalogue(
  prometheus: Pick<PrometheusClient, 'labelValues' | 'metadata' | 'labels'>,
  named: ReadonlySet<string>,
): Promise<MetricCatalogue> {
  const [names, metadata] = await Promise.all([prometheus.labelValues('__name__'), prometheus.metadata()]);
  const families = findFamilies(names.data, metadata.data);
  const wanted = families
    .filter(({ name, seriesNames }) => [name, ...seriesNames].some((each) => named.has(each)))
    .slice(0, MOST_METRICS_WITH_LABELS);
  const labels = new Map(
    await Promise.all(wanted.map(async (family) => [family, await readLabels(prometheus, family)] as const)),
  );
  return catalogueOf(families.flatMap((family) => toMetrics(family, labels.get(family) ?? {})));
}

async function readLabels(
  prometheus: Pick<PrometheusClient, 'labels'>,
  { seriesNames }: MetricFamily,
): Promise<CatalogueMetric['labels']> {
  const { data } = await prometheus.labels({ matches: seriesNames.map((name) => selector(name, [])) });
  return Object.fromEntries(data.filter((label) => label !== '__name__').map((label) => [label, []]));
}

/** The metric by its family's name, and what else its series are called. */
function toMetrics(
  { name, type, help, unit, seriesNames }: MetricFamily,
  labels: CatalogueMetric['labels'],
): CatalogueMetric[] {
  const parts = seriesNames.filter((each) => each !== name);
  const ofPart = (part: string): CatalogueMetric['labels'] =>
    Object.fromEntries(
      Object.entries(labels).filter(([label]) =>
        label === 'le' ? part.endsWith('_bucket') : label !== 'quantile',
      ),
    );
  return [
    { name, type, help, unit, labels },
    ...parts.map((part): CatalogueMetric => ({
      name: part,
      type: 'counter',
      help,
      unit,
      labels: ofPart(part),
    })),
  ];
}
