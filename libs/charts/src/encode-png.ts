import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const INDEXED = 3;
const BITS = 8;

/**
 * Palettes that are tried, until the file is small enough: how many colours, and how far apart. Edges of letters and lines have the most, and
 * the fewer there may be, the less of them may be alike, so that a rare colour that is like no other is not lost.
 */
const PALETTES = [
  { size: 256, distance: 0 },
  { size: 64, distance: 20 },
  { size: 24, distance: 36 },
  { size: 12, distance: 60 },
];
const TARGET_BYTES = 60_000;

/**
 * Writes opaque pixels (RGBA, row by row) as a PNG file with a palette, which for a chart is less than half the size of one with full
 * colours. Colours that are too many become the nearest of the most frequent. PNG (Third Edition), W3C 2025, sections 5 and 11.
 */
export function encodePng(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const pixels = packColours(rgba);
  const counts = countColours(pixels);
  let file: Uint8Array = new Uint8Array();
  for (const { size, distance } of PALETTES) {
    file = encode(pixels, width, height, choosePalette(counts, size, distance));
    if (file.length <= TARGET_BYTES) break;
  }
  return file;
}

interface Palette {
  /** As 0xRRGGBB. */
  readonly colours: readonly number[];
  /** Of each colour of the picture, which of the palette stands for it. */
  readonly indexOf: ReadonlyMap<number, number>;
}

/** Each pixel as 0xRRGGBB. */
function packColours(rgba: Uint8Array): Uint32Array {
  const pixels = new Uint32Array(rgba.length / 4);
  for (let p = 0, i = 0; p < pixels.length; p++, i += 4) {
    pixels[p] = (rgba[i] << 16) | (rgba[i + 1] << 8) | rgba[i + 2];
  }
  return pixels;
}

/** Most pixels are as the one before, so runs are counted rather than pixels. */
function countColours(pixels: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let from = 0, to = 0; from < pixels.length; from = to) {
    while (to < pixels.length && pixels[to] === pixels[from]) to++;
    counts.set(pixels[from], (counts.get(pixels[from]) ?? 0) + to - from);
  }
  return counts;
}

function choosePalette(counts: ReadonlyMap<number, number>, size: number, distance: number): Palette {
  // Ties are broken by the colour itself, so that the file does not depend on the order of pixels.
  const byFrequency = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  const colours: number[] = [];
  const indexOf = new Map<number, number>();
  for (const [colour] of byFrequency) {
    const { index, squared } = nearest(colours, colour);
    const isNew = colours.length < size && squared >= distance ** 2;
    indexOf.set(colour, isNew ? colours.push(colour) - 1 : index);
  }
  return { colours, indexOf };
}

/** Of a palette, the colour that is closest, and the square of its distance; infinitely far where there is none. */
function nearest(palette: readonly number[], colour: number): { index: number; squared: number } {
  let index = -1;
  let squared = Infinity;
  for (let i = 0; i < palette.length; i++) {
    const red = (palette[i] >> 16) - (colour >> 16);
    const green = ((palette[i] >> 8) & 0xff) - ((colour >> 8) & 0xff);
    const blue = (palette[i] & 0xff) - (colour & 0xff);
    const candidate = red * red + green * green + blue * blue;
    if (candidate < squared) {
      squared = candidate;
      index = i;
    }
  }
  return { index, squared };
}

function encode(pixels: Uint32Array, width: number, height: number, palette: Palette): Uint8Array {
  // A row is a filter type, 0 for none, and its pixels.
  const rows = new Uint8Array((width + 1) * height);
  let colour = NaN;
  let index = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 1; x <= width; x++, p++) {
      if (pixels[p] !== colour) {
        colour = pixels[p];
        index = palette.indexOf.get(colour)!;
      }
      rows[y * (width + 1) + x] = index;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS, INDEXED], 8);
  const colours = palette.colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from(SIGNATURE),
      chunk('IHDR', header),
      chunk('PLTE', Buffer.from(colours)),
      chunk('IDAT', deflateSync(rows, { level: 7, memLevel: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
