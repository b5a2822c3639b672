import { Resvg } from '@resvg/resvg-wasm';

/** The pixels of a PNG file, RGBA row by row, by another decoder than any that this library has a hand in. */
export function decodePng(png: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  const header = new DataView(png.buffer, png.byteOffset);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const size = `width="${width}" height="${height}"`;
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="${href}"/></svg>`;
  const { pixels } = new Resvg(svg).render();
  return { width, height, pixels };
}
