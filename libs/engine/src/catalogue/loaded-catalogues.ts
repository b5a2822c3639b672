import type { MetricEntry, VectorStore } from '@metrics-ai/vector-store';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KnownMetrics } from './known-metrics.ts';

type EntryStore = Pick<VectorStore, 'listMetrics'>;

interface Loaded {
  readonly atMs: number;
  readonly metrics: Promise<KnownMetrics>;
}

/** So long what was loaded is good: another process may have refreshed it meanwhile. */
const LOADED_FOR_MS = 60_000;
const MOST_TENANTS_LOADED = 20;
const ENTRIES_PER_PAGE = 1_000;

/** Catalogues of tenants as a store has them, held in memory for a minute: reading thousands of entries takes a while. */
export class LoadedCatalogues {
  private readonly store: EntryStore;
  private readonly nowMs: () => number;
  /** The longest unused first. */
  private readonly loaded = new Map<string, Loaded>();

  constructor(store: EntryStore, nowMs: () => number) {
    this.store = store;
    this.nowMs = nowMs;
  }

  /** A tenant's metrics as they were stored at most a minute ago. Rejects with a VectorStoreError, and reads anew then. */
  get(tenant: string): Promise<KnownMetrics> {
    const nowMs = this.nowMs();
    const before = this.loaded.get(tenant);
    this.loaded.delete(tenant);
    const isGood = before !== undefined && Math.abs(nowMs - before.atMs) < LOADED_FOR_MS;
    const loaded = isGood ? before : { atMs: nowMs, metrics: this.read(tenant) };
    this.loaded.set(tenant, loaded);
    for (const other of this.loaded.keys()) {
      if (this.loaded.size <= MOST_TENANTS_LOADED) break;
      this.loaded.delete(other);
    }
    return loaded.metrics;
  }

  /** They are others now. */
  forget(tenant: string): void {
    this.loaded.delete(tenant);
  }

  private async read(tenant: string): Promise<KnownMetrics> {
    try {
      return new KnownMetrics(await readEntries(this.store, tenant));
    } catch (error) {
      this.loaded.delete(tenant);
      throw error;
    }
  }
}

/** All metrics of a tenant in the order of their names; others get their turn in between. Rejects with a VectorStoreError. */
export async function readEntries(store: EntryStore, tenant: string): Promise<MetricEntry[]> {
  const entries: MetricEntry[] = [];
  for (;;) {
    const afterMetric = entries.at(-1)?.metric;
    const page = await store.listMetrics(tenant, { afterMetric, limit: ENTRIES_PER_PAGE });
    entries.push(...page);
    if (page.length < ENTRIES_PER_PAGE) return entries;
    await nextTurn();
  }
}
