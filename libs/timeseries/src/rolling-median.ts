import { interpolate } from './quantile.ts';
import { checkWindow } from './rolling-window.ts';

/**
 * Median of the finite samples among the last `windowPoints` positions. Same length as `values`; NaN until the window
 * is full of positions, and where it holds no finite sample. The smaller half of the window is kept in one heap and
 * the larger half in another (Härdle & Steiger 1995, "Optimal median smoothing"): O(n log windowPoints).
 *
 * @throws RangeError when windowPoints is not a positive integer.
 */
export function rollingMedian(values: Float64Array, windowPoints: number): Float64Array {
  checkWindow(windowPoints);
  const medians = new Float64Array(values.length).fill(NaN);
  const slots = Math.min(windowPoints, values.length);
  const lower = new SlotHeap(slots, -1);
  const upper = new SlotHeap(slots, 1);
  for (let i = 0; i < values.length; i++) {
    const slot = i % windowPoints;
    if (i >= windowPoints && !lower.remove(slot)) upper.remove(slot);
    if (Number.isFinite(values[i])) {
      if (upper.size > 0 && values[i] >= upper.top) upper.add(slot, values[i]);
      else lower.add(slot, values[i]);
    }
    while (lower.size > upper.size + 1) lower.moveTopTo(upper);
    while (upper.size > lower.size) upper.moveTopTo(lower);
    if (i < windowPoints - 1 || lower.size === 0) continue;
    medians[i] = lower.size > upper.size ? lower.top : interpolate(lower.top, upper.top, 0.5);
  }
  return medians;
}

/** A binary heap of window slots that knows where each slot stands in it, so that any can be taken out. */
class SlotHeap {
  size = 0;
  /** 1: the smallest value is on top; −1: the largest. */
  private readonly sign: 1 | -1;
  /** Values times sign, and the slot of each, in the heap's order. */
  private readonly keys: Float64Array;
  private readonly slots: Int32Array;
  /** Where in the heap a slot is; −1 when it is not there. */
  private readonly places: Int32Array;

  constructor(capacity: number, sign: 1 | -1) {
    this.sign = sign;
    this.keys = new Float64Array(capacity);
    this.slots = new Int32Array(capacity);
    this.places = new Int32Array(capacity).fill(-1);
  }

  get top(): number {
    return this.keys[0] * this.sign;
  }

  add(slot: number, value: number): void {
    this.siftUp(this.size++, value * this.sign, slot);
  }

  /** False when the slot is not in this heap. */
  remove(slot: number): boolean {
    const place = this.places[slot];
    if (place < 0) return false;
    this.places[slot] = -1;
    this.size--;
    if (place < this.size) {
      const key = this.keys[this.size];
      const moved = this.slots[this.size];
      if (place > 0 && key < this.keys[(place - 1) >> 1]) this.siftUp(place, key, moved);
      else this.siftDown(place, key, moved);
    }
    return true;
  }

  moveTopTo(other: SlotHeap): void {
    const slot = this.slots[0];
    other.add(slot, this.top);
    this.remove(slot);
  }

  private siftUp(place: number, key: number, slot: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.keys[parent] <= key) break;
      this.put(place, this.keys[parent], this.slots[parent]);
      place = parent;
    }
    this.put(place, key, slot);
  }

  private siftDown(place: number, key: number, slot: number): void {
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.keys[child + 1] < this.keys[child]) child++;
      if (key <= this.keys[child]) break;
      this.put(place, this.keys[child], this.slots[child]);
      place = child;
    }
    this.put(place, key, slot);
  }

  private put(place: number, key: number, slot: number): void {
    this.keys[place] = key;
    this.slots[place] = slot;
    this.places[slot] = place;
  }
}
