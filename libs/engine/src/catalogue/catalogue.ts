import type { Embedder } from '@metrics-ai/embeddings';
import type { MetricEntry, StoredMetricEntry, VectorStore } from '@metrics-ai/vector-store';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { findChanges } from './catalogue-changes.ts';
import type { KnownMetrics } from './known-metrics.ts';
import { LabelReader } from './label-reader.ts';
import { LoadedCatalogues, readEntries } from './loaded-catalogues.ts';
import { readMetrics, type CatalogueSource, type MetricsReading } from './read-metrics.ts';

export interface CatalogueReport {
  /** Metrics that Prometheus has and the catalogue now too. */
  readonly metrics: number;
  readonly added: number;
  /** Of those that were there, in text or numbers. */
  readonly changed: number;
  /** Gone for long. */
  readonly removed: number;
  /** Metrics that are there and have no place, in order. */
  readonly leftOut: readonly string[];
  /** Metrics of which something could not be read; what was known of them stays. */
  readonly failed: readonly { readonly metric: string; readonly reason: string }[];
  readonly warnings: readonly string[];
  readonly durationMs: number;
}

export interface CataloguedMetric extends MetricEntry {
  /** Series of it that were ingested; 0: it is not yet profiled. Of a histogram, those of its quantiles. */
  readonly profiledSeries: number;
}

export interface CataloguePage {
  readonly metrics: readonly CataloguedMetric[];
  /** Where the next page begins; absent when this was the last. */
  readonly next?: string;
}

export interface CatalogueOptions {
  /** A metric without a sample for so long is gone. */
  readonly keepMs: number;
  /** Most metrics of a tenant; a histogram counts once. */
  readonly maxMetrics: number;
  /** A catalogue that is older is refreshed when somebody asks for it. Default an hour. */
  readonly staleMs?: number;
}

/** How a refresh ended. */
export interface RefreshOutcome {
  readonly durationMs: number;
  /** Left out: it failed, and that is why. */
  readonly report?: CatalogueReport;
  readonly error?: unknown;
}

/** Where metrics are remembered. */
export type MetricShelf = Pick<VectorStore, 'putMetrics' | 'listMetrics' | 'deleteMetrics' | 'facets'>;

export interface CatalogueParts {
  readonly prometheus: CatalogueSource;
  readonly store: MetricShelf;
  readonly embedder: Pick<Embedder, 'embedDocuments'>;
  readonly options: CatalogueOptions;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Told of each refresh that ended, whoever wanted it; not of one that was broken off by `close`. */
  readonly onRefreshed?: (tenant: string, outcome: RefreshOutcome) => void;
}

/** Metrics that are embedded or written at a time: a tenth of a second in which nothing else has a turn. */
const METRICS_PER_BATCH = 200;

/** Anybody may call himself a tenant: catalogues are made for so many that nobody has configured, and kept fresh from then on. */
const MOST_TENANTS_ASKING = 20;

const STALE_MS = 3_600_000;

/**
 * Remembers which metrics Prometheus has, ingested or not: their names, types, help, units and labels. All tenants read the same
 * Prometheus; each has a catalogue of its own all the same, since no read of the store crosses tenants.
 */
export class Catalogue {
  private readonly parts: CatalogueParts;
  private readonly labelReader: LabelReader;
  private readonly closing = new AbortController();
  private readonly refreshing = new Map<string, Promise<CatalogueReport>>();
  private readonly loaded: LoadedCatalogues;
  private readonly asking = new Set<string>();
  private reading?: Promise<MetricsReading>;

  constructor(parts: CatalogueParts) {
    this.parts = parts;
    this.labelReader = new LabelReader(parts.prometheus);
    this.loaded = new LoadedCatalogues(parts.store, parts.nowMs);
  }

  /**
   * Makes a tenant's catalogue say what Prometheus has now. While a refresh of a tenant is under way, others of it join it,
   * and those of other tenants share what it reads. Embeds only what is new or reads otherwise than before. Whatever
   * fails before it is written leaves the catalogue as it was; what fails later, the next refresh mends.
   * Rejects with PrometheusError, EmbeddingError or VectorStoreError; with the reason of an abort once it is closed.
   */
  refresh(tenant: string): Promise<CatalogueReport> {
    const underWay = this.refreshing.get(tenant);
    if (underWay !== undefined) return underWay;
    const refresh = this.refreshAndTell(tenant).finally(() => this.refreshing.delete(tenant));
    this.refreshing.set(tenant, refresh);
    return refresh;
  }

  /**
   * The metrics of a tenant's catalogue, as they were stored at most a minute ago. Where it is empty or stale a refresh begins: with
   * `wait`, that of an empty one is waited for, and its failure is this one's. Rejects with a VectorStoreError otherwise.
   */
  async load(tenant: string, { wait = false }: { readonly wait?: boolean } = {}): Promise<KnownMetrics> {
    const { nowMs, options } = this.parts;
    const metrics = await this.loaded.get(tenant);
    const isFresh = nowMs() - metrics.refreshedAtMs < (options.staleMs ?? STALE_MS);
    if (isFresh || !this.mayAsk(tenant)) return metrics;
    this.asking.add(tenant);
    const refresh = this.refresh(tenant);
    if (wait && metrics.size === 0) {
      await refresh;
      return this.loaded.get(tenant);
    }
    // It is told of elsewhere.
    refresh.catch(() => undefined);
    return metrics;
  }

  /** Tenants that asked for a catalogue when it was empty or stale. */
  tenantsAsking(): readonly string[] {
    return [...this.asking];
  }

  /** A page of a tenant's catalogue in the order of the names. Rejects with a VectorStoreError. */
  async list(
    tenant: string,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<CataloguePage> {
    const { store } = this.parts;
    const found = await store.listMetrics(tenant, { afterMetric: after, limit: limit + 1 });
    const entries = found.slice(0, limit);
    const names = entries.map(({ metric }) => metric);
    const [facet] = names.length === 0 ? [] : await store.facets(tenant, ['metric'], { metrics: names });
    const profiled = new Map(facet?.values.map(({ value, records }) => [value, records]));
    return {
      metrics: entries.map((entry) => ({ ...entry, profiledSeries: profiled.get(entry.metric) ?? 0 })),
      next: found.length > limit ? names.at(-1) : undefined,
    };
  }

  /** When a tenant's catalogue was last refreshed, by whichever process; NaN: never. Rejects with a VectorStoreError. */
  async refreshedAtMs(tenant: string): Promise<number> {
    return (await this.loaded.get(tenant)).refreshedAtMs;
  }

  /** Breaks off what is under way, and resolves when it has ended. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.refreshing.values());
  }

  private mayAsk(tenant: string): boolean {
    return this.asking.has(tenant) || this.asking.size < MOST_TENANTS_ASKING;
  }

  private async refreshAndTell(tenant: string): Promise<CatalogueReport> {
    const { onRefreshed } = this.parts;
    const startedMs = performance.now();
    try {
      const report = await this.refreshNow(tenant);
      onRefreshed?.(tenant, { durationMs: performance.now() - startedMs, report });
      return report;
    } catch (error) {
      const durationMs = performance.now() - startedMs;
      if (!this.closing.signal.aborted) onRefreshed?.(tenant, { durationMs, error });
      throw error;
    }
  }

  private async refreshNow(tenant: string): Promise<CatalogueReport> {
    const { store, options } = this.parts;
    const startedMs = performance.now();
    const reading = await this.read();
    const stored = new Map((await readEntries(store, tenant)).map((entry) => [entry.metric, entry]));
    const nowMs = this.parts.nowMs();
    const { added, rewritten, renewed } = findChanges(stored, reading.metrics, { nowMs, ...options });
    // All before any is written: half a catalogue would look like a fresh one.
    const embedded = await this.embed([...added, ...rewritten]);
    for await (const batch of this.batches(embedded)) await store.putMetrics(tenant, batch);
    for await (const batch of this.batches(renewed)) await this.putRenewed(tenant, batch);
    const removed = await store.deleteMetrics(tenant, { seenBeforeMs: nowMs - options.keepMs });
    this.loaded.forget(tenant);
    return {
      metrics: reading.metrics.length,
      added: added.length,
      changed: rewritten.length + renewed.length,
      removed,
      leftOut: reading.leftOut,
      failed: reading.failed,
      warnings: reading.warnings,
      durationMs: performance.now() - startedMs,
    };
  }

  private read(): Promise<MetricsReading> {
    const { prometheus, options } = this.parts;
    const { signal } = this.closing;
    this.reading ??= readMetrics(prometheus, this.labelReader, { ...options, signal }).finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async embed(entries: readonly MetricEntry[]): Promise<StoredMetricEntry[]> {
    const { signal } = this.closing;
    const embedded: StoredMetricEntry[] = [];
    for await (const batch of this.batches(entries)) {
      const texts = batch.map(({ text }) => text);
      const vectors = await this.parts.embedder.embedDocuments(texts, { signal });
      embedded.push(...batch.map((entry, i) => ({ ...entry, vector: vectors[i] })));
    }
    return embedded;
  }

  /** Of entries whose text is as it was, the vectors stay. */
  private async putRenewed(tenant: string, entries: readonly MetricEntry[]): Promise<void> {
    const { store } = this.parts;
    try {
      await store.putMetrics(tenant, entries);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Another process has written or deleted one of them meanwhile.
      await store.putMetrics(tenant, await this.embed(entries));
    }
  }

  /** Others get their turn in between. */
  private async *batches<T>(entries: readonly T[]): AsyncGenerator<readonly T[]> {
    for (let i = 0; i < entries.length; i += METRICS_PER_BATCH) {
      this.closing.signal.throwIfAborted();
      yield entries.slice(i, i + METRICS_PER_BATCH);
      await nextTurn();
    }
  }
}
