import { crisp } from './draw-frame.ts';
import { FONT_SIZE, TICK_GAP, type Box } from './layout.ts';
import type { PixelColumn } from './pixel-columns.ts';
import { scoreScale } from './score-scale.ts';
import { element, group, joinParts } from './svg-element.ts';
import { areaPath, columnMaxima, edgeOf, knownStretches, pixels, type Point } from './svg-paths.ts';
import type { Theme } from './theme.ts';

/** The pane of scores: grey up to the threshold of 1, in the colour of anomalies above it. */
export function drawScorePane(
  columns: readonly PixelColumn[],
  score: Float64Array,
  pane: Box,
  theme: Theme,
): string {
  const maxima = columnMaxima(columns, score);
  const highest = maxima.reduce((most, value) => (value > most ? value : most), 0);
  const scale = scoreScale(highest, pane.top, pane.bottom);
  const threshold = crisp(scale.yOf(1));
  const stretches = knownStretches(columns, maxima);
  const area = (base: number, yOf: (score: number) => number): string => {
    const ys = maxima.map(yOf);
    return stretches.map(([from, to]) => areaOver(base, edgeOf(columns, ys, from, to))).join('');
  };
  const quiet = area(pane.bottom, (value) => Math.max(threshold, scale.yOf(value)));
  const loud = area(threshold, (value) => Math.min(threshold, scale.yOf(value)));
  const across = `M${pixels(pane.left)} ${pixels(threshold)}H${pixels(pane.right)}`;
  const label = (y: number, text: string): string =>
    element('text', { x: pane.left - TICK_GAP, y: y + 5 }, text);
  return joinParts([
    quiet === '' ? '' : element('path', { d: quiet, fill: theme.score }),
    highest > 1 ? element('path', { d: loud, fill: theme.anomaly }) : '',
    element('path', { d: across, stroke: theme.anomaly, 'stroke-dasharray': '4 3', fill: 'none' }),
    group({ 'font-size': FONT_SIZE.tick, fill: theme.mutedText, 'text-anchor': 'end' }, [
      label(pane.top + 4, String(scale.top)),
      label(threshold, 'score 1'),
    ]),
  ]);
}

function areaOver(base: number, upper: readonly Point[]): string {
  return areaPath(upper, [
    [upper[0][0], base],
    [upper[upper.length - 1][0], base],
  ]);
}
