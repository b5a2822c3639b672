import { describe, expect, it } from '@jest/globals';
import { decodeSketch, encodeSketch, MAX_SKETCH_SAMPLES, readSketchHeader } from './shape-sketch.ts';

const HOUR_MS = 3_600_000;

/** What the samples are once they went through a sketch. */
function throughSketch(values: Float64Array, block = 1): number[] {
  const sketch = encodeSketch(values, 0, HOUR_MS);
  const { offset, scale } = readSketchHeader(sketch);
  return Array.from(decodeSketch(sketch, block), (value) => offset + scale * value);
}

const wave = (length: number, height = 1, level = 0): Float64Array =>
  Float64Array.from({ length }, (_, i) => level + height * Math.sin(i / 5));

describe('encodeSketch', () => {
  it('keeps samples to a two-hundredth of what they move by within 32 of them', () => {
    const values = wave(1_000, 3e9, 7e10);
    throughSketch(values).forEach((value, i) => expect(Math.abs(value - values[i])).toBeLessThan(3e9 / 200));
  });

  it('keeps a quiet time beside a huge spike', () => {
    const values = wave(320, 1e-3);
    values[100] = 10;
    throughSketch(values).forEach((value, i) => {
      if (i !== 100) expect(Math.abs(value - values[i])).toBeLessThan(2e-4);
    });
  });

  it('keeps time and step, and takes about 1.25 bytes a sample', () => {
    const sketch = encodeSketch(wave(4_032), 1_000, HOUR_MS);
    expect(readSketchHeader(sketch)).toMatchObject({ samples: 4_032, startMs: 1_000, stepMs: HOUR_MS });
    expect(sketch.length).toBeLessThan(1.3 * 4_032);
  });

  it('averages neighbours of a series that is longer than a sketch, at the middle of their times', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => i);
    const sketch = encodeSketch(values, 0, HOUR_MS);
    const { samples, startMs, stepMs } = readSketchHeader(sketch);
    expect(samples).toBeLessThanOrEqual(MAX_SKETCH_SAMPLES);
    expect([startMs, stepMs]).toEqual([HOUR_MS, 3 * HOUR_MS]);
    expect(throughSketch(values)[0]).toBeCloseTo(1, 0);
  });

  it('has a gap where a sample is not finite', () => {
    const decoded = throughSketch(Float64Array.of(1, NaN, 2, Infinity, 3));
    expect(decoded.map(Number.isNaN)).toEqual([false, true, false, true, false]);
  });

  it.each([
    ['nothing', []],
    ['nothing but gaps', [NaN, NaN]],
    ['one sample', [5]],
    ['a constant of which the last digit is rounded', [0.1 + 0.2, 0.3, 0.3]],
    ['the largest numbers there are', [-1e308, 1e308, 0]],
  ])('takes %s', (_, values) => {
    const decoded = throughSketch(Float64Array.from(values));
    expect(decoded).toHaveLength(values.length);
    decoded.forEach((value, i) => {
      if (Number.isNaN(values[i])) expect(value).toBeNaN();
      else expect(Math.abs(value - values[i])).toBeLessThanOrEqual(0.01 * Math.abs(values[i]) + 1e306);
    });
  });

  it('refuses a step that is none', () => {
    expect(() => encodeSketch(wave(10), 0, 0)).toThrow(new RangeError('stepMs must be positive, not 0'));
    expect(() => encodeSketch(wave(10), NaN, 1)).toThrow('startMs must be finite, not NaN');
  });
});

describe('decodeSketch', () => {
  it.each([2, 8, 32, 64])('gives the means of %d neighbours', (block) => {
    const values = wave(4_000, 3, 40);
    const means = throughSketch(values, block);
    expect(means).toHaveLength(Math.ceil(4_000 / block));
    means.slice(0, -1).forEach((mean, b) => {
      const exact = values.slice(b * block, (b + 1) * block).reduce((sum, value) => sum + value / block, 0);
      expect(mean).toBeCloseTo(exact, 1);
    });
  });

  it('gives no mean where most of a block is missing', () => {
    const means = throughSketch(Float64Array.of(1, 2, 3, NaN, NaN, NaN, NaN, 4), 4);
    expect(means[0]).toBeCloseTo(2, 1);
    expect(means[1]).toBeNaN();
  });

  it('refuses bytes that are none of a sketch', () => {
    const sketch = encodeSketch(wave(100), 0, HOUR_MS);
    expect(() => decodeSketch(sketch.subarray(0, 60))).toThrow(TypeError);
    expect(() => decodeSketch(sketch.with(0, 9))).toThrow('bytes must be those of a sketch of version 1');
    expect(() => readSketchHeader(new Uint8Array(3))).toThrow(TypeError);
  });
});
