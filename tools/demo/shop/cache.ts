import type { ShopRegistry, ShopSeries } from './metrics.ts';
import { DriftingNoise } from './seeded-random.ts';
import { ServiceInstance, type ServiceInstanceOptions } from './service-instance.ts';

const usualMissRatio = 0.07;
const capacityPerSecond = 1_500;

/** The cache before the database. */
export class Cache {
  readonly #instance: ServiceInstance;
  readonly #hits: ShopSeries;
  readonly #misses: ShopSeries;
  readonly #evictions: ShopSeries;
  readonly #missNoise: DriftingNoise;

  constructor(registry: ShopRegistry, options: ServiceInstanceOptions) {
    this.#instance = new ServiceInstance(registry, options);
    const { labels, random } = this.#instance;
    this.#hits = registry.add('cache_hits_total', labels);
    this.#misses = registry.add('cache_misses_total', labels);
    this.#evictions = registry.add('cache_evictions_total', labels);
    this.#missNoise = new DriftingNoise(random, 0.08, 20 * 60_000);
  }

  /** @returns misses a second, which the database has to answer. */
  step(tMs: number, stepMs: number, lookupsPerSecond: number, missFactor: number): number {
    const { random } = this.#instance;
    this.#instance.restartIfDue(tMs, stepMs);
    const missRatio = usualMissRatio * missFactor * Math.exp(this.#missNoise.next(stepMs));
    const missesPerSecond = lookupsPerSecond * missRatio;
    this.#hits.value += random.poisson((lookupsPerSecond - missesPerSecond) * (stepMs / 1_000));
    this.#misses.value += random.poisson(missesPerSecond * (stepMs / 1_000));
    this.#evictions.value += random.poisson(0.55 * missesPerSecond * (stepMs / 1_000));
    this.#instance.use(tMs, stepMs, lookupsPerSecond / capacityPerSecond);
    return missesPerSecond;
  }
}
