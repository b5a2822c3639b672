import { linesChart, renderPng, type LinesChartInput } from '@metrics-ai/charts';
import type { ChartLook } from './draw-picture.ts';

/** Several series to draw in one pane: plain data, which a worker thread can be given. */
export interface LinesPicture extends Pick<
  LinesChartInput,
  'title' | 'subtitle' | 'unit' | 'lines' | 'limit' | 'fromMs' | 'toMs'
> {
  readonly look: ChartLook;
}

/** Draws series as they are, nothing judged, as an SVG document or a PNG file. Takes some tens of milliseconds. */
export async function drawLines({ look, ...picture }: LinesPicture): Promise<Uint8Array> {
  const { format, ...options } = look;
  const svg = linesChart({ ...picture, ...options });
  return format === 'svg' ? new TextEncoder().encode(svg) : renderPng(svg);
}
