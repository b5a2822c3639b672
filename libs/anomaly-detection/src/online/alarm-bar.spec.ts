import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../seeded-random.ts';
import { barOf, countedFrom, onsetOf, peaksPerWeek } from './alarm-bar.ts';
import { at, SCALARS } from './detector-memory.ts';
import { ENGINE_CONSTANTS } from './engine-constants.ts';

const TICK_MS = 300_000;
/** The share of the allowed rate that the bar aims at. */
const AIM = 2 / 3;
const WEEK_TICKS = 2_016;
const FROM = countedFrom(ENGINE_CONSTANTS);

/** A series that had so many onsets of a mean excess within some weeks. */
function history(onsets = 0, meanExcess = 0, weeks = 0): Float64Array {
  const scalars = new Float64Array(SCALARS);
  scalars[at.onsets] = onsets;
  scalars[at.excess] = onsets * meanExcess;
  scalars[at.watchedTicks] = weeks * WEEK_TICKS;
  return scalars;
}

const bar = (scalars: Float64Array, perWeek: number) => barOf(scalars, ENGINE_CONSTANTS, TICK_MS, perWeek);
const peaks = (scalars: Float64Array, strangeness: number) =>
  peaksPerWeek(scalars, ENGINE_CONSTANTS, TICK_MS, strangeness);

const HISTORIES = {
  'nothing seen': history(),
  'a quiet series': history(3, 0.1, 6),
  'a wild series': history(400, 0.6, 6),
  'as expected': history(50, 0.25, 5),
};

describe('barOf', () => {
  test.each(Object.entries(HISTORIES))(
    '%s: peaks that reach the bar are two thirds as many as allowed, or fewer in a quiet series',
    (_, scalars) => {
      for (const perWeek of [0.01, 0.1, 0.25, 0.5]) {
        const counted = peaks(scalars, FROM);
        const reach = peaks(scalars, bar(scalars, perWeek));
        expect(reach).toBeCloseTo(AIM * perWeek * Math.min(1, counted), 9);
      }
    },
  );

  test.each(Object.entries(HISTORIES))('%s: the fewer are allowed, the higher the bar', (_, scalars) => {
    let last = Infinity;
    for (let perWeek = 0.001; perWeek < 1_000; perWeek *= 1.3) {
      expect(bar(scalars, perWeek)).toBeLessThanOrEqual(last);
      expect(bar(scalars, perWeek)).toBeGreaterThan(0);
      last = bar(scalars, perWeek);
    }
    // However many are allowed, what is not even counted is none.
    expect(bar(scalars, 1e9)).toBe(bar(scalars, 1e12));
  });

  test('more or higher onsets in as long a time raise it, more quiet lowers it', () => {
    const usual = bar(history(40, 0.3, 4), 1);
    expect(bar(history(60, 0.3, 4), 1)).toBeGreaterThan(usual);
    expect(bar(history(40, 0.5, 4), 1)).toBeGreaterThan(usual);
    expect(bar(history(40, 0.3, 6), 1)).toBeLessThan(usual);
  });

  test('after a long time it follows what was seen, not what was believed', () => {
    // Peaks with an exponential excess of 0.4, thirty a week.
    const long = history(1e7, 0.4, 1e7 / 30);
    expect(peaks(long, FROM)).toBeCloseTo(30, 1);
    expect(bar(long, 1)).toBeCloseTo(FROM + 0.4 * Math.log(30 / AIM), 3);
  });
});

describe('peaksPerWeek', () => {
  test('the stranger, the rarer; what is not counted is not rare at all', () => {
    for (const scalars of Object.values(HISTORIES)) {
      let last = Infinity;
      for (let strangeness = 0; strangeness < 20; strangeness += 0.05) {
        const rate = peaks(scalars, strangeness);
        expect(rate > 0 && rate <= last).toBe(true);
        last = rate;
      }
      expect(peaks(scalars, 0)).toBe(Infinity);
      expect(last).toBeLessThan(0.1);
    }
  });
});

describe('onsetOf', () => {
  const onset = (scalars: Float64Array, strangeness: number) =>
    onsetOf(scalars, ENGINE_CONSTANTS, strangeness);

  test('says what rises, not what repeats, and a clear worsening again', () => {
    const scalars = history();
    expect(onset(scalars, 2)).toBe(2);
    for (const again of [2, 1.9, 2.1, 0, 2]) expect(onset(scalars, again)).toBe(0);
    expect(onset(scalars, 3)).toBe(3);
    expect(onset(scalars, 3.1)).toBe(0);
  });

  test('says it again when the last peak has faded', () => {
    const scalars = history();
    onset(scalars, 3);
    scalars[at.peak] /= 4;
    expect(onset(scalars, 2)).toBe(2);
  });

  test('learns the rate and the mean excess of the peaks', () => {
    const random = seededRandom(6);
    const scalars = history();
    let count = 0;
    let excess = 0;
    for (let i = 0; i < 20_000; i++) {
      scalars[at.watchedTicks] += 100;
      scalars[at.peak] = 0;
      const strangeness = FROM - 0.3 * Math.log(1 - random()) - 0.2;
      onset(scalars, strangeness);
      if (strangeness > FROM) {
        count++;
        excess += strangeness - FROM;
      }
    }
    const perWeek = (count / (20_000 * 100)) * WEEK_TICKS;
    expect(bar(scalars, 0.5)).toBeCloseTo(FROM + (excess / count) * Math.log(perWeek / (AIM * 0.5)), 1);
  });

  test('an incident beyond all measure raises the bar no more than a large one', () => {
    const [large, huge] = [history(20, 0.3, 4), history(20, 0.3, 4)];
    onset(large, 10);
    onset(huge, 1e9);
    expect(bar(huge, 1)).toBe(bar(large, 1));
  });
});
