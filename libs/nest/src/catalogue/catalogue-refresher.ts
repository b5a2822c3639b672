import { WatchSchedule, type Catalogue, type CatalogueReport, type Recurring } from '@metrics-ai/engine';
import { Logger } from '@nestjs/common';
import type { CatalogueModuleOptions } from '../configuration/catalogue-config.ts';
import type { CatalogueMetrics, RefreshResult } from './catalogue-metrics.ts';

export interface CatalogueRefresherOptions extends Pick<CatalogueModuleOptions, 'everyMs' | 'isStandIn'> {
  /** Whose catalogues are kept fresh. */
  readonly tenants: () => readonly string[];
}

/** So much older than it should be a catalogue is before a process that is no worker refreshes it. */
const PATIENCE = 1.5;

/** A catalogue that another process refreshed so short a time ago, as a share of the interval, is fresh. */
const FRESH_SHARE = 0.8;

const MOST_NAMED = 3;

/**
 * Keeps catalogues fresh, and tells of each refresh in the log and in metrics. Processes that share a store need not agree on who does it:
 * each looks first how old a catalogue is, and leaves a fresh one alone.
 */
export class CatalogueRefresher {
  private readonly logger = new Logger('Catalogue');
  private readonly catalogue: Catalogue;
  private readonly metrics: CatalogueMetrics;
  private readonly tenants: () => readonly string[];
  private readonly everyMs: number;
  private readonly schedule: WatchSchedule<Recurring>;

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

  /** Refreshes one catalogue now. Rejects as `Catalogue.refresh` does. */
  async refresh(tenant: string): Promise<CatalogueReport> {
    const startedMs = performance.now();
    const secondsSoFar = (): number => (performance.now() - startedMs) / 1000;
    try {
      const report = await this.catalogue.refresh(tenant);
      const result = report.failed.length > 0 ? 'partial' : 'succeeded';
      this.metrics.observeRefresh(tenant, result, secondsSoFar(), report);
      this.logger.log(refreshLine(tenant, result, secondsSoFar(), report));
      return report;
    } catch (error) {
      // One that was broken off at the end of the process has not failed.
      if (this.catalogue.isClosed) throw error;
      this.metrics.observeRefresh(tenant, 'failed', secondsSoFar());
      const { message } = error as Error;
      this.logger.warn({ ...refreshLine(tenant, 'failed', secondsSoFar()), reason: message });
      throw error;
    }
  }

  /** Breaks off what is under way, and resolves when it has ended. */
  async close(): Promise<void> {
    await Promise.all([this.catalogue.close(), this.schedule.close()]);
  }

  /** All at once, for they share what is read. Rejects when one failed, so that it is tried again soon. */
  private async refreshStale(signal: AbortSignal): Promise<void> {
    const tenants = new Set([...this.tenants(), ...this.catalogue.tenantsAsking()]);
    const refreshes = await Promise.allSettled(
      [...tenants].map(async (tenant) => {
        const ageMs = Date.now() - (await this.catalogue.refreshedAtMs(tenant));
        signal.throwIfAborted();
        if (Math.abs(ageMs) < FRESH_SHARE * this.everyMs)
          this.metrics.observeFresh(tenant, Date.now() - ageMs);
        else await this.refresh(tenant);
      }),
    );
    const failed = refreshes.find((refresh) => refresh.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

function refreshLine(
  tenant: string,
  result: RefreshResult,
  seconds: number,
  report?: CatalogueReport,
): Record<string, unknown> {
  return {
    event: 'catalogue',
    tenant,
    result,
    seconds: Math.round(seconds * 1000) / 1000,
    ...(report && {
      metrics: report.metrics,
      added: report.added,
      changed: report.changed,
      removed: report.removed,
      ...(report.leftOut.length > 0 && {
        left_out: report.leftOut.length,
        for_example: report.leftOut.slice(0, MOST_NAMED),
      }),
      ...(report.failed.length > 0 && {
        failed: report.failed.length,
        reasons: [...new Set(report.failed.map(({ reason }) => reason))].slice(0, MOST_NAMED),
      }),
      ...(report.warnings.length > 0 && { warnings: report.warnings.slice(0, MOST_NAMED) }),
    }),
  };
}
