import { Cache } from './cache.ts';
import { Database } from './database.ts';
import { HttpService } from './http-service.ts';
import { conditionsAt, type Conditions, type Incident } from './incidents.ts';
import { ShopRegistry, type ShopSeries } from './metrics.ts';
import { OrderQueue } from './order-queue.ts';
import { shopReleases } from './releases.ts';
import { rhythm } from './rhythm.ts';
import { DriftingNoise, SeededRandom } from './seeded-random.ts';
import { StockBatch } from './stock-batch.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Requests a second to the front end, on average. */
const meanRequestsPerSecond = 38;

export interface ShopOptions {
  readonly startMs: number;
  /** The moment for which releases and incidents are planned. */
  readonly nowMs: number;
  readonly incidents: readonly Incident[];
  readonly seed: number;
}

/**
 * A made-up web shop in steps of time: visitors drive the front end, the front end drives checkout, payment, inventory and cache,
 * and these drive the database and the queue. The same options give the same values, step by step.
 */
export class Shop {
  readonly #registry = new ShopRegistry();
  readonly #incidents: readonly Incident[];
  readonly #random: SeededRandom;
  readonly #visitorNoise: readonly DriftingNoise[];
  readonly #frontend;
  readonly #checkout;
  readonly #payment;
  readonly #inventory;
  readonly #cache: Cache;
  readonly #database: Database;
  readonly #queue: OrderQueue;
  readonly #batch: StockBatch;
  readonly #sessions: ShopSeries;
  readonly #orders: ShopSeries;
  readonly #failures: { readonly declined: ShopSeries; readonly gateway_error: ShopSeries };
  #tMs: number;

  constructor({ startMs, nowMs, incidents, seed }: ShopOptions) {
    const registry = this.#registry;
    const planned = shopReleases(nowMs);
    const releasesOf = (name: string) =>
      planned.filter(({ service }) => service === name).map(({ startMs: ms }) => ms);
    this.#tMs = startMs;
    this.#incidents = incidents;
    this.#random = new SeededRandom(seed, 'visitors');
    this.#visitorNoise = [
      new DriftingNoise(this.#random, 0.045, 25 * minuteMs),
      new DriftingNoise(this.#random, 0.06, 7 * hourMs),
    ];
    this.#frontend = new HttpService(registry, {
      service: 'frontend',
      instances: 2,
      answers: ['GET 200', 'GET 404', 'GET 500', 'POST 200', 'POST 500'],
      capacityPerSecond: 55,
      medianSeconds: 0.042,
      idleCpu: 0.04,
      memoryBytes: 430e6,
      warmUpRatio: 0.12,
      restartsMs: releasesOf('frontend'),
      seed,
    });
    this.#checkout = new HttpService(registry, {
      service: 'checkout',
      instances: 1,
      answers: ['POST 200', 'POST 500'],
      capacityPerSecond: 13,
      medianSeconds: 0.085,
      idleCpu: 0.03,
      memoryBytes: 510e6,
      warmUpRatio: 0.1,
      restartsMs: releasesOf('checkout'),
      seed,
    });
    this.#payment = new HttpService(registry, {
      service: 'payment',
      instances: 1,
      answers: ['POST 200', 'POST 402', 'POST 500'],
      capacityPerSecond: 5.5,
      medianSeconds: 0.19,
      idleCpu: 0.05,
      memoryBytes: 380e6,
      warmUpRatio: 0.08,
      restartsMs: releasesOf('payment'),
      seed,
    });
    this.#inventory = new HttpService(registry, {
      service: 'inventory',
      instances: 2,
      answers: ['GET 200', 'GET 500', 'POST 200'],
      capacityPerSecond: 62,
      medianSeconds: 0.018,
      idleCpu: 0.03,
      memoryBytes: 340e6,
      warmUpRatio: 0.1,
      restartsMs: releasesOf('inventory'),
      seed,
    });
    const backend = { seed, idleCpu: 0.04, warmUpRatio: 0, restartsMs: [] };
    this.#cache = new Cache(registry, {
      ...backend,
      service: 'cache',
      instance: 'cache-0',
      memoryBytes: 2.05e9,
      restartsMs: releasesOf('cache'),
    });
    this.#database = new Database(registry, {
      ...backend,
      service: 'database',
      instance: 'database-0',
      memoryBytes: 7.4e9,
    });
    this.#queue = new OrderQueue(registry, {
      ...backend,
      service: 'queue',
      instance: 'queue-0',
      memoryBytes: 260e6,
    });
    this.#batch = new StockBatch(registry, seed, startMs);
    this.#sessions = registry.add('active_sessions', { service: 'frontend', instance: 'frontend-0' });
    this.#orders = registry.add('orders_total', { service: 'checkout', instance: 'checkout-0' });
    const failures = (reason: string) =>
      registry.add('payment_failures_total', { service: 'payment', instance: 'payment-0', reason });
    this.#failures = { declined: failures('declined'), gateway_error: failures('gateway_error') };
  }

  /** All series with their values at the time last advanced to. */
  get series(): readonly ShopSeries[] {
    return this.#registry.series;
  }

  /** Goes on to `tMs`, in steps of at most a minute. Times that have passed change nothing. */
  advanceTo(tMs: number): void {
    while (this.#tMs < tMs) {
      const stepMs = Math.min(minuteMs, tMs - this.#tMs);
      this.#tMs += stepMs;
      this.#step(stepMs, conditionsAt(this.#incidents, this.#tMs));
    }
  }

  #step(stepMs: number, conditions: Conditions): void {
    const tMs = this.#tMs;
    const noise = this.#visitorNoise.reduce((sum, one) => sum + one.next(stepMs), 0);
    const requests = meanRequestsPerSecond * rhythm(tMs) * Math.exp(noise) * conditions.visitors;
    const { paymentErrors, checkoutErrors, frontendErrors } = conditions;

    const records = this.#batch.step(tMs, stepMs, conditions.batchSkipped);
    const misses = this.#cache.step(tMs, stepMs, 20 * requests, conditions.cacheMisses);
    const checkouts = 0.11 * requests;
    // Checkout tries again where the gateway failed.
    const payments = 0.036 * requests * (1 + 0.6 * paymentErrors);
    const reservations = 0.045 * requests;
    const lookups = 0.6 * requests;

    const databaseSlowness = this.#database.step(
      tMs,
      stepMs,
      {
        select: 1.6 * misses + 0.4 * lookups + 2 * checkouts,
        insert: 1.5 * checkouts + 2 * payments,
        update: checkouts + reservations + records,
      },
      conditions,
    );
    const paymentSlowness = 1 + 7 * paymentErrors;
    const checkoutSlowness = 1 + 0.5 * (databaseSlowness - 1) + 0.45 * (paymentSlowness - 1);

    const gets = 0.86 * requests;
    const posts = 0.14 * requests;
    this.#frontend.step(tMs, stepMs, {
      perSecond: {
        'GET 200': gets * 0.9935,
        'GET 404': gets * 0.006,
        'GET 500': gets * 0.0005,
        'POST 200': posts * (0.998 - frontendErrors),
        'POST 500': posts * (0.002 + frontendErrors),
      },
      slowness: 1 + 0.12 * (checkoutSlowness - 1) + 0.1 * (databaseSlowness - 1),
    });
    this.#checkout.step(tMs, stepMs, {
      perSecond: {
        'POST 200': checkouts * (0.9975 - checkoutErrors),
        'POST 500': checkouts * (0.0025 + checkoutErrors),
      },
      slowness: checkoutSlowness,
      leakedBytes: conditions.checkoutLeakBytes,
    });
    const paid = this.#payment.step(tMs, stepMs, {
      perSecond: {
        'POST 200': payments * (0.965 - paymentErrors),
        'POST 402': payments * 0.032,
        'POST 500': payments * (0.003 + paymentErrors),
      },
      slowness: paymentSlowness,
    });
    this.#inventory.step(tMs, stepMs, {
      perSecond: { 'GET 200': lookups * 0.9994, 'GET 500': lookups * 0.0006, 'POST 200': reservations },
      slowness: 1 + 0.8 * (databaseSlowness - 1),
      isGone: (index) => index === 1 && conditions.inventoryInstanceLost,
    });
    this.#orders.value += paid['POST 200'];
    this.#failures.declined.value += paid['POST 402'];
    this.#failures.gateway_error.value += paid['POST 500'];
    this.#sessions.value = this.#random.poisson(70 * requests);
    const published = 4 * (paid['POST 200'] / (stepMs / 1_000)) + 0.1 * requests;
    this.#queue.step(tMs, stepMs, published, conditions.consumers);
  }
}
