import type { EngineConstants } from './engine-constants.ts';
import { TICK_MS } from './engine-constants.ts';

/** Shares by which a fading mean moves towards its new value after some time, and factors by which a count fades. */
export interface Rates {
  ticks: number;
  fast: number;
  slow: number;
  error: number;
  scale: number;
  dayBin: number;
  weekBin: number;
  smooth: number;
  calibrationGrowth: number;
  peakLeft: number;
  onsetsLeft: number;
  resetsLeft: number;
}

const DAY_BIN_TICKS = 3;
const WEEK_BIN_TICKS = 6;
const RESET_TICKS = 12;

/**
 * Most detectors have the same step, and most steps are alike: the rates of the last call are kept, and exponentials are taken
 * only when the elapsed time changes.
 */
const kept = { constants: undefined as EngineConstants | undefined, elapsedMs: NaN, tickMs: NaN };
const rates: Rates = {
  ticks: 0,
  fast: 0,
  slow: 0,
  error: 0,
  scale: 0,
  dayBin: 0,
  weekBin: 0,
  smooth: 0,
  calibrationGrowth: 1,
  peakLeft: 1,
  onsetsLeft: 1,
  resetsLeft: 1,
};

/** The rates after `elapsedMs`, valid until the next call. */
export function ratesAfter(constants: EngineConstants, elapsedMs: number, tickMs: number): Rates {
  if (kept.elapsedMs === elapsedMs && kept.tickMs === tickMs && kept.constants === constants) return rates;
  kept.constants = constants;
  kept.elapsedMs = elapsedMs;
  kept.tickMs = tickMs;
  const ticks = elapsedMs / tickMs;
  rates.ticks = ticks;
  rates.fast = share(ticks, constants.fastTicks);
  rates.slow = share(ticks, constants.slowTicks);
  rates.error = share(ticks, constants.errorTicks);
  rates.scale = share(ticks, constants.scaleTicks);
  // A bin is visited for no longer than it is wide.
  rates.dayBin = share(Math.min(ticks, DAY_BIN_TICKS), constants.dayBinTicks);
  rates.weekBin = share(Math.min(ticks, WEEK_BIN_TICKS), constants.weekBinTicks);
  // After a gap a smoothed value is not yet the sample itself.
  rates.smooth = share(Math.min(ticks, 1), constants.smoothTicks);
  rates.calibrationGrowth = 2 ** (Math.min(ticks, MAX_GROWTH_TICKS) / constants.calibrationHalfLifeTicks);
  rates.peakLeft = 1 - share(ticks, constants.peakTicks);
  rates.onsetsLeft = 2 ** (-ticks / constants.onsetHalfLifeTicks);
  rates.resetsLeft = 1 - share(ticks, RESET_TICKS);
  return rates;
}

/** A gap, however long, leaves at least this much of what was learnt: a week's fading. */
const MAX_GROWTH_TICKS = 604_800_000 / TICK_MS;

/** What a fading mean with a time constant takes of a new value. */
export function share(ticks: number, timeConstant: number): number {
  return 1 - Math.exp(-ticks / timeConstant);
}
