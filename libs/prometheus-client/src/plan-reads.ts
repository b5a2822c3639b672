import { matchersOf, selector, splitSuffix, toDuration, type LabelMatcher } from '@metrics-ai/promql';
import type { Labels } from './labels.ts';
import { metricType, type MetadataEntry } from './metric-type.ts';

/** One way to look at a metric: an expression a series, and the names that its results carry. */
export interface MetricRead {
  readonly kind: 'gauge' | 'rate' | 'quantile';
  /** The metric's name as its results carry it. */
  readonly metric: string;
  /** The metric whose metadata (help, unit) speak of this read. */
  readonly family: string;
  /** Label sets of the results, `__name__` left out. */
  readonly series: readonly Labels[];
  /** PromQL that reads the series that these matchers select. */
  promql(matchers: readonly LabelMatcher[]): string;
  /** The full label set of a result, `__name__` included: the series' identity. */
  restoreLabels(labels: Labels): Labels;
  /** PromQL that shows the series of a full label set. */
  show(labels: Labels): string;
}

const QUANTILES = [0.5, 0.9, 0.99];

/**
 * How to read these series so that their behaviour shows: a gauge as it is; a counter as `rate()` over the window; a
 * histogram family (classic or native) as its 0.5, 0.9 and 0.99 quantiles and its rate of observations; a summary as its
 * quantiles, and the rates of its count and sum. A quantile carries the family's name and a `quantile` label, as a
 * summary's own do. The window should be at least four scrape intervals long.
 */
export function planReads(
  series: readonly Labels[],
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
  windowMs: number,
): MetricRead[] {
  const byName = Map.groupBy(series, (labels) => labels.__name__ ?? '');
  const names = new Set(byName.keys());
  const window = toDuration(windowMs);
  return [...byName].flatMap(([name, ofName]): MetricRead[] => {
    const [base, suffix] = splitSuffix(name);
    const isOfClassicHistogram = names.has(`${base}_bucket`);
    const labelSets = ofName.map(({ __name__: _, ...labels }) => labels);
    if (suffix === 'bucket' && labelSets.some(({ le }) => le !== undefined)) {
      const withoutLe = uniqueLabels(labelSets.map(({ le: _, ...labels }) => labels));
      return QUANTILES.map((q) =>
        quantile(base, q, withoutLe, (m) => `rate(${selector(name, m)}[${window}])`),
      );
    }
    // The sum alone says little beside the quantiles and the rate.
    if (suffix === 'sum' && isOfClassicHistogram) return [];
    const type = metricType(name, metadata, names);
    if (type === 'histogram') {
      const rateOf = (m: readonly LabelMatcher[]): string => `rate(${selector(name, m)}[${window}])`;
      return [
        ...QUANTILES.map((q) => quantile(name, q, labelSets, rateOf)),
        named('rate', `${name}_count`, name, labelSets, (m) => `histogram_count(${rateOf(m)})`),
      ];
    }
    const family = metadata.has(name) ? name : base;
    return type === 'counter'
      ? [named('rate', name, family, labelSets, (m) => `rate(${selector(name, m)}[${window}])`)]
      : [named('gauge', name, family, labelSets, (m) => selector(name, m))];
  });
}

function named(
  kind: 'gauge' | 'rate',
  metric: string,
  family: string,
  series: readonly Labels[],
  promql: MetricRead['promql'],
): MetricRead {
  return {
    kind,
    metric,
    family,
    series,
    promql,
    restoreLabels: (labels) => ({ ...labels, __name__: metric }),
    show: ({ __name__: _, ...labels }) => promql(matchersOf(labels)),
  };
}

function quantile(
  metric: string,
  q: number,
  series: readonly Labels[],
  rateOf: (matchers: readonly LabelMatcher[]) => string,
): MetricRead {
  const promql = (matchers: readonly LabelMatcher[]): string =>
    `histogram_quantile(${q}, ${rateOf(matchers)})`;
  return {
    kind: 'quantile',
    metric,
    family: metric,
    series,
    promql,
    restoreLabels: (labels) => ({ ...labels, __name__: metric, quantile: String(q) }),
    show: ({ __name__: _, quantile: __, ...labels }) => promql(matchersOf(labels)),
  };
}

function uniqueLabels(labelSets: readonly Labels[]): Labels[] {
  return [
    ...new Map(labelSets.map((labels) => [JSON.stringify(Object.entries(labels).sort()), labels])).values(),
  ];
}
