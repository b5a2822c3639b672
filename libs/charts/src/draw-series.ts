import { FONT_SIZE, type Layout } from './layout.ts';
import type { Coordinate, PixelColumn } from './pixel-columns.ts';
import type { SeriesChartInput } from './series-chart-input.ts';
import { element, joinParts } from './svg-element.ts';
import {
  areaPath,
  columnMeans,
  dotPath,
  edgeOf,
  knownStretches,
  linePath,
  pixels,
  traceSeries,
} from './svg-paths.ts';
import type { Theme } from './theme.ts';

/** The expected value and the band around it, as means of each column of pixels: extremes would let it look wider than it is. */
export function drawBand(
  columns: readonly PixelColumn[],
  band: SeriesChartInput['band'],
  yOf: Coordinate,
  theme: Theme,
): { area: string; line: string } {
  if (band === undefined) return { area: '', line: '' };
  const expected = columnMeans(columns, band.expected, yOf);
  const lower = columnMeans(columns, band.lower, yOf);
  const upper = columnMeans(columns, band.upper, yOf);
  const areas = knownStretches(columns, lower, upper).map(([from, to]) =>
    areaPath(edgeOf(columns, upper, from, to), edgeOf(columns, lower, from, to)),
  );
  const line = linePath(
    knownStretches(columns, expected).map(([from, to]) => edgeOf(columns, expected, from, to)),
  );
  return {
    area:
      areas.length === 0
        ? ''
        : element('path', { d: areas.join(''), fill: theme.band, 'fill-opacity': '0.8' }),
    line:
      line === ''
        ? ''
        : element('path', { d: line, fill: 'none', stroke: theme.expected, 'stroke-width': 1.5 }),
  };
}

/** What a line looks like. */
export interface Stroke {
  readonly colour: string;
  /** Lengths of dashes and gaps; left out: drawn through. */
  readonly dashes?: string;
}

/**
 * A series: its line, dots where a sample has no neighbour, triangles at the edge where it is infinite. Empty where there is
 * nothing to be seen.
 */
export function drawTrace(
  columns: readonly PixelColumn[],
  { timestamps, values }: Pick<SeriesChartInput, 'timestamps' | 'values'>,
  { pane, xOf }: Layout,
  yOf: Coordinate,
  { colour, dashes }: Stroke,
): string {
  const { stretches, plusInfinity, minusInfinity } = traceSeries(columns, timestamps, values, xOf, yOf);
  const line = linePath(stretches);
  const dots = dotPath(stretches.filter((points) => points.length === 1).map(([point]) => point));
  const triangles = [
    ...plusInfinity.map((x) => `M${pixels(x - 5)} ${pixels(pane.top + 9)}h10l-5-9z`),
    ...minusInfinity.map((x) => `M${pixels(x - 5)} ${pixels(pane.bottom - 9)}h10l-5 9z`),
  ].join('');
  return joinParts([
    line === '' ? '' : strokePath(line, colour, lineWidth(columns, timestamps.length), dashes),
    dots === '' ? '' : strokePath(dots, colour, stretches.length > 100 ? 2.5 : 5),
    triangles === '' ? '' : element('path', { d: triangles, fill: colour }),
  ]);
}

/** Says in the middle of the pane why it is empty. */
export function drawNothing({ pane }: Layout, samples: number, theme: Theme): string {
  const middle = { x: (pane.left + pane.right) / 2, y: (pane.top + pane.bottom) / 2 };
  const text = { 'font-size': FONT_SIZE.label, fill: theme.mutedText, 'text-anchor': 'middle' };
  return element('text', { ...middle, ...text }, samples === 0 ? 'no samples' : 'no values in this range');
}

/** Thinner where there are more samples than pixels, so that a noisy series does not become one block of colour. */
function lineWidth(columns: readonly PixelColumn[], samples: number): number {
  return samples > 1.5 * columns.length ? 1.2 : 1.8;
}

function strokePath(d: string, stroke: string, width: number, dashes?: string): string {
  return element('path', {
    d,
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-dasharray': dashes,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  });
}
