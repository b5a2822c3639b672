import type { Draws } from './draws.ts';
import { meanRevertingWalk } from './noises.ts';
import { depthOf, HOUR_MS, rhythm, RHYTHM_SHAPES } from './rhythm.ts';
import { levelOf, scaleOf, type Signal, type Variant } from './continuous-kinds.ts';

const MINUTE_MS = 60_000;

export const countVariants = {
  mostly_zero: (draws) => countsOf(draws, draws.magnitude(0.01, 0.3), 0),
  poisson_low: (draws) => countsOf(draws, draws.magnitude(0.3, 10), draws.between(0, 0.8)),
  poisson_high: (draws) => countsOf(draws, draws.magnitude(10, 1e5), draws.between(0, 0.8)),
  negative_binomial: (draws) => {
    const [mean, dispersion] = [draws.magnitude(0.3, 1e4), draws.magnitude(1.5, 8)];
    return () => draws.negativeBinomial(mean, dispersion);
  },
  /** Counts by the second: multiples of 1/step, most of them zero. */
  rare_rate: (draws, stepMs) => {
    const counts = countsOf(draws, draws.magnitude(0.05, 3), draws.between(0, 0.5));
    return (ms) => counts(ms) / (stepMs / 1000);
  },
  /** Connections that come and stay for a while: the number that are open. */
  connections: (draws, stepMs) => {
    const mean = draws.magnitude(2, 500);
    const stay = Math.exp(-stepMs / draws.magnitude(5 * MINUTE_MS, 2 * HOUR_MS));
    let open = draws.poisson(mean);
    return () => (open = survivors(draws, open, stay) + draws.poisson(mean * (1 - stay)));
  },
  /** Waiting jobs: served somewhat faster than they come. */
  queue: (draws) => {
    const arriving = draws.magnitude(1, 50);
    const served = arriving * draws.between(1.1, 1.6);
    let waiting = 0;
    const next = () => (waiting = Math.max(0, waiting + draws.poisson(arriving) - draws.poisson(served)));
    for (let i = 0; i < 200; i++) next();
    return next;
  },
} satisfies Record<string, Variant>;

export const burstyVariants = {
  /** Quiet, and now and then a burst: on average every 20 minutes to 12 hours, for some minutes. */
  random_bursts: (draws, stepMs) => {
    const startProbability = 1 - Math.exp(-stepMs / draws.magnitude(20 * MINUTE_MS, 12 * HOUR_MS));
    const endProbability = 1 - Math.exp(-stepMs / draws.magnitude(2 * MINUTE_MS, 20 * MINUTE_MS));
    const [scale, level, height] = [scaleOf(draws), levelOf(draws), draws.magnitude(5, 50)];
    let burst = 0;
    return () => {
      if (burst > 0) burst = draws.chance(endProbability) ? 0 : burst;
      else if (draws.chance(startProbability)) burst = height * Math.exp(0.4 * draws.normal());
      return scale * (level + burst + draws.normal());
    };
  },
  /** A job by the clock, of about the same length and height each time. */
  periodic_job: (draws, stepMs) => {
    const periods = [15, 30, 60, 360, 1440].map((minutes) => minutes * MINUTE_MS);
    const periodMs = draws.pick(periods.filter((ms) => ms >= 3 * stepMs));
    const lengthMs = Math.max(stepMs, Math.min(periodMs / 3, draws.magnitude(1, 40) * MINUTE_MS));
    const startMs = Math.floor(draws.between(0, periodMs) / stepMs) * stepMs;
    const [scale, level, height] = [scaleOf(draws), levelOf(draws), draws.magnitude(5, 50)];
    let factor = 1;
    let run = -1;
    return (ms) => {
      const thisRun = Math.floor((ms - startMs) / periodMs);
      if (thisRun !== run) {
        run = thisRun;
        factor = Math.exp(0.1 * draws.normal());
      }
      const isOn = ms - startMs - run * periodMs < lengthMs;
      return scale * (level + (isOn ? height * factor : 0) + draws.normal());
    };
  },
  /** Each event causes others: a Hawkes process in steps. */
  self_exciting: (draws, stepMs) => {
    const branching = draws.between(0.5, 0.9);
    const base = draws.magnitude(0.05, 20);
    const decay = Math.exp(-stepMs / draws.magnitude(2 * MINUTE_MS, 20 * MINUTE_MS));
    let excited = (base * branching) / (1 - branching);
    const next = () => {
      const count = draws.poisson(base + excited);
      // A count's share in all later means adds up to `branching`.
      excited = decay * excited + branching * (1 - decay) * count;
      return count;
    };
    for (let i = 0; i < 500; i++) next();
    return next;
  },
} satisfies Record<string, Variant>;

export const gaugeVariants = {
  /** Memory of a collected heap: it fills at its own pace, until a collection. */
  sawtooth: (draws, stepMs) => {
    const cyclePoints = Math.max(6, draws.magnitude(20 * MINUTE_MS, 12 * HOUR_MS) / stepMs);
    const [scale, floor, jitter] = [scaleOf(draws), draws.between(0.1, 2), draws.between(0.02, 0.1)];
    let base = floor;
    let filled = draws.uniform();
    let limit = 1;
    return () => {
      filled += (draws.gamma(4) / 4) * (1 / cyclePoints);
      if (filled > limit) {
        filled = 0;
        limit = 1 + jitter * draws.normal();
        base = floor * (1 + 0.3 * jitter * draws.normal());
      }
      return scale * (base + filled);
    };
  },
  /** A sensor that reads in whole units of about its noise. */
  quantised: (draws, stepMs) => {
    const walk = meanRevertingWalk(draws, draws.magnitude(0.5, 6) * HOUR_MS, stepMs);
    const [scale, level, quantum] = [scaleOf(draws), Math.round(levelOf(draws)), draws.between(0.3, 1.5)];
    return () => scale * quantum * Math.round((level + walk() + 0.3 * draws.normal()) / quantum);
  },
  /** A share that reaches its ceiling when it is busy. */
  saturated: (draws) => {
    const daily = rhythm(draws, draws.pick(RHYTHM_SHAPES), draws.pick([1, 0.6]));
    const [mean, swing, noise] = [
      draws.between(0.4, 0.8),
      draws.between(0.1, 0.3),
      draws.between(0.02, 0.08),
    ];
    return (ms) => Math.min(1, Math.max(0, mean + swing * daily(ms) + noise * draws.normal()));
  },
  /** Two values, such as replicas by day and by need: it stays with one for hours. */
  two_levels: (draws, stepMs) => {
    const low = Math.round(draws.magnitude(1, 100));
    const high = low + Math.round(draws.magnitude(1, 20));
    const change = 1 - Math.exp(-stepMs / draws.magnitude(HOUR_MS, 8 * HOUR_MS));
    let isHigh = draws.chance(0.5);
    return () => {
      if (draws.chance(change)) isHigh = !isHigh;
      return isHigh ? high : low;
    };
  },
} satisfies Record<string, Variant>;

export const idleVariants = {
  zero: () => () => 0,
  constant: (draws) => {
    const value = scaleOf(draws);
    return () => value;
  },
  /** A constant out of a sum in changing order: its last digits move. */
  rounding: (draws) => {
    const value = scaleOf(draws);
    return () => value * (1 + draws.pick([-1, 0, 0, 0, 1]) * 2 ** -52);
  },
} satisfies Record<string, Variant>;

/** Poisson counts around a mean with a daily rhythm that takes away at most `swing` of it. */
function countsOf(draws: Draws, mean: number, swing: number): Signal {
  const daily = rhythm(draws, draws.pick(RHYTHM_SHAPES), draws.pick([1, 0.6]));
  const share = swing / depthOf(daily);
  return (ms) => draws.poisson(mean * (1 + share * daily(ms)));
}

/** Binomial: of so many, each stays with that probability. */
function survivors(draws: Draws, count: number, probability: number): number {
  let left = 0;
  for (let i = 0; i < count; i++) if (draws.uniform() < probability) left++;
  return left;
}
