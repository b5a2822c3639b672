import { formatQuantity } from '@metrics-ai/features';
import { plainText } from './escape-xml.ts';
import { shorten } from './fit-text.ts';
import { measureText } from './measure-text.ts';
import type { Coordinate } from './pixel-columns.ts';
import type { Point } from './svg-paths.ts';

/** One anomalous stretch, as `@metrics-ai/anomaly-detection` finds it. Times are milliseconds since the epoch. */
export interface ChartAnomaly {
  readonly startMs: number;
  readonly endMs: number;
  /** Such as `level_shift`; written with spaces. */
  readonly type: string;
  /** When the score was highest. */
  readonly peakMs: number;
  /** The value at the peak; NaN where there was none (a series that stopped). */
  readonly value: number;
  readonly score: number;
}

export interface AnomalyLabel {
  readonly text: string;
  /** Middle of the text. */
  readonly x: number;
  readonly highlighted: boolean;
}

export interface AnomalyMarks {
  /** From and to, in pixels; neighbours that touch are one, and nothing overlaps. */
  readonly shades: readonly (readonly [number, number])[];
  readonly highlightedShade?: readonly [number, number];
  /** Peaks, not so many that they hide one another: the highest scores. */
  readonly dots: readonly Point[];
  readonly highlightedDot?: Point;
  /** As many as there is room for, the highest scores first. */
  readonly labels: readonly AnomalyLabel[];
}

export interface MarkedPane {
  readonly left: number;
  readonly right: number;
  /** Labels begin here or further right. */
  readonly labelsLeft: number;
  readonly fontSize: number;
  readonly xOf: Coordinate;
  readonly yOf: Coordinate;
}

/** A single sample would be too thin a stretch to be seen. */
const MIN_SHADE_WIDTH = 5;
const DOT_DISTANCE = 4;
const LABEL_GAP = 12;
const MIN_LABEL_ROOM = 80;
const MAX_TYPE_WIDTH = 200;

/** What to draw for the anomalies of a range; those outside of it are left out. */
export function markAnomalies(
  anomalies: readonly ChartAnomaly[],
  highlight: number | undefined,
  unit: string,
  pane: MarkedPane,
): AnomalyMarks {
  const visible = anomalies
    .map((anomaly, index) => ({ anomaly, highlighted: index === highlight, span: spanOf(anomaly, pane) }))
    .filter(({ span: [from, to] }) => to >= pane.left && from <= pane.right)
    .map((mark) => ({ ...mark, span: clampSpan(mark.span, pane) }));
  const highlighted = visible.find((mark) => mark.highlighted);
  const others = visible.filter((mark) => mark !== highlighted);
  return {
    shades: mergeSpans(others.map(({ span }) => span)),
    highlightedShade: highlighted?.span,
    dots: dotsOf(
      others.map(({ anomaly }) => anomaly),
      pane,
    ),
    highlightedDot: highlighted && dotsOf([highlighted.anomaly], pane)[0],
    labels: placeLabels(
      visible
        .toSorted(
          (a, b) => Number(b.highlighted) - Number(a.highlighted) || b.anomaly.score - a.anomaly.score || 0,
        )
        .map(({ anomaly, highlighted, span: [from, to] }) => ({
          text: labelOf(anomaly, highlighted || visible.length === 1, unit, pane.fontSize),
          x: (from + to) / 2,
          highlighted,
        })),
      pane,
    ),
  };
}

function spanOf({ startMs, endMs }: ChartAnomaly, { xOf }: MarkedPane): [number, number] {
  const from = xOf(startMs);
  const to = xOf(endMs);
  const lacking = Math.max(0, MIN_SHADE_WIDTH - (to - from)) / 2;
  return [from - lacking, to + lacking];
}

function clampSpan([from, to]: readonly [number, number], { left, right }: MarkedPane): [number, number] {
  return [Math.max(left, from), Math.min(right, to)];
}

function mergeSpans(spans: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The highest score wins where peaks are too close. */
function dotsOf(anomalies: readonly ChartAnomaly[], { xOf, yOf, left, right }: MarkedPane): Point[] {
  const byColumn = new Map<number, Point>();
  for (const { peakMs, value } of anomalies.toSorted((a, b) => a.score - b.score || 0)) {
    const x = xOf(peakMs);
    if (x >= left && x <= right && !Number.isNaN(value))
      byColumn.set(Math.floor(x / DOT_DISTANCE), [x, yOf(value)]);
  }
  return [...byColumn.values()].sort(([a], [b]) => a - b);
}

function labelOf(anomaly: ChartAnomaly, withValue: boolean, unit: string, fontSize: number): string {
  const type = shorten(plainText(anomaly.type).replaceAll('_', ' '), MAX_TYPE_WIDTH, fontSize, 'semibold');
  if (!withValue || Number.isNaN(anomaly.value)) return type;
  return `${type} · ${shorten(plainText(formatQuantity(anomaly.value, unit)), MAX_TYPE_WIDTH, fontSize)}`;
}

function placeLabels(wanted: readonly AnomalyLabel[], pane: MarkedPane): AnomalyLabel[] {
  const room = pane.right - pane.labelsLeft;
  if (room < MIN_LABEL_ROOM) return [];
  const placed: (AnomalyLabel & { readonly half: number })[] = [];
  for (const label of wanted) {
    const text = shorten(label.text, room, pane.fontSize, 'semibold');
    const half = measureText(text, pane.fontSize, 'semibold') / 2;
    const x = Math.max(pane.labelsLeft + half, Math.min(pane.right - half, label.x));
    if (placed.every((other) => Math.abs(other.x - x) >= other.half + half + LABEL_GAP)) {
      placed.push({ ...label, text, x, half });
    }
  }
  return placed.map(({ text, x, highlighted }) => ({ text, x, highlighted }));
}
