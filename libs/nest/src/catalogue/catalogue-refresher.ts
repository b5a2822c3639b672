import { WatchSchedule, type Catalogue, type Recurring } from '@metrics-ai/engine';
import type { CatalogueModuleOptions } from '../configuration/catalogue-config.ts';
import type { CatalogueMetrics } from './catalogue-metrics.ts';

export interface CatalogueRefresherOptions extends Pick<CatalogueModuleOptions, 'everyMs' | 'isStandIn'> {
  /** Whose catalogues are kept fresh. */
  readonly tenants: () => readonly string[];
}

/** So much older than it should be a catalogue is before a process that is no worker refreshes it. */
const PATIENCE = 1.5;

/** A catalogue that another process refreshed so short a time ago, as a share of the interval, is fresh. */
const FRESH_SHARE = 0.8;

/**
 * Keeps catalogues fresh. Processes that share a store need not agree on who does it: each looks first how old a
 * catalogue is, and leaves a fresh one alone.
 */
export class CatalogueRefresher {
  private readonly catalogue: Catalogue;
  private readonly metrics: CatalogueMetrics;
  private readonly tenants: () => readonly string[];
  private readonly everyMs: number;
  private readonly schedule: WatchSchedule<Recurring>;
  /** Tenants whose last refresh by this process failed: what it had written by then must not pass for a fresh catalogue. */
  private readonly unfinished = new Set<string>();

  constructor(options: CatalogueRefresherOptions, catalogue: Catalogue, metrics: CatalogueMetrics) {
    this.catalogue = catalogue;
    this.metrics = metrics;
    this.tenants = options.tenants;
    this.everyMs = (options.everyMs ?? Infinity) * (options.isStandIn ? PATIENCE : 1);
    this.schedule = new WatchSchedule<Recurring>({
      run: (_, signal) => this.refreshStale(signal),
      concurrency: 1,
    });
  }

  /** From now on, if there is a schedule at all. */
  start(): void {
    if (this.everyMs !== Infinity) this.schedule.set([{ name: 'catalogue', everyMs: this.everyMs }]);
  }

  /** Breaks off what is under way, and resolves when it has ended. */
  async close(): Promise<void> {
    await Promise.all([this.schedule.close(), this.catalogue.close()]);
  }

  /** All at once, for they share what is read. Rejects when one failed, so that it is tried again soon. */
  private async refreshStale(signal: AbortSignal): Promise<void> {
    const tenants = new Set([...this.tenants(), ...this.catalogue.tenantsAsking()]);
    const refreshes = await Promise.allSettled(
      [...tenants].map(async (tenant) => {
        const refreshedAtMs = await this.catalogue.refreshedAtMs(tenant);
        signal.throwIfAborted();
        const isRecent = Math.abs(Date.now() - refreshedAtMs) < FRESH_SHARE * this.everyMs;
        if (isRecent && !this.unfinished.has(tenant)) {
          this.metrics.observeFresh(tenant, refreshedAtMs);
          return;
        }
        this.unfinished.add(tenant);
        await this.catalogue.refresh(tenant);
        this.unfinished.delete(tenant);
      }),
    );
    const failed = refreshes.find((refresh) => refresh.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
