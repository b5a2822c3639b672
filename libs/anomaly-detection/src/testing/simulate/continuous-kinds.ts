import type { Draws } from './draws.ts';
import {
  ar1,
  ar2,
  garch,
  logNormal,
  meanRevertingWalk,
  roughHours,
  slidingMean,
  type Noise,
} from './noises.ts';
import { depthOf, HOUR_MS, rhythm, RHYTHM_SHAPES, type RhythmShape } from './rhythm.ts';

/** The value at a moment; asked once for each sample, in order, at a fixed step. */
export type Signal = (timestampMs: number) => number;

/** One way in which series of a kind behave; what is left open is drawn. */
export type Variant = (draws: Draws, stepMs: number) => Signal;

const MINUTE_MS = 60_000;
/** The usual range of `rate()`. */
const RATE_WINDOW_MS = 5 * MINUTE_MS;

export const rhythmVariants = {
  smooth: rhythmOf('smooth', () => 1),
  peaky: rhythmOf('peaky', () => 1),
  double: rhythmOf('double', (draws) => draws.between(0.4, 1)),
  office: rhythmOf('office', (draws) => draws.between(0, 0.3)),
  weekend: rhythmOf('smooth', (draws) => draws.between(0.3, 0.8)),
} satisfies Record<string, Variant>;

export const autocorrelatedVariants = {
  ar1: (draws) => ofNoise(draws, ar1(draws, draws.between(0.5, 0.98))),
  ar2: (draws) => ofNoise(draws, ar2(draws, draws.between(0.8, 0.97), draws.between(6, 60))),
  slow_walk: (draws, stepMs) => {
    const walk = meanRevertingWalk(draws, draws.magnitude(2, 12) * HOUR_MS, stepMs);
    const share = draws.between(0.05, 0.5);
    return ofNoise(draws, () => Math.sqrt(1 - share) * walk() + Math.sqrt(share) * draws.normal());
  },
  rate_window: (draws, stepMs) =>
    ofNoise(draws, slidingMean(draws, Math.max(2, Math.round(RATE_WINDOW_MS / stepMs)))),
  rhythm_and_ar1: (draws) =>
    onRhythm(draws, {
      shape: draws.pick(RHYTHM_SHAPES),
      weekend: draws.pick([1, 0.6]),
      amplitude: draws.between(0.5, 3),
      noise: ar1(draws, draws.between(0.5, 0.98)),
    }),
} satisfies Record<string, Variant>;

export const heteroscedasticVariants = {
  noise_follows_level: (draws) => {
    const daily = rhythm(draws, draws.pick(RHYTHM_SHAPES), draws.pick([1, 0.6]));
    const share = draws.between(0.3, 0.9) / depthOf(daily);
    const noise = draws.magnitude(0.01, 0.15);
    const scale = scaleOf(draws);
    return (ms) => scale * (1 + share * daily(ms)) * (1 + noise * draws.normal());
  },
  noise_follows_hours: (draws) => {
    const daily = rhythm(draws, draws.pick(RHYTHM_SHAPES), 1);
    const share = draws.between(0.5, 0.9) / depthOf(daily);
    const [scale, level] = [scaleOf(draws), levelOf(draws)];
    return (ms) => scale * (level + (1 + share * daily(ms)) * draws.normal());
  },
  garch: (draws) => {
    const reaction = draws.between(0.05, 0.2);
    return ofNoise(draws, garch(draws, reaction, draws.between(0.8, 0.97) - reaction));
  },
  rough_hours: (draws, stepMs) =>
    ofNoise(
      draws,
      roughHours(draws, draws.between(0.2, 0.5), draws.magnitude(20 * MINUTE_MS, 6 * HOUR_MS), stepMs),
    ),
} satisfies Record<string, Variant>;

export const heavyTailedVariants = {
  student: (draws) => {
    const degrees = draws.between(3, 5);
    return ofNoise(draws, () => draws.student(degrees));
  },
  lognormal: (draws) => positive(draws, logNormal(draws, draws.between(0.3, 1))),
  /** A 99th percentile: skewed, autocorrelated, slower when there is more to do. */
  latency: (draws) => {
    const daily = rhythm(draws, draws.pick(RHYTHM_SHAPES), 1);
    const rise = draws.between(0.05, 0.4);
    const shape = draws.between(0.2, 0.6);
    const [slow, scale] = [ar1(draws, draws.between(0.3, 0.9)), scaleOf(draws)];
    return (ms) => scale * Math.exp(rise * daily(ms) + shape * (0.6 * slow() + 0.8 * draws.normal()));
  },
  /** Rhythm under Student's noise. */
  rhythm_and_student: (draws) => {
    const degrees = draws.between(3, 5);
    return onRhythm(draws, {
      shape: draws.pick(RHYTHM_SHAPES),
      weekend: draws.pick([1, 0.6]),
      amplitude: draws.between(1, 5),
      noise: () => draws.student(degrees),
    });
  },
} satisfies Record<string, Variant>;

/** Every order of magnitude from a millionth to a billion; with levels to a hundred times the noise, values of 1e-6 … 1e12. */
export function scaleOf(draws: Draws): number {
  return draws.magnitude(1e-6, 1e9);
}

/** The level in units of the noise; one series in ten is about zero, as the offset of a clock is. */
export function levelOf(draws: Draws): number {
  return draws.chance(0.1) ? 0 : 5 * draws.magnitude(1, 200);
}

function rhythmOf(shape: RhythmShape, weekend: (draws: Draws) => number): Variant {
  return (draws, stepMs) => {
    // No two days are alike: the noise has a part that lasts for hours.
    const walk = meanRevertingWalk(draws, draws.magnitude(1, 6) * HOUR_MS, stepMs);
    const share = draws.between(0, 0.3);
    return onRhythm(draws, {
      shape,
      weekend: weekend(draws),
      amplitude: draws.magnitude(1, 15),
      noise: () => Math.sqrt(1 - share) * draws.normal() + Math.sqrt(share) * walk(),
    });
  };
}

/** Level, `amplitude` times a rhythm, and noise of deviation 1, all of it scaled; not below zero where it has a level. */
function onRhythm(
  draws: Draws,
  of: { shape: RhythmShape; weekend: number; amplitude: number; noise: Noise },
): Signal {
  const daily = rhythm(draws, of.shape, of.weekend);
  const scale = scaleOf(draws);
  const level = levelOf(draws) + of.amplitude * depthOf(daily);
  return (ms) => scale * (level + of.amplitude * daily(ms) + of.noise());
}

function ofNoise(draws: Draws, noise: Noise): Signal {
  const [scale, level] = [scaleOf(draws), levelOf(draws)];
  return () => scale * (level + noise());
}

/** For noise that is bounded below. */
function positive(draws: Draws, noise: Noise): Signal {
  const [scale, level] = [scaleOf(draws), draws.magnitude(2, 50)];
  return () => scale * (level + noise());
}
