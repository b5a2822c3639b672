import { beforeAll, describe, expect, it } from '@jest/globals';
import { encodePng } from './encode-png.ts';
import { renderPng } from './render-png.ts';
import { decodePng } from './testing/decode-png.ts';
import { randomNumbers } from './testing/example-charts.ts';

/** Opaque pixels, each of a colour 0xRRGGBB. */
function pixelsOf(count: number, colourOf: (i: number) => number): Uint8Array {
  const rgba = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    const colour = colourOf(i);
    rgba.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff, 0xff], 4 * i);
  }
  return rgba;
}

// The decoder is ready once something was drawn.
beforeAll(() => renderPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'));

describe('encodePng', () => {
  it('keeps up to 256 colours as they are', () => {
    const rgba = pixelsOf(16 * 32, (i) => (i % 256) * 0x010101);
    expect(decodePng(encodePng(rgba, 16, 32))).toEqual({ width: 16, height: 32, pixels: rgba });
  });

  it('takes the nearest of the most frequent colours where there are more', () => {
    // Each of 250 reds twice, and each of 100 that are a trifle greener once.
    const rgba = pixelsOf(600, (i) => (i < 500 ? (i % 250) << 16 : ((i - 500) << 16) | 0x000100));
    const { pixels } = decodePng(encodePng(rgba, 30, 20));
    expect(pixels.subarray(0, 2_000)).toEqual(rgba.subarray(0, 2_000));
    const unlike = pixels.filter((value, i) => value !== rgba[i]);
    expect(unlike).toHaveLength(94);
    expect(unlike.every((value) => value === 0)).toBe(true);
  });

  it('gives up colours, the most alike first, rather than become large', () => {
    const random = randomNumbers(1);
    const rgba = pixelsOf(400 * 300, (i) => (i < 20 ? 0x00ff00 : Math.floor(256 * random()) << 16));
    const file = encodePng(rgba, 400, 300);
    expect(file.length).toBeLessThan(60_000);
    const { pixels } = decodePng(file);
    expect([...pixels.subarray(0, 4)]).toEqual([0, 255, 0, 255]);
  });
});
