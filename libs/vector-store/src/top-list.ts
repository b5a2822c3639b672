/** The best of what is offered: of higher value, and of equal values of the lower place. */
export class TopList {
  readonly #most: number;
  /** A binary heap, the worst on top. */
  readonly #places: number[] = [];
  readonly #values: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** O(log most). */
  offer(place: number, value: number): void {
    const size = this.#places.length;
    if (size < this.#most) {
      this.#places.push(place);
      this.#values.push(value);
      this.#rise(size);
    } else if (value > this.#values[0] || (value === this.#values[0] && place < this.#places[0])) {
      this.#places[0] = place;
      this.#values[0] = value;
      this.#sink();
    }
  }

  /** Places and values, best first. O(most log most). */
  sorted(): { readonly place: number; readonly value: number }[] {
    return this.#places
      .map((place, i) => ({ place, value: this.#values[i] }))
      .sort((a, b) => b.value - a.value || a.place - b.place);
  }

  #isWorse(a: number, b: number): boolean {
    const [x, y] = [this.#values[a], this.#values[b]];
    return x < y || (x === y && this.#places[a] > this.#places[b]);
  }

  #rise(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#isWorse(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #sink(): void {
    for (let parent = 0; ;) {
      let worst = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.#places.length && this.#isWorse(child, worst)) worst = child;
      }
      if (worst === parent) return;
      this.#swap(parent, worst);
      parent = worst;
    }
  }

  #swap(a: number, b: number): void {
    [this.#places[a], this.#places[b]] = [this.#places[b], this.#places[a]];
    [this.#values[a], this.#values[b]] = [this.#values[b], this.#values[a]];
  }
}
