import { shorten } from './fit-text.ts';
import { FONT_SIZE, MARGIN, subtitleBaseline, TICK_GAP, titleBaselines, type Layout } from './layout.ts';
import { measureText } from './measure-text.ts';
import type { Coordinate } from './pixel-columns.ts';
import { element, group } from './svg-element.ts';
import { pixels } from './svg-paths.ts';
import type { Theme } from './theme.ts';

/** From the middle of a tick to the baseline of its label. */
const BASELINE = 5;
/** Of the small pictures in the legend, and after the text of each. */
const KEY_WIDTH = 22;
const KEY_GAP = 22;

/** Title and subtitle. */
export function drawHeader({ title, subtitle }: Layout, theme: Theme): string {
  const baselines = titleBaselines(title);
  const lines = title.lines.map((line, i) => element('text', { x: MARGIN, y: baselines[i] }, line));
  const y = subtitleBaseline(title);
  return [
    group({ 'font-size': title.fontSize, 'font-weight': 600, fill: theme.text }, lines),
    subtitle === ''
      ? ''
      : element('text', { x: MARGIN, y, 'font-size': FONT_SIZE.subtitle, fill: theme.mutedText }, subtitle),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Lines across the pane, and what they stand for. */
export function drawValueAxis(layout: Layout, yOf: Coordinate, theme: Theme): string {
  const { pane, valueTicks } = layout;
  const { ticks, caption } = valueTicks;
  const lines = ticks.map(
    ({ value }) => `M${pixels(pane.left)} ${pixels(crisp(yOf(value)))}H${pixels(pane.right)}`,
  );
  const labels = ticks.map(({ value, label }) =>
    element('text', { x: pane.left - TICK_GAP, y: yOf(value) + BASELINE }, label),
  );
  const text = { 'font-size': FONT_SIZE.tick, fill: theme.mutedText };
  return [
    lines.length === 0 ? '' : element('path', { d: lines.join(''), stroke: theme.grid, fill: 'none' }),
    group({ ...text, 'text-anchor': 'end' }, labels),
    caption === '' ? '' : element('text', { ...text, x: MARGIN, y: pane.top - 10 }, caption),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Ticks below the lowest pane; days among hours are bolder. */
export function drawTimeAxis(layout: Layout, theme: Theme): string {
  const { pane, scorePane, timeTicks, xOf, width } = layout;
  const bottom = (scorePane ?? pane).bottom;
  const axis = `M${pixels(pane.left)} ${pixels(crisp(bottom))}H${pixels(pane.right)}`;
  const marks = timeTicks.map(({ ms }) => `M${pixels(crisp(xOf(ms)))} ${pixels(crisp(bottom))}v6`);
  const labels = timeTicks.map(({ ms, label, major }) => {
    const half = measureText(label, FONT_SIZE.tick, major ? 'semibold' : 'regular') / 2;
    const x = Math.max(half + 4, Math.min(width - half - 4, xOf(ms)));
    const emphasis = major ? { 'font-weight': 600, fill: theme.text } : {};
    return element('text', { x, y: bottom + 22, ...emphasis }, label);
  });
  return [
    element('path', { d: axis + marks.join(''), stroke: theme.mutedText, fill: 'none' }),
    group({ 'font-size': FONT_SIZE.tick, fill: theme.mutedText, 'text-anchor': 'middle' }, labels),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What the colours mean at the left, where there is room for it, and which days are shown at the right. */
export function drawFooter(
  { width, height, days }: Layout,
  shown: { readonly band: boolean; readonly anomalies: number },
  theme: Theme,
): string {
  const y = height - 13;
  const middle = y - BASELINE;
  const text = { y, 'font-size': FONT_SIZE.footer, fill: theme.mutedText };
  const band = (x: number): string[] => [
    element('rect', { x, y: middle - 7, width: KEY_WIDTH, height: 14, rx: 2, fill: theme.band }),
    element('path', {
      d: `M${pixels(x)} ${pixels(crisp(middle))}h${KEY_WIDTH}`,
      stroke: theme.expected,
      'stroke-width': 1.5,
    }),
  ];
  const anomaly = (x: number): string[] => [
    element('rect', {
      x,
      y: middle - 7,
      width: KEY_WIDTH,
      height: 14,
      rx: 2,
      fill: theme.anomaly,
      'fill-opacity': '0.16',
    }),
    element('circle', { cx: x + KEY_WIDTH / 2, cy: middle, r: 4, fill: theme.anomaly }),
  ];
  const entries = [
    ...(shown.band ? [{ key: band, label: 'expected' }] : []),
    ...(shown.anomalies > 0
      ? [{ key: anomaly, label: shown.anomalies === 1 ? 'anomaly' : `${shown.anomalies} anomalies` }]
      : []),
  ];
  const room = width - 2 * MARGIN;
  const right = shorten(days, room, FONT_SIZE.footer);
  const entryWidth = (label: string): number =>
    KEY_WIDTH + TICK_GAP + measureText(label, FONT_SIZE.footer) + KEY_GAP;
  const legendWidth = entries.reduce((sum, { label }) => sum + entryWidth(label), 0);
  const parts: string[] = [];
  let x = MARGIN;
  for (const { key, label } of legendWidth + measureText(right, FONT_SIZE.footer) <= room ? entries : []) {
    parts.push(...key(x), element('text', { ...text, x: x + KEY_WIDTH + TICK_GAP }, label));
    x += entryWidth(label);
  }
  if (right !== '') parts.push(element('text', { ...text, x: width - MARGIN, 'text-anchor': 'end' }, right));
  return parts.join('\n');
}

/** The middle of a pixel, so that a line of one pixel is sharp. */
export function crisp(coordinate: number): number {
  return Math.floor(coordinate) + 0.5;
}
