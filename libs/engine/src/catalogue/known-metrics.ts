import type { CatalogueMetric, MetricCatalogue } from '@metrics-ai/promql';
import type { MetricEntry } from '@metrics-ai/vector-store';

/** All metrics of a tenant's catalogue, by every name that PromQL may call them. */
export class KnownMetrics implements MetricCatalogue {
  /** When the catalogue was last compared with Prometheus, milliseconds since the epoch; NaN: never. */
  readonly refreshedAtMs: number;
  /** Metrics; a histogram counts once. */
  readonly size: number;
  private readonly byName: ReadonlyMap<string, MetricEntry>;

  constructor(entries: readonly MetricEntry[]) {
    const parts = entries.flatMap((entry) => partsOf(entry).map((name) => [name, entry] as const));
    // A metric of its own comes before the part of another.
    this.byName = new Map([...parts, ...entries.map((entry) => [entry.metric, entry] as const)]);
    this.size = entries.length;
    const latestMs = entries.reduce((latest, { seenAtMs }) => Math.max(latest, seenAtMs), -Infinity);
    this.refreshedAtMs = entries.length === 0 ? NaN : latestMs;
  }

  /** The metric of this name. The parts of a histogram or summary are counters; where it has no series of just its name, it is found as well. */
  find(name: string): CatalogueMetric | undefined {
    const entry = this.byName.get(name);
    if (entry === undefined) return undefined;
    const { metric, type, help, unit, labels } = entry;
    if (name === metric) return { name, type, help, unit, labels };
    // Of the parts, only buckets have a bound, and none has a quantile.
    const isOfPart = (label: string): boolean =>
      label === 'le' ? name.endsWith('_bucket') : label !== 'quantile';
    return {
      name,
      type: 'counter',
      help,
      unit: name.endsWith('_sum') ? unit : '',
      labels: Object.fromEntries(Object.entries(labels).filter(([label]) => isOfPart(label))),
    };
  }

  names(): Iterable<string> {
    return this.byName.keys();
  }
}

/** A native histogram, which has no buckets as series, is read by functions instead. */
function partsOf({ metric, type, labels }: MetricEntry): string[] {
  const ends =
    type === 'summary'
      ? ['sum', 'count']
      : type === 'histogram' && 'le' in labels
        ? ['bucket', 'sum', 'count']
        : [];
  return ends.map((end) => `${metric}_${end}`);
}
