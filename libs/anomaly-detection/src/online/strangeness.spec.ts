import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { at, blankMemory, layoutOf } from './detector-memory.ts';
import { ENGINE_CONSTANTS } from './engine-constants.ts';
import { SIGNALS } from './signals.ts';
import type { Signal } from './signals.ts';
import { jointStrangeness, slowStrangeness, strangenessShares } from './strangeness.ts';

const constants = { ...ENGINE_CONSTANTS, loudest: 0.2, alone: 0.4 };

/** Strangeness and its shares where signals have these rarities, in powers of ten, and the others none. */
function weigh(rarities: Partial<Record<Signal, number>>) {
  const { scalars } = blankMemory(layoutOf(ENGINE_CONSTANTS));
  for (const [i, name] of SIGNALS.entries()) scalars[at.shares + i] = 10 ** -(rarities[name] ?? 0);
  const shares = strangenessShares(scalars, constants).map(({ name, share }) => [name, share]);
  return {
    strangeness: Math.max(jointStrangeness(scalars, constants), slowStrangeness(scalars, constants)),
    shares: Object.fromEntries(shares) as Partial<Record<Signal, number>>,
  };
}

describe('strangeness', () => {
  test('is four fifths of the mean rarity of the first six and a fifth of the loudest one', () => {
    const { strangeness, shares } = weigh({ residual: 3, level: 6 });
    expect(strangeness).toBeCloseTo((0.8 * 9) / 6 + 0.2 * 6, 12);
    expect(Object.keys(shares)).toEqual(['level', 'residual']);
    expect(shares.residual).toBeCloseTo((0.8 * 3) / 6 / strangeness, 12);
  });

  test('is that of a slow signal alone where this is more, and the signal has all of it', () => {
    expect(weigh({ residual: 1, trend: 5, rhythm: 3 })).toEqual({ strangeness: 2, shares: { trend: 1 } });
  });

  test('of a slow signal that is rarer than all others, but counts for less than these, nothing is in it', () => {
    const { strangeness, shares } = weigh({ residual: 4, drift: 4, daily: 4, level: 4, variance: 5 });
    expect(strangeness).toBeCloseTo((0.8 * 16) / 6 + 0.2 * 4, 12);
    expect(shares).not.toHaveProperty('variance');
  });

  test('where nothing is rare there is none, of nothing', () => {
    const { strangeness, shares } = weigh({});
    expect(strangeness).toBeCloseTo(0, 12);
    expect(shares).toEqual({});
  });

  test('is the same without the signals that have no share in it, and less without any that has one', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 500; round++) {
      const rarities = Object.fromEntries(SIGNALS.map((name) => [name, 6 * random() ** 3]));
      const { strangeness, shares } = weigh(rarities);
      const shared = Object.fromEntries(Object.keys(shares).map((name) => [name, rarities[name]]));
      expect(weigh(shared).strangeness).toBeCloseTo(strangeness, 12);
      for (const name of Object.keys(shares)) {
        expect(weigh({ ...rarities, [name]: 0 }).strangeness).toBeLessThan(strangeness);
      }
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });
});
