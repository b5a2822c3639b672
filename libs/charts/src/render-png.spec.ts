import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { renderPng } from './render-png.ts';
import { seriesChart } from './series-chart.ts';
import { decodePng } from './testing/decode-png.ts';
import { EXAMPLE_CHARTS, GOLDEN_PICTURES } from './testing/example-charts.ts';
import { noiseChart } from './testing/noise-chart.ts';

describe('renderPng', () => {
  // The pixels, not the file: those come out of WebAssembly alike everywhere, while versions of zlib pack them differently.
  it.each(GOLDEN_PICTURES)('draws %s pixel by pixel as it was looked at and found good', async (name) => {
    const drawn = decodePng(await renderPng(seriesChart(EXAMPLE_CHARTS[name])));
    const golden = decodePng(readFileSync(new URL(`../fixtures/${name}.png`, import.meta.url)));
    expect([drawn.width, drawn.height]).toEqual([800, 400]);
    expect(drawn.pixels.findIndex((value, i) => value !== golden.pixels[i])).toBe(-1);
  });

  it('writes texts without a font of the system', async () => {
    const { pixels } = decodePng(await renderPng(seriesChart(EXAMPLE_CHARTS['spiky-latency'])));
    // Dark pixels of the title's line.
    let dark = 0;
    for (let y = 12; y < 36; y++) {
      for (let x = 20; x < 380; x++) if (pixels[4 * (800 * y + x)] < 80) dark++;
    }
    expect(dark).toBeGreaterThan(500);
  });

  it.each([700, 1_400, 20_000])('makes files below 60 KB of noise of %i samples', async (points) => {
    const noise = noiseChart({ points, seed: 3 });
    for (const look of [{}, { width: 1_000, height: 600, theme: 'dark' as const }]) {
      expect((await renderPng(seriesChart({ ...noise, ...look }))).length).toBeLessThan(60_000);
    }
  });

  it('reads a chart whose texts are hostile, or in any alphabet: the document stays well-formed', async () => {
    const title = '</title>]]><!--"&\'\u0000\u0008\ud800\ufffe 温度 مرحبا 👍🏽';
    const svg = seriesChart({
      ...EXAMPLE_CHARTS['anomaly-at-the-edge'],
      title,
      subtitle: title,
      unit: title,
    });
    expect((await renderPng(svg)).length).toBeGreaterThan(5_000);
  });

  it('draws several at a time', async () => {
    const svg = seriesChart(EXAMPLE_CHARTS['flat-zero-with-one-spike']);
    const [first, ...others] = await Promise.all([renderPng(svg), renderPng(svg), renderPng(svg)]);
    for (const other of others) expect(Buffer.compare(first, other)).toBe(0);
  });

  it.each([
    ['no SVG', 'a chart', /svg must be an SVG document/],
    ['too long a text', ' '.repeat(1_000_001), /at most 1000000 characters, not 1000001/],
    [
      'too large a picture',
      '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"/>',
      /at most 4000000 pixels, not 100000 × 100000/,
    ],
  ])('refuses %s', async (_, svg, message) => {
    const drawing = renderPng(svg);
    await expect(drawing).rejects.toThrow(RangeError);
    await expect(drawing).rejects.toThrow(message);
  });
});
