import type { AnomalyMarks } from './anomaly-marks.ts';
import { FONT_SIZE, type Layout } from './layout.ts';
import { element, group, joinParts } from './svg-element.ts';
import { dotPath, pixels, type Point } from './svg-paths.ts';
import type { Theme } from './theme.ts';

const DOT = 9;
const HALO = 13;

/** The anomalous stretches through all panes, up to their labels. */
export function drawShades({ shades, highlightedShade }: AnomalyMarks, layout: Layout, theme: Theme): string {
  const { pane, scorePane } = layout;
  const top = pane.top - 4;
  const height = (scorePane ?? pane).bottom - top;
  const path = (spans: AnomalyMarks['shades']): string =>
    spans
      .map(
        ([from, to]) =>
          `M${pixels(from)} ${pixels(top)}h${pixels(to - from)}v${pixels(height)}h${pixels(from - to)}z`,
      )
      .join('');
  return joinParts([
    shades.length === 0
      ? ''
      : element('path', { d: path(shades), fill: theme.anomaly, 'fill-opacity': '0.13' }),
    highlightedShade === undefined
      ? ''
      : element('path', { d: path([highlightedShade]), fill: theme.anomaly, 'fill-opacity': '0.24' }),
  ]);
}

/** The peaks, and what kind of anomaly each is. */
export function drawMarks(marks: AnomalyMarks, { pane }: Layout, theme: Theme): string {
  const dots = (points: readonly Point[], size: number): string[] =>
    points.length === 0
      ? []
      : [dotElement(points, theme.background, size + HALO - DOT), dotElement(points, theme.anomaly, size)];
  const labels = marks.labels.map(({ text, x }) => element('text', { x, y: pane.top - 10 }, text));
  return joinParts([
    ...dots(marks.dots, marks.dots.length > 100 ? DOT / 2 : DOT),
    ...dots(marks.highlightedDot === undefined ? [] : [marks.highlightedDot], DOT + 3),
    group(
      { 'font-size': FONT_SIZE.label, 'font-weight': 600, fill: theme.anomaly, 'text-anchor': 'middle' },
      labels,
    ),
  ]);
}

function dotElement(points: readonly Point[], stroke: string, width: number): string {
  return element('path', {
    d: dotPath(points),
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-linecap': 'round',
  });
}
