import type { Draws } from './draws.ts';

/** The next sample of a stationary noise of mean 0 and deviation 1, at a fixed step. */
export type Noise = () => number;

/** Autoregressive of first order: what is `k` samples apart correlates by phi^k. It begins in its stationary state. */
export function ar1(draws: Draws, phi: number): Noise {
  const fresh = Math.sqrt(1 - phi * phi);
  let last = draws.normal();
  return () => (last = phi * last + fresh * draws.normal());
}

/** The same by duration: a walk that is pulled back to its mean within `timeConstantMs`, the same at every step. */
export function meanRevertingWalk(draws: Draws, timeConstantMs: number, stepMs: number): Noise {
  return ar1(draws, Math.exp(-stepMs / timeConstantMs));
}

/** Autoregressive of second order: it swings with a period of so many samples, and forgets by `damping` < 1 a sample. */
export function ar2(draws: Draws, damping: number, periodPoints: number): Noise {
  const first = 2 * damping * Math.cos((2 * Math.PI) / periodPoints);
  const second = -damping * damping;
  const variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - first * first));
  const fresh = 1 / Math.sqrt(variance);
  let last = 0;
  let previous = 0;
  const next = () => {
    const value = first * last + second * previous + fresh * draws.normal();
    previous = last;
    return (last = value);
  };
  // Until the beginning is forgotten.
  for (let i = Math.ceil(5 / (1 - damping)); i > 0; i--) next();
  return next;
}

/** Mean of the last `points` white samples, as `rate(x[5m])` at a shorter step has it. */
export function slidingMean(draws: Draws, points: number): Noise {
  const window = Float64Array.from({ length: points }, () => draws.normal());
  let sum = window.reduce((total, value) => total + value, 0);
  let i = 0;
  return () => {
    const fresh = draws.normal();
    sum += fresh - window[i];
    window[i] = fresh;
    i = (i + 1) % points;
    return sum / Math.sqrt(points);
  };
}

/**
 * GARCH(1,1), Bollerslev 1986: a large sample makes the next ones more likely to be large. `reaction` + `memory` < 1;
 * the fourth moment is finite while 2 · reaction² + (reaction + memory)² < 1.
 */
export function garch(draws: Draws, reaction: number, memory: number): Noise {
  const base = 1 - reaction - memory;
  let variance = 1;
  let last = 0;
  return () => {
    variance = base + reaction * last * last + memory * variance;
    return (last = Math.sqrt(variance) * draws.normal());
  };
}

/** Calm and rough hours: the logarithm of the deviation is a slow walk of deviation `spread`. */
export function roughHours(draws: Draws, spread: number, timeConstantMs: number, stepMs: number): Noise {
  const roughness = meanRevertingWalk(draws, timeConstantMs, stepMs);
  const norm = Math.exp(-spread * spread);
  return () => norm * Math.exp(spread * roughness()) * draws.normal();
}

/** exp of normal noise of deviation `shape`, less its mean, by its deviation. */
export function logNormal(draws: Draws, shape: number, noise: Noise = () => draws.normal()): Noise {
  const mean = Math.exp((shape * shape) / 2);
  const deviation = mean * Math.sqrt(Math.expm1(shape * shape));
  return () => (Math.exp(shape * noise()) - mean) / deviation;
}
