import type { ShopRegistry, ShopSeries } from './metrics.ts';
import { DriftingNoise, SeededRandom } from './seeded-random.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const pageBytes = 4_096;

export interface ServiceInstanceOptions {
  readonly service: string;
  readonly instance: string;
  readonly seed: number;
  /** CPU usage without any load, 0 to 1. */
  readonly idleCpu: number;
  /** Resident memory once warm. */
  readonly memoryBytes: number;
  /** Share of the memory that fills up in the hours after a start. */
  readonly warmUpRatio: number;
  /** When the process is replaced, ascending. */
  readonly restartsMs: readonly number[];
}

/** One process: its CPU and memory, and its restarts. */
export class ServiceInstance {
  readonly labels: { readonly service: string; readonly instance: string };
  readonly random: SeededRandom;
  readonly #options: ServiceInstanceOptions;
  readonly #registry: ShopRegistry;
  readonly #cpu: ShopSeries;
  readonly #memory: ShopSeries;
  readonly #cpuNoise: DriftingNoise;
  readonly #heapNoise: DriftingNoise;
  #startedMs = -Infinity;

  constructor(registry: ShopRegistry, options: ServiceInstanceOptions) {
    this.#options = options;
    this.#registry = registry;
    this.labels = { service: options.service, instance: options.instance };
    this.random = new SeededRandom(options.seed, options.instance);
    this.#cpu = registry.add('cpu_usage', this.labels);
    this.#memory = registry.add('memory_usage', this.labels);
    this.#cpuNoise = new DriftingNoise(this.random, 0.07, 5 * minuteMs);
    this.#heapNoise = new DriftingNoise(this.random, 0.012, 4 * minuteMs);
  }

  /** Replaces the process where a restart falls into the step that ends at `tMs`. */
  restartIfDue(tMs: number, stepMs: number): void {
    if (!this.#options.restartsMs.some((restartMs) => restartMs > tMs - stepMs && restartMs <= tMs)) return;
    this.#startedMs = tMs;
    this.#registry.resetCounters(this.labels.instance);
  }

  /** @param load share of the capacity that is asked for; above 1 is more than there is. */
  use(tMs: number, stepMs: number, load: number, leakedBytes = 0): void {
    const { idleCpu, memoryBytes, warmUpRatio } = this.#options;
    const busy = (idleCpu + (0.92 - idleCpu) * Math.min(1, load)) * Math.exp(this.#cpuNoise.next(stepMs));
    this.#cpu.value = Number(Math.min(1, busy).toFixed(4));

    const cold = warmUpRatio * Math.exp((this.#startedMs - tMs) / (2 * hourMs));
    const heap = 1 - cold + 0.05 * Math.min(1, load) + this.#heapNoise.next(stepMs);
    this.#memory.value = Math.round((memoryBytes * heap + leakedBytes) / pageBytes) * pageBytes;
  }

  remove(): void {
    this.#registry.removeInstance(this.labels.instance);
  }
}
