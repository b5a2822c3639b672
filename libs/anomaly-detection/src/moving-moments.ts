/**
 * Mean and sample standard deviation of the last `capacity` finite numbers, in O(1) a number on average and without ever
 * subtracting what leaves the window: an outlier that has left leaves no rounding error behind. The window is the end of
 * one full block, whose suffixes were summed up when it became full, and the block that is being filled. Moments are
 * merged by Chan, Golub & LeVeque 1983 ("Algorithms for computing the sample variance", equation 2.1).
 *
 * All is kept in halves, because the distance of two finite numbers need not be finite. The deviation is infinite where
 * its square is.
 */
export class MovingMoments {
  readonly #filling: Float64Array;
  #filled = 0;
  #filledMean = 0;
  #filledSquares = 0;
  /** At i, the mean and the squared deviations of the full block's numbers from i on. */
  readonly #suffixMean: Float64Array;
  readonly #suffixSquares: Float64Array;
  #hasFullBlock = false;

  constructor(capacity: number) {
    this.#filling = new Float64Array(capacity);
    this.#suffixMean = new Float64Array(capacity);
    this.#suffixSquares = new Float64Array(capacity);
  }

  add(value: number): void {
    const half = value / 2;
    this.#filling[this.#filled++] = half;
    const distance = half - this.#filledMean;
    this.#filledMean += distance / this.#filled;
    this.#filledSquares += distance * (half - this.#filledMean);
    if (this.#filled === this.#filling.length) this.#closeBlock();
  }

  /** How many numbers are in the window. */
  get size(): number {
    return this.#filled + this.#remaining;
  }

  /** NaN of an empty window. */
  get mean(): number {
    const { size } = this;
    if (this.#remaining === 0) return size === 0 ? NaN : 2 * this.#filledMean;
    const distance = this.#filledMean - this.#suffixMean[this.#filled];
    return 2 * (this.#suffixMean[this.#filled] + (distance * this.#filled) / size);
  }

  /** NaN below two numbers, exactly 0 when all are alike. */
  get standardDeviation(): number {
    const { size } = this;
    if (size < 2) return NaN;
    let squares = this.#filledSquares;
    if (this.#remaining > 0) {
      const distance = this.#filledMean - this.#suffixMean[this.#filled];
      squares += this.#suffixSquares[this.#filled];
      if (this.#filled > 0) squares += distance ** 2 * ((this.#filled * this.#remaining) / size);
    }
    return 2 * Math.sqrt(squares / (size - 1));
  }

  /** Numbers of the full block that are still in the window. */
  get #remaining(): number {
    return this.#hasFullBlock ? this.#filling.length - this.#filled : 0;
  }

  #closeBlock(): void {
    const last = this.#filling.length - 1;
    let mean = 0;
    let squares = 0;
    for (let i = last; i >= 0; i--) {
      const distance = this.#filling[i] - mean;
      mean += distance / (last - i + 1);
      squares += distance * (this.#filling[i] - mean);
      this.#suffixMean[i] = mean;
      this.#suffixSquares[i] = squares;
    }
    this.#hasFullBlock = true;
    this.#filled = 0;
    this.#filledMean = 0;
    this.#filledSquares = 0;
  }
}
