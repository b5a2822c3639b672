import type { ShopRegistry, ShopSeries } from './metrics.ts';
import { ServiceInstance, type ServiceInstanceOptions } from './service-instance.ts';
import type { SeededRandom } from './seeded-random.ts';

const { abs, exp, log, max, min, sqrt } = Math;

export interface HttpServiceOptions<Answer extends string> extends Omit<ServiceInstanceOptions, 'instance'> {
  readonly instances: number;
  /** Method and status of the answers that the service gives: `GET 200`. */
  readonly answers: readonly Answer[];
  /** Requests a second that keep one instance fully busy. */
  readonly capacityPerSecond: number;
  /** Median latency of an idle instance. */
  readonly medianSeconds: number;
}

export interface HttpTraffic<Answer extends string> {
  /** Answers a second of the whole service. */
  readonly perSecond: Readonly<Record<Answer, number>>;
  /** How many times longer than usual requests wait for others. Default 1. */
  readonly slowness?: number;
  readonly leakedBytes?: number;
  /** Instances, counted from 0, that are gone. Default none. */
  readonly isGone?: (index: number) => boolean;
}

const rolloutMs = 120_000;

/** A service behind a load balancer: request counters and a latency histogram for each instance. */
export class HttpService<Answer extends string> {
  readonly #options: HttpServiceOptions<Answer>;
  readonly #instances: {
    readonly instance: ServiceInstance;
    readonly counters: ReadonlyMap<Answer, ShopSeries>;
    readonly latency: LatencyHistogram;
  }[];

  constructor(registry: ShopRegistry, options: HttpServiceOptions<Answer>) {
    this.#options = options;
    this.#instances = Array.from({ length: options.instances }, (_, index) => {
      const instance = new ServiceInstance(registry, {
        ...options,
        instance: `${options.service}-${index}`,
        restartsMs: options.restartsMs.map((ms) => ms + index * rolloutMs),
      });
      const counters = options.answers.map((answer): [Answer, ShopSeries] => {
        const [method, status] = answer.split(' ');
        return [answer, registry.add('http_requests_total', { ...instance.labels, method, status })];
      });
      return {
        instance,
        counters: new Map(counters),
        latency: new LatencyHistogram(registry, instance.labels),
      };
    });
  }

  /** @returns how many answers of each kind the service gave. */
  step(tMs: number, stepMs: number, traffic: HttpTraffic<Answer>): Record<Answer, number> {
    const { answers, capacityPerSecond, medianSeconds } = this.#options;
    const given: Record<Answer, number> = { ...traffic.perSecond };
    for (const answer of answers) given[answer] = 0;
    const isGone = traffic.isGone ?? (() => false);
    const serving = this.#instances.filter((_, index) => !isGone(index)).length;
    const perSecond = answers.reduce((sum, answer) => sum + traffic.perSecond[answer], 0);
    const load = perSecond / serving / capacityPerSecond;
    const queueing = min(load, 0.95);
    const median = medianSeconds * (traffic.slowness ?? 1) * (1 + (0.35 * queueing) / (1 - queueing));

    for (const [index, { instance, counters, latency }] of this.#instances.entries()) {
      if (isGone(index)) {
        instance.remove();
        continue;
      }
      instance.restartIfDue(tMs, stepMs);
      let answered = 0;
      for (const [answer, counter] of counters) {
        const count = instance.random.poisson((traffic.perSecond[answer] / serving) * (stepMs / 1_000));
        counter.value += count;
        given[answer] += count;
        answered += count;
      }
      latency.observe(instance.random, answered, median);
      instance.use(tMs, stepMs, load, traffic.leakedBytes);
    }
    return given;
  }
}

const bucketBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Standard deviation of the logarithm of a latency. */
const spread = 0.6;

/** A classic histogram of log-normal latencies. */
class LatencyHistogram {
  readonly #buckets: ShopSeries[];
  readonly #count: ShopSeries;
  readonly #sum: ShopSeries;

  constructor(registry: ShopRegistry, labels: Readonly<Record<string, string>>) {
    const metric = 'http_request_duration_seconds';
    this.#buckets = [...bucketBounds.map(String), '+Inf'].map((le) =>
      registry.add(metric, { ...labels, le }, '_bucket'),
    );
    this.#sum = registry.add(metric, { ...labels }, '_sum');
    this.#count = registry.add(metric, { ...labels }, '_count');
  }

  observe(random: SeededRandom, requests: number, medianSeconds: number): void {
    // Multinomial, as a chain of binomials: of those slower than the last bound, how many are within the next one?
    let within = 0;
    let slower = requests;
    for (const [i, bound] of bucketBounds.entries()) {
      const share = normalCdf(log(bound / medianSeconds) / spread);
      const count = random.binomial(slower, within < 1 ? (share - within) / (1 - within) : 1);
      slower -= count;
      within = share;
      this.#buckets[i].value += requests - slower;
    }
    this.#buckets[bucketBounds.length].value += requests;
    this.#count.value += requests;
    const mean = medianSeconds * exp(spread ** 2 / 2);
    const deviation = mean * sqrt(exp(spread ** 2) - 1);
    const total = requests * mean + sqrt(requests) * deviation * random.normal();
    this.#sum.value = Number((this.#sum.value + max(0, total)).toFixed(4));
  }
}

/** Abramowitz and Stegun 1964, formula 26.2.17, error below 7.5e-8. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * abs(x));
  const tail =
    0.3989422804014327 *
    exp((-x * x) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}
