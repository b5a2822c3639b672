import {
  PrometheusError,
  selector,
  type LookupRequest,
  type MetricFamily,
  type PrometheusClient,
} from '@metrics-ai/prometheus-client';
import { anyOf } from '../reading/select-series.ts';

/** Label names of a metric, `__name__` left out, with their values in order, of which some may be left out. */
export type MetricLabels = Readonly<Record<string, readonly string[]>>;

/** A family, and how many series it has now: NaN when that is not known. */
export interface CountedFamily extends MetricFamily {
  readonly series: number;
}

export interface LabelReading {
  /** By the family's name; a family whose labels were never read is missing. */
  readonly labels: ReadonlyMap<string, MetricLabels>;
  /** What Prometheus refused; of these, the labels of an earlier reading stay. */
  readonly failed: readonly { readonly metric: string; readonly reason: string }[];
}

interface Known {
  readonly labels: MetricLabels;
  readonly series: number;
  readonly readAtMs: number;
}

/** Values kept of a label. What has more (pods, paths, users) is told apart by other means than by a list. */
export const MOST_VALUES = 50;
/** What is longer is a statement or an address, which nobody asks for. */
const LONGEST_VALUE = 200;
const MOST_LABELS = 100;

/** Label sets in one answer: a tenth of a second of Prometheus' time, a megabyte. */
const SERIES_PER_REQUEST = 5_000;
const NAMES_PER_REQUEST = 200;
/** Of a metric of unknown size. */
const PRESUMED_SERIES = 100;

/** Label sets change while their number stays: what was read longer ago is read again. */
const READ_AGAIN_MS = 3_600_000;
/** Of metrics that are known already, so many series are read again at a time; the others have their turn later. */
const SERIES_READ_AGAIN = 100_000;

/** How long ago a series may have had its last sample. Those of metrics without any now are looked for in all of the time. */
const RECENT_MS = 3_600_000;

/** What Prometheus says to a request that means too much. */
const TOO_MUCH: readonly PrometheusError['kind'][] = ['bad-query', 'too-large'];

/**
 * Reads which labels metrics have. It asks for the label sets of many small metrics at once, for names and values of a large
 * one, and of what it has read before only for what changed or was read long ago.
 */
export class LabelReader {
  private readonly prometheus: Pick<PrometheusClient, 'series' | 'labels' | 'labelValues'>;
  private readonly known = new Map<string, Known>();

  constructor(prometheus: Pick<PrometheusClient, 'series' | 'labels' | 'labelValues'>) {
    this.prometheus = prometheus;
  }

  /**
   * The labels of these families; what it knows of others is forgotten. Rejects with a PrometheusError, knowing what it has
   * read so far, unless the error is about single metrics.
   */
  async read(
    families: readonly CountedFamily[],
    time: { readonly startMs: number; readonly endMs: number },
    signal?: AbortSignal,
  ): Promise<LabelReading> {
    const names = new Set(families.map(({ name }) => name));
    for (const name of this.known.keys()) if (!names.has(name)) this.known.delete(name);
    const failed: { metric: string; reason: string }[] = [];
    const recent = { startMs: Math.max(time.startMs, time.endMs - RECENT_MS), endMs: time.endMs, signal };
    const due = this.findDue(families, time.endMs);
    await this.readAll(
      due.filter(({ series }) => series !== 0),
      recent,
      failed,
    );
    await this.readAll(
      due.filter(({ series }) => series === 0),
      { ...time, signal },
      failed,
    );
    return { labels: new Map([...this.known].map(([name, { labels }]) => [name, labels])), failed };
  }

  private findDue(families: readonly CountedFamily[], nowMs: number): CountedFamily[] {
    const unknown = families.filter(({ name }) => !this.known.has(name));
    const again = families
      .flatMap((family) => {
        const known = this.known.get(family.name);
        const isDue =
          known !== undefined &&
          (!Object.is(known.series, family.series) || nowMs - known.readAtMs >= READ_AGAIN_MS);
        return isDue ? [{ family, readAtMs: known.readAtMs }] : [];
      })
      .sort((a, b) => a.readAtMs - b.readAtMs);
    let series = 0;
    const within = again.filter(
      ({ family }) => (series += sizeOf(family)) - sizeOf(family) < SERIES_READ_AGAIN,
    );
    return [...unknown, ...within.map(({ family }) => family)];
  }

  private async readAll(
    families: readonly CountedFamily[],
    lookup: LookupRequest,
    failed: { metric: string; reason: string }[],
  ): Promise<void> {
    const large = families.filter((family) => sizeOf(family) > SERIES_PER_REQUEST);
    const small = families.filter((family) => sizeOf(family) <= SERIES_PER_REQUEST);
    // One after the other: a refresh may take its time, and others ask Prometheus as well.
    for (const batch of pack(small)) await this.readSmall(batch, lookup, failed);
    for (const family of large) await this.readLarge(family, lookup, failed);
  }

  private async readSmall(
    families: readonly CountedFamily[],
    lookup: LookupRequest,
    failed: { metric: string; reason: string }[],
  ): Promise<void> {
    const byName = new Map(families.flatMap((family) => family.seriesNames.map((name) => [name, family])));
    try {
      const { data } = await this.prometheus.series([selectorOf([...byName.keys()])], lookup);
      const sets = Map.groupBy(data, ({ __name__: name }) => byName.get(name));
      for (const family of families) {
        const values = new Map<string, Set<string>>();
        for (const labels of sets.get(family) ?? []) {
          for (const [name, value] of Object.entries(labels)) {
            values.set(name, (values.get(name) ?? new Set()).add(value));
          }
        }
        this.remember(family, values, lookup);
      }
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      if (families.length === 1) return this.readLarge(families[0], lookup, failed);
      const half = Math.ceil(families.length / 2);
      await this.readSmall(families.slice(0, half), lookup, failed);
      await this.readSmall(families.slice(half), lookup, failed);
    }
  }

  /** As many requests as it has labels, none of which looks at samples. */
  private async readLarge(
    family: CountedFamily,
    lookup: LookupRequest,
    failed: { metric: string; reason: string }[],
  ): Promise<void> {
    const request = { ...lookup, matches: [selectorOf(family.seriesNames)] };
    try {
      const names = (await this.prometheus.labels(request)).data.filter((name) => name !== '__name__');
      const values = new Map<string, Iterable<string>>();
      for (const name of names.slice(0, MOST_LABELS)) {
        const { data } = await this.prometheus.labelValues(name, { ...request, limit: 2 * MOST_VALUES });
        values.set(name, data);
      }
      this.remember(family, values, lookup);
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      failed.push({ metric: family.name, reason: error.message });
    }
  }

  private remember(
    { name, series }: CountedFamily,
    values: ReadonlyMap<string, Iterable<string>>,
    { endMs = NaN }: LookupRequest,
  ): void {
    const labels = [...values]
      .filter(([label]) => label !== '__name__')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, MOST_LABELS)
      .map(([label, all]) => [label, [...all].filter(isShort).sort().slice(0, MOST_VALUES)] as const);
    this.known.set(name, { labels: Object.fromEntries(labels), series, readAtMs: endMs });
  }
}

const isShort = (value: string): boolean => value.length <= LONGEST_VALUE;

function isTooMuch(error: unknown): error is PrometheusError {
  return error instanceof PrometheusError && TOO_MUCH.includes(error.kind);
}

function sizeOf({ series, seriesNames }: CountedFamily): number {
  return Number.isNaN(series) || series === 0 ? PRESUMED_SERIES * seriesNames.length : series;
}

/** The selector of all series that have any of these names. */
export function selectorOf(names: readonly string[]): string {
  return selector(undefined, [anyOf('__name__', names)]);
}

function pack(families: readonly CountedFamily[]): CountedFamily[][] {
  const batches: CountedFamily[][] = [];
  let series = Infinity;
  let names = Infinity;
  for (const family of families) {
    series += sizeOf(family);
    names += family.seriesNames.length;
    if (series > SERIES_PER_REQUEST || names > NAMES_PER_REQUEST) {
      batches.push([]);
      series = sizeOf(family);
      names = family.seriesNames.length;
    }
    batches[batches.length - 1].push(family);
  }
  return batches;
}
