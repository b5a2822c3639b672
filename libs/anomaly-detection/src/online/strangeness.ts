import { at as places } from './detector-memory.ts';
import type { EngineConstants } from './engine-constants.ts';
import { MEAN_SIGNALS, SIGNALS } from './signals.ts';
import type { DyingSignal, Signal } from './signals.ts';

const at = places;

/** From the logarithm of a share to its rarity in powers of ten: the natural one takes half the time of the common one. */
const TENS = -Math.LOG10E;

/** How much one signal has to do with the strangeness of the last sample. */
export interface SignalShare {
  readonly name: Signal | DyingSignal;
  /** 0…1; the shares of all signals sum up to 1. */
  readonly share: number;
}

/** The mean rarity of the first signals with the loudest one's, in powers of ten. */
export function jointStrangeness(scalars: Float64Array, { loudest: loudestWeight }: EngineConstants): number {
  let product = 1;
  let loudest = 1;
  for (let i = 0; i < MEAN_SIGNALS; i++) {
    const share = scalars[at.shares + i];
    product *= share;
    loudest = Math.min(loudest, share);
  }
  const meanWeight = (1 - loudestWeight) / MEAN_SIGNALS;
  return TENS * (meanWeight * Math.log(product) + loudestWeight * Math.log(loudest));
}

/** The rarity of the slow signals, each of which speaks alone. */
export function slowStrangeness(scalars: Float64Array, { alone }: EngineConstants): number {
  let loudest = 1;
  for (let i = MEAN_SIGNALS; i < SIGNALS.length; i++) loudest = Math.min(loudest, scalars[at.shares + i]);
  return TENS * alone * Math.log(loudest);
}

/** What the strangeness is made of, the largest share first: some of the first signals, or one of the slow ones alone. */
export function strangenessShares(
  scalars: Float64Array,
  { loudest: loudestWeight, alone }: EngineConstants,
): SignalShare[] {
  const rarities = SIGNALS.map((_, i) => TENS * Math.log(scalars[at.shares + i]));
  const parts = rarities
    .slice(0, MEAN_SIGNALS)
    .map((rarity) => ((1 - loudestWeight) * rarity) / MEAN_SIGNALS);
  const loudest = Math.max(...rarities.slice(0, MEAN_SIGNALS));
  parts[rarities.indexOf(loudest)] += loudestWeight * loudest;
  const mixture = parts.reduce((sum, part) => sum + part, 0);
  const slow = Math.max(...rarities.slice(MEAN_SIGNALS));
  if (alone * slow > mixture) return [{ name: SIGNALS[rarities.indexOf(slow, MEAN_SIGNALS)], share: 1 }];
  return parts
    .map((part, i) => ({ name: SIGNALS[i], share: part / mixture }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
