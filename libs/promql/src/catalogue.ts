/** What is known of a metric. */
export interface CatalogueMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';
  readonly help: string;
  readonly unit: string;
  /** Label names with known values; the values may be incomplete, the names are not. Empty: labels are not known. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** The metrics that there are. A classic histogram may be in it by its family's name or by those of its series. */
export interface MetricCatalogue {
  find(name: string): CatalogueMetric | undefined;
  names(): Iterable<string>;
}

/** A catalogue of these metrics; of two with one name the last counts. */
export function catalogueOf(metrics: Iterable<CatalogueMetric>): MetricCatalogue {
  const byName = new Map<string, CatalogueMetric>();
  for (const metric of metrics) byName.set(metric.name, metric);
  return { find: (name) => byName.get(name), names: () => byName.keys() };
}
