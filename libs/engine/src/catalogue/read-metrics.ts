import {
  findFamilies,
  PrometheusError,
  toDuration,
  type MetadataEntry,
  type MetricFamily,
  type PrometheusClient,
} from '@metrics-ai/prometheus-client';
import { readClockMs } from '../watches/turns.ts';
import { selectorOf, type CountedFamily, type LabelReader, type MetricLabels } from './label-reader.ts';

/** What a catalogue asks of Prometheus. */
export type CatalogueSource = Pick<
  PrometheusClient,
  'metadata' | 'labels' | 'labelValues' | 'series' | 'query'
>;

/** A metric as Prometheus has it now. */
export interface ReadMetric extends CountedFamily {
  readonly labels: MetricLabels;
}

export interface MetricsReading {
  /** In the order of their names. */
  readonly metrics: readonly ReadMetric[];
  /** Metrics that are there and have no place, in order. */
  readonly leftOut: readonly string[];
  /** What could not be read of some metrics; everything else was. */
  readonly failed: readonly { readonly metric: string; readonly reason: string }[];
  readonly warnings: readonly string[];
}

export interface ReadMetricsOptions {
  /** A metric without a sample for so long is gone. */
  readonly keepMs: number;
  readonly maxMetrics: number;
  readonly signal?: AbortSignal;
}

const NAMES_PER_QUERY = 500;

/** Longer keys are refused by the store. */
const LONGEST_NAME = 256;

/**
 * Reads which metrics Prometheus has: those with a sample within `keepMs`, by its clock. The number of requests is small however many
 * metrics there are; see LabelReader. Rejects with a PrometheusError when something is missing that all metrics need.
 */
export async function readMetrics(
  prometheus: CatalogueSource,
  labelReader: LabelReader,
  { keepMs, maxMetrics, signal }: ReadMetricsOptions,
): Promise<MetricsReading> {
  const endMs = await readClockMs(prometheus, signal);
  const time = { startMs: endMs - keepMs, endMs };
  const [names, metadata] = await Promise.all([
    prometheus.labelValues('__name__', { ...time, signal }),
    readMetadata(prometheus, signal),
  ]);
  const counts = await countSeries(prometheus, names.data, signal);
  const families = findFamilies(names.data, metadata).map((family): CountedFamily => ({
    ...family,
    series: sumOf(family, counts),
  }));
  const there = await withoutGone(prometheus, families, { keepMs, signal });
  const { kept, leftOut } = choose(there, metadata, maxMetrics);
  const { labels, failed } = await labelReader.read(kept, time, signal);
  return {
    // What has no labels yet would look as if it had none.
    metrics: kept.flatMap((family) => {
      const ofFamily = labels.get(family.name);
      return ofFamily === undefined ? [] : [{ ...family, labels: ofFamily }];
    }),
    leftOut,
    failed,
    warnings: names.warnings,
  };
}

/** A server without metadata (VictoriaMetrics, Thanos of some age) knows metrics by their names alone. */
async function readMetadata(
  prometheus: CatalogueSource,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly MetadataEntry[]>> {
  try {
    return (await prometheus.metadata({ signal })).data;
  } catch (error) {
    const isUnknown = error instanceof PrometheusError && ['not-found', 'bad-query'].includes(error.kind);
    if (!isUnknown) throw error;
    return new Map();
  }
}

/** Series that each name has now. Of all at once, or in pieces where that is too much; what is missing could not be counted. */
async function countSeries(
  prometheus: CatalogueSource,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const count = async (of: readonly string[], selected: string): Promise<boolean> => {
    try {
      const found = await countBy(prometheus, selected, signal);
      for (const name of of) counts.set(name, found.get(name) ?? 0);
      return true;
    } catch (error) {
      if (isAboutQuery(error)) return false;
      throw error;
    }
  };
  if (await count(names, '{__name__!=""}')) return counts;
  for (let i = 0; i < names.length; i += NAMES_PER_QUERY) {
    const piece = names.slice(i, i + NAMES_PER_QUERY);
    await count(piece, selectorOf(piece));
  }
  return counts;
}

/** An index knows names for some hours longer than there are samples: what has no series now is looked for in the time. */
async function withoutGone(
  prometheus: CatalogueSource,
  families: readonly CountedFamily[],
  { keepMs, signal }: Pick<ReadMetricsOptions, 'keepMs' | 'signal'>,
): Promise<CountedFamily[]> {
  const dormant = families.filter(({ series }) => series === 0).flatMap(({ seriesNames }) => seriesNames);
  const gone = new Set<string>();
  for (let i = 0; i < dormant.length; i += NAMES_PER_QUERY) {
    const piece = dormant.slice(i, i + NAMES_PER_QUERY);
    try {
      const window = `last_over_time(${selectorOf(piece)}[${toDuration(keepMs)}])`;
      const found = await countBy(prometheus, window, signal);
      for (const name of piece) if (!found.has(name)) gone.add(name);
    } catch (error) {
      // What cannot be looked for may be there.
      if (!isAboutQuery(error)) throw error;
    }
  }
  return families.filter(({ seriesNames }) => !seriesNames.every((name) => gone.has(name)));
}

async function countBy(
  prometheus: CatalogueSource,
  selected: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const { data } = await prometheus.query(`count by (__name__) (${selected})`, { signal });
  if (data.type !== 'vector') throw new PrometheusError('invalid-response', 'a count gave no vector');
  return new Map(data.samples.map(({ labels, value }) => [labels.__name__, value]));
}

function isAboutQuery(error: unknown): boolean {
  return error instanceof PrometheusError && ['bad-query', 'too-large', 'timeout'].includes(error.kind);
}

function sumOf({ seriesNames }: MetricFamily, counts: ReadonlyMap<string, number>): number {
  return seriesNames.reduce((sum, name) => sum + (counts.get(name) ?? NaN), 0);
}

/** Where there is no place for all: first those with series now, then those that say what they are. */
function choose(
  families: readonly CountedFamily[],
  metadata: ReadonlyMap<string, readonly MetadataEntry[]>,
  maxMetrics: number,
): { readonly kept: CountedFamily[]; readonly leftOut: string[] } {
  const isNamed = ({ name }: CountedFamily): boolean =>
    name !== '' && name.length <= LONGEST_NAME && !name.includes('\0') && name.isWellFormed();
  const rank = ({ name, series }: CountedFamily): number =>
    (series === 0 ? 2 : 0) + (metadata.has(name) ? 0 : 1);
  const chosen = families
    .filter(isNamed)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, maxMetrics);
  const names = new Set(chosen.map(({ name }) => name));
  return {
    kept: families.filter(({ name }) => names.has(name)),
    leftOut: families.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}
