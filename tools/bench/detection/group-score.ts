/** For so many samples a group stays as strange as it was at most. */
const HOLD_SAMPLES = 30;

/**
 * How strange a group of series is, such as the metrics of one service, from the state of each: the sum of their squares,
 * held for 30 samples, so that metrics which show the same trouble one after the other add up to one.
 */
export class GroupScore {
  readonly #recent: number[] = [];

  /** @param states one a series, NaN where it could not be judged, which counts as not strange. */
  update(states: ArrayLike<number>): number {
    let sum = 0;
    for (let s = 0; s < states.length; s++) if (states[s] > 0) sum += states[s] ** 2;
    this.#recent.push(sum);
    if (this.#recent.length > HOLD_SAMPLES) this.#recent.shift();
    return Math.max(...this.#recent);
  }
}
