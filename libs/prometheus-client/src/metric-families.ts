import { metricType, typeIn, type MetadataEntry, type MetricType } from './metric-type.ts';

/** A metric as its targets speak of it, and the names that its series carry. */
export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** As the metadata has it; most often empty. */
  readonly unit: string;
  /** In order; of a gauge or counter its own. */
  readonly seriesNames: readonly string[];
}

/** What the series of a histogram or summary carry beside the family's name. */
const PARTS = /^(.+)_(bucket|sum|count|created)$/;

/** What the metadata of an OpenMetrics target leaves off a name: `a_total` is a sample of the family `a`. */
const SAMPLE_ENDS = /_(total|info|created)$/;

/**
 * The families of these names of series, in order: the parts of a histogram or summary count as one metric. Which they are the
 * metadata says or, where it is silent (as of what was written by remote write), the names themselves: buckets with a sum or a count beside
 * them are a histogram's, and a metric with both a sum and a count is a summary.
 * Where targets disagree, the type is that of the name's conventions, and the help the longest; none depends on the order of the metadata.
 */
export function findFamilies(
  names: readonly string[],
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
): MetricFamily[] {
  const known = new Set(names);
  const byFamily = Map.groupBy(names, (name) => familyOf(name, known, metadata) ?? name);
  return [...byFamily]
    .map(([name, seriesNames]): MetricFamily => {
      const entries = metadata.get(name) ?? metadata.get(name.replace(SAMPLE_ENDS, '')) ?? [];
      const type = typeOf(name, seriesNames, known, metadata);
      return {
        name,
        type,
        help: longest(entries.map(({ help }) => help.trim())),
        unit: longest(entries.map(({ unit }) => unit)),
        seriesNames: seriesNames.toSorted(),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The histogram or summary that a name is a part of. */
function familyOf(
  name: string,
  known: ReadonlySet<string>,
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
): string | undefined {
  const [, base, part] = PARTS.exec(name) ?? [];
  // A target that has a metric of just this name means it: `queue_count` may be a gauge beside a histogram `queue`.
  if (base === undefined || metadata.has(name)) return undefined;
  const entries = metadata.get(base);
  if (entries !== undefined) {
    const type = typeIn(entries);
    const isPart = type === 'histogram' || (type === 'summary' && part !== 'bucket');
    return isPart ? base : undefined;
  }
  const hasSum = known.has(`${base}_sum`);
  const hasCount = known.has(`${base}_count`);
  if (known.has(`${base}_bucket`)) return hasSum || hasCount ? base : undefined;
  return known.has(base) && hasSum && hasCount ? base : undefined;
}

function typeOf(
  name: string,
  seriesNames: readonly string[],
  known: ReadonlySet<string>,
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
): MetricType {
  const type = metricType(name, metadata, known);
  if (type !== 'unknown' || metadata.has(name)) return type;
  const openMetrics = metadata.get(name.replace(SAMPLE_ENDS, ''));
  // When a counter began is a moment, which no rate can be taken of.
  if (openMetrics !== undefined) return name.endsWith('_created') ? 'gauge' : typeIn(openMetrics);
  if (seriesNames.includes(`${name}_bucket`)) return 'histogram';
  return seriesNames.includes(`${name}_sum`) ? 'summary' : 'unknown';
}

/** Of equal length, the first in alphabetical order. */
function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => {
    const isBetter = text.length > best.length || (text.length === best.length && text < best);
    return isBetter ? text : best;
  }, '');
}
