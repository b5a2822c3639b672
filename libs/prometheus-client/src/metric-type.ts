import { splitSuffix } from '@metrics-ai/promql';

/** What Prometheus was told of a metric when it was scraped (`/api/v1/metadata`). */
export interface MetadataEntry {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';

/** Types of OpenMetrics that behave like one of the others. */
const TYPES: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'gauge',
  stateset: 'gauge',
};

/**
 * The type of a metric: from the metadata of its name or of its family; where there is none, or targets disagree, from
 * the conventions of its name. A name that ends in `_count` or `_sum` says nothing by itself (`replica_count` is a
 * gauge): it is a counter only beside its sibling.
 */
export function metricType(
  name: string,
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
  names: ReadonlySet<string> = new Set(),
): MetricType {
  const own = typeIn(metadata.get(name));
  if (own !== 'unknown') return own;
  const [base, suffix] = splitSuffix(name);
  const family = typeIn(metadata.get(base));
  if (suffix === 'total' || suffix === 'bucket') return 'counter';
  if (suffix === 'count' || suffix === 'sum') {
    const hasSibling =
      names.has(`${base}_${suffix === 'count' ? 'sum' : 'count'}`) || names.has(`${base}_bucket`);
    if (family === 'histogram' || family === 'summary' || hasSibling) return 'counter';
  }
  return 'unknown';
}

/** The type that all entries which know one agree on. */
export function typeIn(entries: readonly MetadataEntry[] | undefined): MetricType {
  const types = new Set((entries ?? []).map(({ type }) => TYPES[type] ?? 'unknown'));
  types.delete('unknown');
  const [type] = types;
  return types.size === 1 ? type : 'unknown';
}
