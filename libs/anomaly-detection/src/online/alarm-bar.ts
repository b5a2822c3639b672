import { at as places } from './detector-memory.ts';
import type { EngineConstants } from './engine-constants.ts';
import type { Rates } from './rates.ts';

const at = places;

const WEEK_MS = 604_800_000;
/** However many false alarms are allowed, below this share of the threshold nothing is strange. */
const LEAST_BAR = 0.5;
/** The rate is a promise of at most: this share of it is aimed at. */
const AIM = 2 / 3;

/**
 * Strangeness counts over a threshold as a peak, and peaks that belong together as one: the excess of such peaks is exponential
 * (peaks over threshold: Davison & Smith, "Models for exceedances over high thresholds", JRSS B 1990). With their rate a week
 * and their mean excess, learnt from the series and at first believed, the bar is what a peak must reach to be as rare as
 * is allowed.
 */
export function barOf(
  scalars: Float64Array,
  constants: EngineConstants,
  tickMs: number,
  onsetsPerWeek: number,
): number {
  const excess = Math.log(Math.max(1, rateOf(scalars, constants, tickMs)) / (AIM * onsetsPerWeek));
  const from = countedFrom(constants);
  return Math.max(LEAST_BAR * from, from + meanExcess(scalars, constants) * excess);
}

/** The strangeness from which on peaks are counted. */
export function countedFrom({ countedShare }: EngineConstants): number {
  return -Math.log10(countedShare);
}

/** How many peaks a week are at least so strange; Infinity below the threshold from which they are counted. */
export function peaksPerWeek(
  scalars: Float64Array,
  constants: EngineConstants,
  tickMs: number,
  strangeness: number,
): number {
  const excess = strangeness - countedFrom(constants);
  if (excess < 0) return Infinity;
  return rateOf(scalars, constants, tickMs) * Math.exp(-excess / meanExcess(scalars, constants));
}

/** Peaks a week above the threshold. */
function rateOf(
  scalars: Float64Array,
  { onsetRate, onsetWeightTicks }: EngineConstants,
  tickMs: number,
): number {
  const perTick =
    (onsetRate * onsetWeightTicks + scalars[at.onsets]) / (onsetWeightTicks + scalars[at.watchedTicks]);
  return perTick * (WEEK_MS / tickMs);
}

function meanExcess(scalars: Float64Array, { excessMean, excessWeight }: EngineConstants): number {
  return (excessMean * excessWeight + scalars[at.excess]) / (excessWeight + scalars[at.onsets]);
}

/**
 * Is it time to say something? Returns the strangeness where it rises above what is left of the last peak, else 0: a repetition
 * is not said again, a worsening is.
 */
export function onsetOf(scalars: Float64Array, constants: EngineConstants, strangeness: number): number {
  if (!(strangeness > scalars[at.peak])) return 0;
  scalars[at.peak] = (1 + constants.worsenedBy) * strangeness;
  const excess = strangeness - countedFrom(constants);
  if (excess > 0) {
    scalars[at.excess] += Math.min(excess, constants.excessClip * meanExcess(scalars, constants));
    scalars[at.onsets]++;
  }
  return strangeness;
}

/** Lets what is known of peaks fade. */
export function fadePeaks(scalars: Float64Array, { peakLeft, onsetsLeft, ticks }: Rates): void {
  scalars[at.peak] *= peakLeft;
  scalars[at.onsets] *= onsetsLeft;
  scalars[at.excess] *= onsetsLeft;
  scalars[at.watchedTicks] = scalars[at.watchedTicks] * onsetsLeft + ticks;
}
