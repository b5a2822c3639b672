import { zoneOffset } from '@metrics-ai/timeseries';
import { markAnomalies } from './anomaly-marks.ts';
import { drawFooter } from './draw-footer.ts';
import { drawDocument, drawHeader, drawTimeAxis, drawValueAxis } from './draw-frame.ts';
import { drawMarks, drawShades } from './draw-marks.ts';
import { drawScorePane } from './draw-score-pane.ts';
import { drawBand, drawNothing, drawTrace } from './draw-series.ts';
import { FONT_SIZE, layOut } from './layout.ts';
import { pixelColumns } from './pixel-columns.ts';
import { checkInput, type SeriesChartInput } from './series-chart-input.ts';
import { THEMES } from './theme.ts';
import { valueScale } from './value-axis.ts';

/**
 * Draws a series over time, with what was expected of it, where it was anomalous and, in a pane below, how strange it was.
 *
 * The picture is an SVG document of its own, on one fixed background, without scripts, styles, identifiers or references; texts in it
 * are escaped. It says the same for the same input, byte for byte. However many samples there are, it has at most two points
 * a column of pixels, the lowest and the highest, and is smaller than 60 KB. O(n) in samples.
 *
 * @throws RangeError when arrays differ in length, timestamps fall, or an option is out of its range.
 */
export function seriesChart(input: SeriesChartInput): string {
  checkInput(input);
  const theme = THEMES[input.theme ?? 'light'];
  const offsetAt = zoneOffset(input.timeZone ?? 'UTC');
  const layout = layOut(input, offsetAt);
  const { pane, xOf, domain } = layout;
  const yOf = valueScale(domain, pane.top, pane.bottom);
  const columns = pixelColumns(input.timestamps, xOf, layout.columnWidth);
  const marks = markAnomalies(input.anomalies ?? [], input.highlight, input.unit, {
    left: pane.left,
    right: pane.right,
    labelsLeft: layout.labelsLeft,
    fontSize: FONT_SIZE.label,
    xOf,
    yOf,
  });
  const band = drawBand(columns, input.band, yOf, theme);
  const score =
    input.score === undefined || layout.scorePane === undefined
      ? ''
      : drawScorePane(columns, input.score, layout.scorePane, theme);
  const shown = { band: band.area + band.line !== '', anomalies: input.anomalies?.length ?? 0 };
  return drawDocument(layout, theme, [
    drawHeader(layout, theme),
    drawShades(marks, layout, theme),
    band.area,
    drawValueAxis(layout, yOf, theme),
    score,
    drawTimeAxis(layout, theme),
    band.line,
    drawTrace(columns, input, layout, yOf, { colour: theme.line }) ||
      drawNothing(layout, input.timestamps.length, theme),
    drawMarks(marks, layout, theme),
    drawFooter(layout, shown, theme),
  ]);
}
