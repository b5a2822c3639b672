import { formatQuantity } from '@metrics-ai/features';
import { zoneOffset } from '@metrics-ai/timeseries';
import { drawFooter } from './draw-footer.ts';
import { crisp, drawDocument, drawHeader, drawTimeAxis, drawValueAxis } from './draw-frame.ts';
import { arrangeLegend, drawLegend } from './draw-legend.ts';
import { drawNothing, drawTrace, type Stroke } from './draw-series.ts';
import { plainText } from './escape-xml.ts';
import { FONT_SIZE, layOut, type Layout } from './layout.ts';
import { checkLines, type ChartLine, type LinesChartInput } from './lines-chart-input.ts';
import { pixelColumns, type Coordinate } from './pixel-columns.ts';
import type { SeriesChartInput } from './series-chart-input.ts';
import { element, joinParts } from './svg-element.ts';
import { pixels } from './svg-paths.ts';
import { THEMES, type Theme } from './theme.ts';
import { valueScale } from './value-axis.ts';

export { MAX_LINES } from './lines-chart-input.ts';

const DASHES = '7 5';
const LIMIT_DASHES = '2 4';
/** So many lines are drawn in every column; of more, fewer columns keep the document as small. */
const LINES_OF_FULL_DETAIL = 2;

/**
 * Draws several series over time in one pane, and a legend that says which is which. What holds for `seriesChart` holds for this
 * document as well: by itself, escaped, the same for the same input, smaller than 60 KB. O(n) in samples.
 *
 * @throws RangeError when there are more than MAX_LINES lines, arrays differ in length, timestamps fall, or an option is out of its range.
 */
export function linesChart(input: LinesChartInput): string {
  checkLines(input);
  const { lines, width = 800 } = input;
  const theme = THEMES[input.theme ?? 'light'];
  const offsetAt = zoneOffset(input.timeZone ?? 'UTC');
  const strokes = lines.map((_, i) => strokeOf(i, theme));
  const legend = arrangeLegend(lines.length > 1 ? lines.map(({ label }) => label) : [], width);
  const timestamps = timesOf(input);
  const layout = layOut(
    { ...input, timestamps, values: valuesOf(lines), band: bandOf(input) },
    offsetAt,
    legend.height,
  );
  const { pane, xOf, domain } = layout;
  const yOf = valueScale(domain, pane.top, pane.bottom);
  const columnWidth = layout.columnWidth * Math.max(1, lines.length / LINES_OF_FULL_DETAIL);
  const traces = lines.map((line, i) =>
    drawTrace(pixelColumns(line.timestamps, xOf, columnWidth), line, layout, yOf, strokes[i]),
  );
  // The first are the most important: they lie above the others.
  const drawn = traces.filter((trace) => trace !== '').reverse();
  const samples = lines.reduce((sum, { timestamps }) => sum + timestamps.length, 0);
  return drawDocument(layout, theme, [
    drawHeader(layout, theme),
    drawValueAxis(layout, yOf, theme),
    drawTimeAxis(layout, theme),
    drawLimit(input, layout, yOf, theme),
    ...(drawn.length > 0 ? drawn : [drawNothing(layout, samples, theme)]),
    drawLegend(legend, layout, strokes, theme),
    drawFooter(layout, { band: false, anomalies: 0 }, theme),
  ]);
}

function strokeOf(i: number, { lines }: Theme): Stroke {
  return { colour: lines[i % lines.length], dashes: i < lines.length ? undefined : DASHES };
}

/** The scale makes room for a limit as it does for a band: as far as the series are not flattened by it. */
function bandOf({ limit }: LinesChartInput): SeriesChartInput['band'] {
  if (limit === undefined || !Number.isFinite(limit)) return undefined;
  const bound = Float64Array.of(limit);
  return { expected: bound, lower: bound, upper: bound };
}

function drawLimit(
  { limit, unit }: LinesChartInput,
  { pane, domain }: Layout,
  yOf: Coordinate,
  theme: Theme,
): string {
  if (limit === undefined || !(limit >= domain.low && limit <= domain.high)) return '';
  const y = yOf(limit);
  // Where there is no room above the line, below it.
  const labelY = y - pane.top > FONT_SIZE.label ? y - 6 : y + FONT_SIZE.label;
  return joinParts([
    element('path', {
      d: `M${pixels(pane.left)} ${pixels(crisp(y))}H${pixels(pane.right)}`,
      stroke: theme.mutedText,
      'stroke-dasharray': LIMIT_DASHES,
      fill: 'none',
    }),
    element(
      'text',
      {
        x: pane.right,
        y: labelY,
        'font-size': FONT_SIZE.footer,
        fill: theme.mutedText,
        'text-anchor': 'end',
      },
      `limit ${plainText(formatQuantity(limit, unit))}`,
    ),
  ]);
}

/** The first and the last moment that is shown. */
function timesOf({ lines, fromMs, toMs }: LinesChartInput): Float64Array {
  if (fromMs !== undefined && toMs !== undefined) return Float64Array.of(fromMs, toMs);
  const known = lines.filter(({ timestamps }) => timestamps.length > 0);
  if (known.length === 0) return new Float64Array();
  return Float64Array.of(
    Math.min(...known.map(({ timestamps }) => timestamps[0])),
    Math.max(...known.map(({ timestamps }) => timestamps[timestamps.length - 1])),
  );
}

function valuesOf(lines: readonly ChartLine[]): Float64Array {
  const values = new Float64Array(lines.reduce((sum, line) => sum + line.values.length, 0));
  let at = 0;
  for (const line of lines) {
    values.set(line.values, at);
    at += line.values.length;
  }
  return values;
}
