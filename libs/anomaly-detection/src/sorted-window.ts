/** Up to so many moves are quicker one by one than asked for at once. */
const MAX_LOOP = 32;

/**
 * The last `capacity` numbers, kept in order of size, so that medians and quartiles of a moving window cost nothing to
 * read. Adding one costs a binary search and one move of memory, O(capacity) at worst. NaN must not be added.
 */
export class SortedWindow {
  readonly #arrivals: Float64Array;
  readonly #sorted: Float64Array;
  #next = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#arrivals = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** What is in the window, smallest first: a view, valid until the next `add`. */
  get sorted(): Float64Array {
    return this.#sorted.subarray(0, this.#size);
  }

  /** The median; NaN while empty. */
  get median(): number {
    const middle = this.#size >>> 1;
    if (this.#size % 2 === 1) return this.#sorted[middle];
    return this.#size === 0 ? NaN : this.#sorted[middle - 1] / 2 + this.#sorted[middle] / 2;
  }

  /** Adds a number, and forgets the oldest when the window is full. */
  add(value: number): void {
    const sorted = this.#sorted;
    let to = this.#firstAtLeast(value);
    const free = this.#size < sorted.length ? this.#size++ : this.#firstAtLeast(this.#arrivals[this.#next]);
    if (free < to) to--;
    // Only what lies between the place that becomes free and the new one has to move.
    if (Math.abs(to - free) > MAX_LOOP) {
      if (free < to) sorted.copyWithin(free, free + 1, to + 1);
      else sorted.copyWithin(to + 1, to, free);
    } else {
      for (let i = free; i < to; i++) sorted[i] = sorted[i + 1];
      for (let i = free; i > to; i--) sorted[i] = sorted[i - 1];
    }
    sorted[to] = value;
    this.#arrivals[this.#next] = value;
    this.#next = this.#next + 1 === sorted.length ? 0 : this.#next + 1;
  }

  #firstAtLeast(value: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
