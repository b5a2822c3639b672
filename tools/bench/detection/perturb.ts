import type { SeededRandom } from '../../demo/shop/seeded-random.ts';
import type { Constants } from './contestants.ts';

/** Each constant times a factor of its own, drawn uniformly from 0.5 to 1.5: how much of a result hangs on their exact values. */
export function perturb(constants: Constants, random: SeededRandom): Constants {
  return Object.fromEntries(
    Object.entries(constants).map(([name, value]) => [name, turn(value, 0.5 + random.uniform())]),
  );
}

/**
 * A constant times a factor of 0.5 to 1.5. Whole numbers from 2 up are counts: they stay whole, and at least 1. What lies between ⅔
 * and 1 is a share so close to 1 that a factor would lead beyond it (a quantile, a decay): its distance to 1 is multiplied.
 */
export function turn(value: number, factor: number): number {
  if (Number.isInteger(value) && value >= 2) return Math.max(1, Math.round(value * factor));
  return value > 2 / 3 && value < 1 ? 1 - (1 - value) * factor : value * factor;
}
