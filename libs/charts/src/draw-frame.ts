import { FONT_SIZE, MARGIN, subtitleBaseline, TICK_GAP, titleBaselines, type Layout } from './layout.ts';
import { measureText } from './measure-text.ts';
import type { Coordinate } from './pixel-columns.ts';
import { element, group } from './svg-element.ts';
import { pixels } from './svg-paths.ts';
import type { Theme } from './theme.ts';

/** From the middle of a tick to the baseline of its label. */
const BASELINE = 5;

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

/** What the colours mean at the left, which days are shown at the right. */
export function drawFooter(
  { width, height, days }: Layout,
  shown: { readonly band: boolean; readonly anomalies: number },
  theme: Theme,
): string {
  const y = height - 13;
  const middle = y - BASELINE;
  const text = { 'font-size': FONT_SIZE.footer, fill: theme.mutedText };
  const parts: string[] = [];
  let x = MARGIN;
  const add = (symbol: readonly string[], label: string): void => {
    parts.push(...symbol, element('text', { ...text, x: x + 30, y }, label));
    x += 30 + measureText(label, FONT_SIZE.footer) + 22;
  };
  if (shown.band) {
    const line = {
      d: `M${pixels(x)} ${pixels(crisp(middle))}h22`,
      stroke: theme.expected,
      'stroke-width': 1.5,
    };
    add(
      [
        element('rect', { x, y: middle - 7, width: 22, height: 14, rx: 2, fill: theme.band }),
        element('path', line),
      ],
      'expected',
    );
  }
  if (shown.anomalies > 0) {
    add(
      [
        element('rect', {
          x,
          y: middle - 7,
          width: 22,
          height: 14,
          rx: 2,
          fill: theme.anomaly,
          'fill-opacity': '0.16',
        }),
        element('circle', { cx: x + 11, cy: middle, r: 4, fill: theme.anomaly }),
      ],
      shown.anomalies === 1 ? 'anomaly' : `${shown.anomalies} anomalies`,
    );
  }
  parts.push(element('text', { ...text, x: width - MARGIN, y, 'text-anchor': 'end' }, days));
  return parts.join('\n');
}

/** The middle of a pixel, so that a line of one pixel is sharp. */
export function crisp(coordinate: number): number {
  return Math.floor(coordinate) + 0.5;
}
