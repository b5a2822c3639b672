import { BASELINE, crisp } from './draw-frame.ts';
import { shorten } from './fit-text.ts';
import { FONT_SIZE, MARGIN, TICK_GAP, type Layout } from './layout.ts';
import { measureText } from './measure-text.ts';
import { element, joinParts } from './svg-element.ts';
import { pixels } from './svg-paths.ts';
import type { Theme } from './theme.ts';

/** Of the small pictures in the legend, and after the text of each. */
const KEY_WIDTH = 22;
const KEY_GAP = 22;

interface LegendEntry {
  readonly label: string;
  /** The small picture, from `x` on. */
  readonly key: (x: number, middle: number, theme: Theme) => string[];
}

/** What the colours mean at the left, where there is room for it, and which days are shown at the right. */
export function drawFooter(
  { width, height, days }: Layout,
  shown: { readonly band: boolean; readonly anomalies: number },
  theme: Theme,
): string {
  const entries: LegendEntry[] = [];
  if (shown.band) entries.push({ label: 'expected', key: bandKey });
  if (shown.anomalies > 0) {
    entries.push({
      label: shown.anomalies === 1 ? 'anomaly' : `${shown.anomalies} anomalies`,
      key: anomalyKey,
    });
  }
  const room = width - 2 * MARGIN;
  const right = shorten(days, room, FONT_SIZE.footer);
  const widthOf = ({ label }: LegendEntry): number =>
    KEY_WIDTH + TICK_GAP + measureText(label, FONT_SIZE.footer) + KEY_GAP;
  const legendWidth = entries.reduce((sum, entry) => sum + widthOf(entry), 0);
  const legend = legendWidth + measureText(right, FONT_SIZE.footer) <= room ? entries : [];

  const y = height - 13;
  const text = { y, 'font-size': FONT_SIZE.footer, fill: theme.mutedText };
  const parts: string[] = [];
  let x = MARGIN;
  for (const entry of legend) {
    parts.push(...entry.key(x, y - BASELINE, theme));
    parts.push(element('text', { ...text, x: x + KEY_WIDTH + TICK_GAP }, entry.label));
    x += widthOf(entry);
  }
  if (right !== '') parts.push(element('text', { ...text, x: width - MARGIN, 'text-anchor': 'end' }, right));
  return joinParts(parts);
}

function bandKey(x: number, middle: number, theme: Theme): string[] {
  const line = `M${pixels(x)} ${pixels(crisp(middle))}h${KEY_WIDTH}`;
  return [
    element('rect', { x, y: middle - 7, width: KEY_WIDTH, height: 14, rx: 2, fill: theme.band }),
    element('path', { d: line, stroke: theme.expected, 'stroke-width': 1.5 }),
  ];
}

function anomalyKey(x: number, middle: number, theme: Theme): string[] {
  const shade = { fill: theme.anomaly, 'fill-opacity': '0.16' };
  return [
    element('rect', { x, y: middle - 7, width: KEY_WIDTH, height: 14, rx: 2, ...shade }),
    element('circle', { cx: x + KEY_WIDTH / 2, cy: middle, r: 4, fill: theme.anomaly }),
  ];
}
