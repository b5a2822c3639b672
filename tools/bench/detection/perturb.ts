import type { SeededRandom } from '../../demo/shop/seeded-random.ts';
import type { Constants } from './contestants.ts';

/**
 * The constants, each times a factor of its own, drawn uniformly from 0.5 to 1.5: how much of a result hangs on their exact
 * values. Whole numbers from 2 up are counts and stay whole. What lies between ⅔ and 1 is a share so close to 1 that a factor would
 * lead beyond it (a quantile, a decay): there the distance to 1 is what is multiplied.
 */
export function perturb(constants: Constants, random: SeededRandom): Constants {
  return Object.fromEntries(
    Object.entries(constants).map(([name, value]) => {
      const factor = 0.5 + random.uniform();
      if (Number.isInteger(value) && value >= 2) return [name, Math.max(1, Math.round(value * factor))];
      if (value > 2 / 3 && value < 1) return [name, 1 - (1 - value) * factor];
      return [name, value * factor];
    }),
  );
}
