import {
  FONT_FAMILY,
  FONT_SIZE,
  MARGIN,
  subtitleBaseline,
  TICK_GAP,
  titleBaselines,
  type Layout,
} from './layout.ts';
import { measureText } from './measure-text.ts';
import type { Coordinate } from './pixel-columns.ts';
import { element, group, joinParts } from './svg-element.ts';
import { pixels } from './svg-paths.ts';
import type { Theme } from './theme.ts';

/** From the middle of a text to its baseline. */
export const BASELINE = 5;

/** The whole document, of parts that lie one upon the other. */
export function drawDocument(
  { width, height, title }: Layout,
  theme: Theme,
  parts: readonly string[],
): string {
  const background = element('rect', { width, height, fill: theme.background });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    element('title', {}, title.lines.join(' ')),
    group({ 'font-family': FONT_FAMILY }, [background, ...parts]),
    '</svg>',
    '',
  ].join('\n');
}

/** Title and subtitle. */
export function drawHeader({ title, subtitle }: Layout, theme: Theme): string {
  const baselines = titleBaselines(title);
  const lines = title.lines.map((line, i) => element('text', { x: MARGIN, y: baselines[i] }, line));
  const y = subtitleBaseline(title);
  return joinParts([
    group({ 'font-size': title.fontSize, 'font-weight': 600, fill: theme.text }, lines),
    subtitle === ''
      ? ''
      : element('text', { x: MARGIN, y, 'font-size': FONT_SIZE.subtitle, fill: theme.mutedText }, subtitle),
  ]);
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
  return joinParts([
    lines.length === 0 ? '' : element('path', { d: lines.join(''), stroke: theme.grid, fill: 'none' }),
    group({ ...text, 'text-anchor': 'end' }, labels),
    caption === '' ? '' : element('text', { ...text, x: MARGIN, y: pane.top - 10 }, caption),
  ]);
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
  return joinParts([
    element('path', { d: axis + marks.join(''), stroke: theme.mutedText, fill: 'none' }),
    group({ 'font-size': FONT_SIZE.tick, fill: theme.mutedText, 'text-anchor': 'middle' }, labels),
  ]);
}

/** The middle of a pixel, so that a line of one pixel is sharp. */
export function crisp(coordinate: number): number {
  return Math.floor(coordinate) + 0.5;
}
