import type { Conditions } from './incidents.ts';
import type { ShopRegistry, ShopSeries } from './metrics.ts';
import { DriftingNoise } from './seeded-random.ts';
import { ServiceInstance, type ServiceInstanceOptions } from './service-instance.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const maxConnections = 100;
const capacityPerSecond = 900;

export interface QueriesPerSecond {
  readonly select: number;
  readonly insert: number;
  readonly update: number;
}

/** The database: queries, the connection pool, the replica and the disk. */
export class Database {
  readonly #instance: ServiceInstance;
  readonly #queries: Readonly<Record<keyof QueriesPerSecond, ShopSeries>>;
  readonly #active: ShopSeries;
  readonly #lag: ShopSeries;
  readonly #disk: ShopSeries;
  readonly #poolNoise: DriftingNoise;
  readonly #lagNoise: DriftingNoise;
  #filledRatio = 0.535;

  constructor(registry: ShopRegistry, options: ServiceInstanceOptions) {
    this.#instance = new ServiceInstance(registry, options);
    const { labels, random } = this.#instance;
    const queries = (operation: string) => registry.add('db_queries_total', { ...labels, operation });
    this.#queries = { select: queries('select'), insert: queries('insert'), update: queries('update') };
    this.#active = registry.add('db_connections_active', labels);
    registry.add('db_connections_max', labels).value = maxConnections;
    this.#lag = registry.add('db_replication_lag_seconds', labels);
    this.#disk = registry.add('disk_used_ratio', { ...labels, mountpoint: '/var/lib/postgresql' });
    this.#poolNoise = new DriftingNoise(random, 0.09, 6 * 60_000);
    this.#lagNoise = new DriftingNoise(random, 0.45, 3 * 60_000);
  }

  /** @returns how many times longer than usual a client waits for an answer. */
  step(tMs: number, stepMs: number, perSecond: QueriesPerSecond, conditions: Conditions): number {
    const { random } = this.#instance;
    this.#instance.restartIfDue(tMs, stepMs);
    for (const operation of ['select', 'insert', 'update'] as const) {
      this.#queries[operation].value += random.poisson(perSecond[operation] * (stepMs / 1_000));
    }
    const writes = perSecond.insert + perSecond.update;
    const load = (perSecond.select + 2 * writes) / capacityPerSecond;
    this.#instance.use(tMs, stepMs, load);

    const wanted = (9 + 62 * load) * Math.exp(this.#poolNoise.next(stepMs)) + conditions.heldConnections;
    this.#active.value = Math.min(maxConnections, Math.round(wanted));
    this.#lag.value = Number(((0.08 + 0.9 * load ** 2) * Math.exp(this.#lagNoise.next(stepMs))).toFixed(3));

    this.#filledRatio += (0.0042 + 0.0009 * random.normal()) * (stepMs / dayMs) * 2.2 * load;
    // Obsolete rows and logs gather over the day and are removed at 03:30.
    const sinceCleaning = (((tMs - 3.5 * hourMs) % dayMs) + dayMs) % dayMs;
    this.#disk.value = Number(
      Math.min(1, this.#filledRatio + 0.021 * (sinceCleaning / dayMs) + conditions.diskRatio).toFixed(5),
    );
    return 1 + 9 * Math.max(0, wanted / maxConnections - 0.8);
  }
}
