import type { ShopRegistry, ShopSeries } from './metrics.ts';
import { SeededRandom } from './seeded-random.ts';

const dayMs = 86_400_000;
const startOfDayMs = 2 * 3_600_000;

/** The nightly stock synchronisation: it starts at 02:00 and works through all records. */
export class StockBatch {
  readonly #random: SeededRandom;
  readonly #processed: ShopSeries;
  readonly #lastSuccess: ShopSeries;
  readonly #duration: ShopSeries;
  #run: { startMs: number; recordsLeft: number } | undefined;

  /** The run of the night before `startMs` is already done. */
  constructor(registry: ShopRegistry, seed: number, startMs: number) {
    const labels = { service: 'inventory', instance: 'stock-sync-0' };
    this.#random = new SeededRandom(seed, labels.instance);
    this.#processed = registry.add('batch_records_processed_total', labels);
    this.#lastSuccess = registry.add('batch_last_success_timestamp_seconds', labels);
    this.#duration = registry.add('batch_duration_seconds', labels);
    this.#duration.value = 1_520;
    this.#lastSuccess.value = lastStart(startMs - 3_600_000) / 1_000 + this.#duration.value;
  }

  /** @returns records a second, each of which is a query to the database. */
  step(tMs: number, stepMs: number, skipped: boolean): number {
    const startMs = lastStart(tMs);
    if (startMs > tMs - stepMs && !skipped) {
      this.#run = { startMs, recordsLeft: Math.round(180_000 * (1 + 0.04 * this.#random.normal())) };
    }
    const speed = this.#random.poisson(118 * (stepMs / 1_000));
    if (this.#run === undefined) return 0;
    const records = Math.min(speed, this.#run.recordsLeft);
    this.#run.recordsLeft -= records;
    this.#processed.value += records;
    if (this.#run.recordsLeft === 0) {
      this.#duration.value = Math.round((tMs - this.#run.startMs) / 1_000);
      this.#lastSuccess.value = Math.round(tMs / 1_000);
      this.#run = undefined;
    }
    return records / (stepMs / 1_000);
  }
}

function lastStart(tMs: number): number {
  return Math.floor((tMs - startOfDayMs) / dayMs) * dayMs + startOfDayMs;
}
