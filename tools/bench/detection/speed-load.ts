import { SeededRandom } from '../../demo/shop/seeded-random.ts';
import type { Contestant, OnlineContestant } from './contestants.ts';

/** Mon 6 Jan 2025 00:00 UTC. */
const START_MS = Date.UTC(2025, 0, 6);
const DAY_MS = 86_400_000;

/** So many different series: enough to differ, few enough that reading them costs next to nothing. */
const PATTERNS = 8;

/**
 * Many series to be fed: daily rhythms with noise that remembers, now and then a spike; the same for the same step and length.
 */
export class SpeedLoad {
  readonly #patterns: Float64Array[];
  readonly stepMs: number;
  readonly length: number;

  constructor(stepMs: number, length: number) {
    this.stepMs = stepMs;
    this.length = length;
    this.#patterns = Array.from({ length: PATTERNS }, (_, p) => {
      const random = new SeededRandom(p, 'speed');
      let drift = 0;
      return Float64Array.from({ length }, (_, i) => {
        drift = 0.9 * drift + random.normal();
        const rhythm = 40 * Math.sin((2 * Math.PI * i * stepMs) / DAY_MS + p);
        return 100 + rhythm + drift + (random.uniform() < 0.001 ? 60 : 0);
      });
    });
  }

  /** One series after the other, all of its samples, each with a fresh detector. @returns points. */
  sequentially(contestant: Contestant, series: number): number {
    for (let s = 0; s < series; s++) {
      const online = contestant.start();
      const values = this.#patterns[s % PATTERNS];
      for (let i = 0; i < this.length; i++) online.update(START_MS + i * this.stepMs, values[i]);
    }
    return series * this.length;
  }

  /** One sample of each, then the next of each, as a live worker does. @returns points. */
  roundRobin(fleet: readonly OnlineContestant[], from: number, steps: number): number {
    for (let i = from; i < from + steps; i++) {
      const timestampMs = START_MS + i * this.stepMs;
      for (let s = 0; s < fleet.length; s++) fleet[s].update(timestampMs, this.#patterns[s % PATTERNS][i]);
    }
    return fleet.length * steps;
  }
}
