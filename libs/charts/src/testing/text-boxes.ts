import { Resvg } from '@resvg/resvg-wasm';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const fontBuffers = [
  require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
].map((file) => readFileSync(file));

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the ink of each text of a chart is, in pixels, as resvg draws it alone. Something must have been drawn before. */
export function textBoxes(svg: string): TextBox[] {
  const groups: string[] = [];
  const boxes: TextBox[] = [];
  for (const line of svg.split('\n')) {
    if (line.startsWith('<g')) groups.push(line);
    else if (line === '</g>') groups.pop();
    else if (line.startsWith('<text'))
      boxes.push(boxOf(groups.join('') + line + '</g>'.repeat(groups.length)));
  }
  return boxes;
}

function boxOf(element: string): TextBox {
  // Far from the edges: what is outside of the picture would not count.
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="3000"><g transform="translate(1000 1000)">${element}</g></svg>`;
  const box = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } }).getBBox();
  const text = />([^<]*)<\/text>/.exec(element)![1];
  if (box === undefined) throw new Error(`${text} has no ink`);
  const [left, top] = [box.x - 1_000, box.y - 1_000];
  return { text, left, top, right: left + box.width, bottom: top + box.height };
}
