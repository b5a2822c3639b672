import { TICK_MS } from './online/engine-constants.ts';

/** Two and a half hours: long enough for trouble to travel from one metric of a service to the others. */
const HOLD_MS = 30 * TICK_MS;

/**
 * How strange a group of series is now, such as the metrics of one service: the root of the sum of their squared states, so that
 * one very strange series counts like several less strange ones, and the highest of the last two and a half hours, so that metrics
 * which show the same trouble one after the other add up to one.
 */
export class GroupScore {
  /** The peaks that may still become the highest: each is lower and younger than the one before. */
  private readonly peaks: { timestampMs: number; score: number }[] = [];

  /**
   * @param timestampMs not before the last one
   * @param states one a series; NaN, not judged, counts as not strange
   */
  update(timestampMs: number, states: ArrayLike<number>): number {
    let squares = 0;
    for (let i = 0; i < states.length; i++) if (states[i] > 0) squares += states[i] ** 2;
    const score = Math.sqrt(squares);
    while (this.peaks.length > 0 && this.peaks[this.peaks.length - 1].score <= score) this.peaks.pop();
    this.peaks.push({ timestampMs, score });
    while (this.peaks[0].timestampMs <= timestampMs - HOLD_MS) this.peaks.shift();
    return this.peaks[0].score;
  }
}
