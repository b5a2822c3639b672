import { at } from './detector-memory.ts';
import type { EngineConstants } from './engine-constants.ts';
import { MEAN_SIGNALS, SIGNALS } from './signals.ts';
import type { Signal } from './signals.ts';

/** How much one signal has to do with the strangeness of the last sample. */
export interface SignalShare {
  readonly name: Signal | 'silence' | 'frozen' | 'resets';
  /** 0…1; the shares of all signals sum up to 1. */
  readonly share: number;
}

/** The mean rarity of the first signals with the loudest one's, in powers of ten; or one of the slow signals alone. */
export function strangenessOf(
  scalars: Float64Array,
  { leastShare, loudest: loudestWeight, alone }: EngineConstants,
): number {
  let product = 1;
  let loudest = 1;
  for (let i = 0; i < MEAN_SIGNALS; i++) {
    const share = Math.max(scalars[at.shares + i], leastShare);
    product *= share;
    if (share < loudest) loudest = share;
  }
  let slow = 1;
  for (let i = MEAN_SIGNALS; i < SIGNALS.length; i++) slow = Math.min(slow, scalars[at.shares + i]);
  const meanWeight = (1 - loudestWeight) / MEAN_SIGNALS;
  const mixture = -meanWeight * Math.log10(product) - loudestWeight * Math.log10(loudest);
  return Math.max(mixture, -alone * Math.log10(Math.max(slow, leastShare)));
}

/** What the strangeness is made of, the largest share first. */
export function strangenessShares(
  scalars: Float64Array,
  { leastShare, loudest: loudestWeight }: EngineConstants,
): SignalShare[] {
  const rarities = SIGNALS.map((_, i) => -Math.log10(Math.max(scalars[at.shares + i], leastShare)));
  const loudest = rarities.indexOf(Math.max(...rarities));
  const parts = rarities.map(
    (rarity, i) =>
      (i < MEAN_SIGNALS ? (rarity * (1 - loudestWeight)) / MEAN_SIGNALS : 0) +
      (i === loudest ? rarity * loudestWeight : 0),
  );
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return SIGNALS.map((name, i) => ({ name, share: parts[i] / whole }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
