import { BASELINE, crisp } from './draw-frame.ts';
import type { Stroke } from './draw-series.ts';
import { plainText } from './escape-xml.ts';
import { shorten } from './fit-text.ts';
import { FONT_RESERVE, FONT_SIZE, FOOTER_HEIGHT, MARGIN, TICK_GAP, type Layout } from './layout.ts';
import { measureText } from './measure-text.ts';
import { element, joinParts } from './svg-element.ts';
import { pixels } from './svg-paths.ts';
import type { Theme } from './theme.ts';

const KEY_WIDTH = 22;
const ENTRY_GAP = 20;
const ROW_HEIGHT = 20;
/** Between the times and the first row. */
const TOP_GAP = 4;
/** Columns of a legend: as many as the labels leave room for. */
const COLUMNS = [4, 3, 2];

/** What each line of a chart is called, in rows from the left. */
export interface Legend {
  readonly labels: readonly string[];
  readonly columns: number;
  readonly columnWidth: number;
  /** Pixels; 0 where there is nothing to say. */
  readonly height: number;
}

/** In two columns, or in more where no label has to be shortened for it. */
export function arrangeLegend(labels: readonly string[], width: number): Legend {
  const names = labels.map(plainText);
  const widths = names.map((name) => measureText(name, FONT_SIZE.footer) * FONT_RESERVE);
  const room = width - 2 * MARGIN;
  const textWidthOf = (columns: number): number => room / columns - KEY_WIDTH - TICK_GAP - ENTRY_GAP;
  const columns = COLUMNS.find((count) => widths.every((each) => each <= textWidthOf(count))) ?? 2;
  const rows = Math.ceil(names.length / columns);
  return {
    labels: names.map((name) => shorten(name, textWidthOf(columns) / FONT_RESERVE, FONT_SIZE.footer)),
    columns,
    columnWidth: room / columns,
    height: rows === 0 ? 0 : TOP_GAP + rows * ROW_HEIGHT,
  };
}

/** Below the times: a piece of each line, and its label. */
export function drawLegend(
  { labels, columns, columnWidth, height }: Legend,
  { height: pictureHeight }: Layout,
  strokes: readonly Stroke[],
  theme: Theme,
): string {
  const top = pictureHeight - FOOTER_HEIGHT - height + TOP_GAP;
  return joinParts(
    labels.flatMap((label, i) => {
      const x = MARGIN + (i % columns) * columnWidth;
      const middle = top + (Math.floor(i / columns) + 0.5) * ROW_HEIGHT;
      const { colour, dashes } = strokes[i];
      const line = `M${pixels(x)} ${pixels(crisp(middle))}h${KEY_WIDTH}`;
      return [
        element('path', { d: line, stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dashes }),
        element(
          'text',
          {
            x: x + KEY_WIDTH + TICK_GAP,
            y: middle + BASELINE,
            'font-size': FONT_SIZE.footer,
            fill: theme.mutedText,
          },
          label,
        ),
      ];
    }),
  );
}
