import { describe, expect, it } from '@jest/globals';
import { kernel } from './slide-template.ts';

const LENGTH = 203;
const WIDTH = 17;
const FLAT = 1e-6;

function fill(): void {
  for (let i = 0; i < LENGTH; i++) kernel.samples[i] = i < 40 ? 0.25 : Math.sin(i * i);
  kernel.samples.fill(0, LENGTH, LENGTH + WIDTH + kernel.LANES);
  for (let j = 0; j < WIDTH; j++) kernel.template[j] = Math.cos(3 * j) / 3;
  for (let i = 0; i < LENGTH; i++) {
    kernel.sums[i + 1] = kernel.sums[i] + kernel.samples[i];
    kernel.squares[i + 1] = kernel.squares[i] + kernel.samples[i] ** 2;
  }
}

const products = (at: number): number => {
  let sum = 0;
  for (let j = 0; j < WIDTH; j++) sum += kernel.template[j] * kernel.samples[at + j];
  return sum;
};

describe('kernel', () => {
  it('slides a template as adding up its products one by one does', () => {
    fill();
    kernel.slide(WIDTH, LENGTH);
    for (let at = 0; at < LENGTH; at++) expect(kernel.dots[at]).toBeCloseTo(products(at), 5);
  });

  it('keeps the best correlation of each position, and which template has it; none where it is flat', () => {
    fill();
    kernel.slide(WIDTH, LENGTH);
    const [from, count] = [4, 160];
    kernel.best.fill(0.1, 0, LENGTH);
    kernel.which.fill(3, 0, LENGTH);
    kernel.keepBest(WIDTH, from, count, FLAT, 7);
    for (let at = 0; at < LENGTH; at++) {
      const window = kernel.samples.slice(at, at + WIDTH);
      const mean = window.reduce((sum, value) => sum + value / WIDTH, 0);
      const variance = window.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const exact = products(at) / Math.sqrt(variance);
      const isBetter = at >= from && at < from + count && variance > FLAT && exact > 0.1;
      expect(kernel.best[at]).toBeCloseTo(isBetter ? exact : 0.1, 4);
      expect(kernel.which[at]).toBe(isBetter ? 7 : 3);
    }
    expect(kernel.which.subarray(0, LENGTH).filter((name) => name === 7).length).toBeGreaterThan(20);
  });
});
