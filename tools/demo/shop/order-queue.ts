import type { ShopRegistry, ShopSeries } from './metrics.ts';
import { ServiceInstance, type ServiceInstanceOptions } from './service-instance.ts';

const capacityPerSecond = 30;
/** How long a message waits when nothing is in the way. */
const pickUpSeconds = 0.9;

/** The queue between orders and everything that happens after them. */
export class OrderQueue {
  readonly #instance: ServiceInstance;
  readonly #depth: ShopSeries;
  readonly #published: ShopSeries;
  readonly #consumed: ShopSeries;
  #backlog = 0;

  constructor(registry: ShopRegistry, options: ServiceInstanceOptions) {
    this.#instance = new ServiceInstance(registry, options);
    const labels = { ...this.#instance.labels, queue: 'orders' };
    this.#depth = registry.add('queue_depth', labels);
    this.#published = registry.add('queue_messages_published_total', labels);
    this.#consumed = registry.add('queue_messages_consumed_total', labels);
  }

  step(tMs: number, stepMs: number, publishedPerSecond: number, consumers: number): void {
    const { random } = this.#instance;
    this.#instance.restartIfDue(tMs, stepMs);
    const published = random.poisson(publishedPerSecond * (stepMs / 1_000));
    const canConsume = random.poisson(capacityPerSecond * consumers * (stepMs / 1_000));
    const consumed = Math.min(this.#backlog + published, canConsume);
    this.#backlog += published - consumed;
    this.#published.value += published;
    this.#consumed.value += consumed;
    this.#depth.value = this.#backlog + random.poisson(publishedPerSecond * pickUpSeconds);
    this.#instance.use(tMs, stepMs, publishedPerSecond / capacityPerSecond);
  }
}
