import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { encodePng } from './encode-png.ts';

/** More text than any chart has: what is longer is refused rather than drawn. */
const MAX_SVG_LENGTH = 1_000_000;
const MAX_PIXELS = 4_000_000;

const require = createRequire(import.meta.url);

/** Read once in the life of the process. */
let loading: Promise<readonly Uint8Array[]> | undefined;

/**
 * Draws an SVG document, one pixel for each of its units, as a PNG file. Texts are in Inter, which comes along: fonts of the
 * system are not looked at, so that the pixels are the same everywhere. Takes 20 to 60 ms of the calling thread for a chart, and
 * some tenths of a second the first time.
 *
 * @throws RangeError when svg is no SVG document, or larger than a million characters or four million pixels.
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  if (svg.length > MAX_SVG_LENGTH) {
    throw new RangeError(`svg must have at most ${MAX_SVG_LENGTH} characters, not ${svg.length}`);
  }
  const fontBuffers = [...(await (loading ??= load().catch(forget)))];
  const resvg = parse(svg, fontBuffers);
  try {
    const { width, height } = resvg;
    if (!(width * height <= MAX_PIXELS)) {
      throw new RangeError(`svg must have at most ${MAX_PIXELS} pixels, not ${width} × ${height}`);
    }
    const image = resvg.render();
    try {
      return encodePng(image.pixels, image.width, image.height);
    } finally {
      image.free();
    }
  } finally {
    resvg.free();
  }
}

async function load(): Promise<readonly Uint8Array[]> {
  const files = [
    require.resolve('@resvg/resvg-wasm/index_bg.wasm'),
    require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
    require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  ];
  const [wasm, ...fonts] = await Promise.all(files.map((file) => readFile(file)));
  await initWasm(wasm);
  return fonts;
}

/** What could not be read is read again the next time. */
function forget(error: unknown): never {
  loading = undefined;
  throw error;
}

function parse(svg: string, fontBuffers: Uint8Array[]): InstanceType<typeof Resvg> {
  try {
    return new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' } });
  } catch (cause) {
    throw new RangeError(`svg must be an SVG document: ${String(cause)}`, { cause });
  }
}
