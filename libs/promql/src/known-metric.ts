import type { CatalogueMetric, MetricCatalogue } from './catalogue.ts';
import { isRecorded, splitSuffix } from './metric-name.ts';

/** How the values of a metric behave; `unknown` where nothing says it, or the type and the name disagree. */
export type MetricKind = CatalogueMetric['type'];

/** Series that Prometheus writes itself, whatever its rules say, … */
const OWN_METRICS = new Set(['ALERTS', 'ALERTS_FOR_STATE']);
/** … and whatever it scrapes: of these no target tells the type. */
const SCRAPE_METRICS =
  /^(up|scrape_(duration_seconds|samples_scraped|samples_post_metric_relabeling|series_added|timeout_seconds|sample_limit|body_size_bytes))$/;

export interface KnownMetric {
  readonly kind: MetricKind;
  /** Every label that a series of it may have; undefined where that is not known. */
  readonly labels?: ReadonlyMap<string, readonly string[]>;
}

/** What the catalogue knows of a metric, by its own name or its family's; undefined when it knows none of that name. */
export function findMetric(catalogue: MetricCatalogue, name: string): KnownMetric | undefined {
  const own = catalogue.find(name);
  if (own !== undefined) return { kind: kindOf(own, name), labels: labelsOf(own) };
  const [family, suffix] = splitSuffix(name);
  const parent = suffix === '' ? undefined : catalogue.find(family);
  const isPart =
    (parent?.type === 'histogram' && suffix !== 'total') ||
    (parent?.type === 'summary' && (suffix === 'sum' || suffix === 'count')) ||
    (parent?.type === 'counter' && suffix === 'total');
  if (parent !== undefined && isPart) {
    return {
      kind: 'counter',
      labels: labelsOf(
        parent,
        suffix === 'bucket' ? ['le'] : [],
        suffix === 'bucket' ? [] : ['le', 'quantile'],
      ),
    };
  }
  return OWN_METRICS.has(name) ? { kind: 'gauge' } : undefined;
}

/** How a metric's values behave: from the catalogue, else from the conventions of its name, which speak of counters alone. */
export function kindOfMetric(catalogue: MetricCatalogue | undefined, name: string): MetricKind {
  const known = catalogue === undefined ? undefined : findMetric(catalogue, name);
  if (known !== undefined && known.kind !== 'unknown') return known.kind;
  return known === undefined || !saysGauge(catalogue?.find(name)) ? kindByName(name) : 'unknown';
}

function kindOf(metric: CatalogueMetric, name: string): MetricKind {
  const [, suffix] = splitSuffix(name);
  // The parts of a histogram or summary count up, whatever type the catalogue has them under.
  if (metric.type === 'histogram' || metric.type === 'summary')
    return suffix === '' || suffix === 'total' ? metric.type : 'counter';
  // Exporters declare many counters as gauges: of two that disagree neither is believed.
  if (metric.type === 'gauge') return suffix === '' ? 'gauge' : 'unknown';
  return metric.type === 'unknown' ? kindByName(name) : metric.type;
}

function saysGauge(metric: CatalogueMetric | undefined): boolean {
  return metric?.type === 'gauge';
}

/**
 * Things that happen, and are counted: many gauges end in `_total` as well, such as the number of inodes that a disk has, so that the
 * end alone proves nothing.
 */
const EVENTS =
  /(^|_)(requests|responses|errors|failures|failed|exceptions|panics|retries|restarts|timeouts|messages|packets|seconds|queries|operations|ops|calls|hits|misses|events|evictions|transactions|commits|rollbacks|drops|dropped|samples|logins|writes|reads|received|sent|transmitted|accepted|rejected|handled|processed|completed|started|scrapes|fetches|lookups|invocations|attempts|accesses|faults|interrupts|switches)$/;
/** What is so now, however it is counted. */
const STATES =
  /(^|_)(active|available|current|free|idle|limit|max|open|pending|queued|running|used|waiting)(_|$)/;

function kindByName(name: string): MetricKind {
  if (SCRAPE_METRICS.test(name)) return 'gauge';
  if (isRecorded(name)) return 'unknown';
  const [family, suffix] = splitSuffix(name);
  if (suffix === 'bucket') return 'counter';
  return suffix === 'total' && EVENTS.test(family) && !STATES.test(family) ? 'counter' : 'unknown';
}

function labelsOf(
  metric: CatalogueMetric,
  more: readonly string[] = [],
  fewer: readonly string[] = [],
): KnownMetric['labels'] {
  const entries = Object.entries(metric.labels);
  if (entries.length === 0) return undefined;
  const labels = new Map(entries.filter(([label]) => !fewer.includes(label)));
  for (const label of more) if (!labels.has(label)) labels.set(label, []);
  return labels;
}
