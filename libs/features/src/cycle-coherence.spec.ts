import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { logGammaTail, measureCoherence } from './cycle-coherence.ts';
import { redNoise } from './testing/synthetic.ts';

const tails = JSON.parse(readFileSync(new URL('../fixtures/gamma-tail.json', import.meta.url), 'utf8')) as {
  x: number;
  shape: number;
  logTail: number;
}[];

/** The least-squares line taken away, as measureCoherence wants it. */
function detrend(values: Float64Array): Float64Array {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const xy = values.reduce((sum, y, i) => sum + (i - middle) * y, 0);
  const xx = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return values.map((y, i) => y - mean - (xy / xx) * (i - middle));
}

describe('measureCoherence', () => {
  it('gives noise of any colour small p-values as rarely as it says', () => {
    for (const phi of [0, 0.7, 0.95, 1]) {
      for (const [points, period] of [
        [4_032, 288],
        [336, 24],
        [1_000, 17.3],
      ]) {
        let small = 0;
        for (let seed = 0; seed < 100; seed++) {
          const { logP } = measureCoherence(detrend(redNoise(seed, points, phi)), period);
          if (logP < Math.log(0.01)) small += 1;
        }
        expect(small).toBeLessThanOrEqual(4);
      }
    }
  });

  it('is sure of a pattern that repeats, also without any noise', () => {
    for (const noise of [0, 1]) {
      const values = redNoise(1, 4_032, 0).map((x, i) => Math.sin((2 * Math.PI * i) / 288) + noise * x);
      const { cycles, logP } = measureCoherence(values, 288);
      expect(cycles).toBe(14);
      expect(logP).toBeLessThan(-40);
    }
  });

  it('tells by its drift how far off the period is', () => {
    const values = Float64Array.from({ length: 4_032 }, (_, i) => Math.sin((2 * Math.PI * i) / 100));
    const { drift } = measureCoherence(values, 95);
    expect(95 / (1 + drift)).toBeCloseTo(100, 0);
  });

  it('leaves empty cycles out and has no opinion below two', () => {
    const values = redNoise(2, 480, 0).map((x, i) => (i >= 96 && i < 144 ? NaN : x));
    expect(measureCoherence(values, 48).cycles).toBe(9);
    expect(measureCoherence(values.slice(0, 48), 48).logP).toBeNaN();
    expect(measureCoherence(new Float64Array(480), 48).logP).toBe(0);
  });
});

describe('logGammaTail', () => {
  it('agrees with scipy', () => {
    for (const { x, shape, logTail } of tails) {
      expect(Math.abs(logGammaTail(x, shape) - logTail)).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(logTail)),
      );
    }
  });
});
