import type { Coordinate, PixelColumn } from './pixel-columns.ts';

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/** What a series looks like in a pane. */
export interface Trace {
  /** Stretches of neighbouring points; one point alone is a stretch, too. */
  readonly stretches: readonly (readonly Point[])[];
  /** Where the series is +Inf and −Inf: no height shows that. */
  readonly plusInfinity: readonly number[];
  readonly minusInfinity: readonly number[];
}

/** A coordinate to a tenth of a pixel, which is as much as can be seen. */
export function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * The line of a series, with the lowest and the highest sample of each column of pixels and nothing else, so that no spike is lost
 * however many samples there are. A column without a finite sample is a gap. O(n).
 */
export function traceSeries(
  columns: readonly PixelColumn[],
  timestamps: Float64Array,
  values: Float64Array,
  xOf: Coordinate,
  yOf: Coordinate,
): Trace {
  const stretches: Point[][] = [];
  const plusInfinity: number[] = [];
  const minusInfinity: number[] = [];
  let current: Point[] | undefined;
  for (const { from, to, x, afterSilence } of columns) {
    let lowest = -1;
    let highest = -1;
    let plus = false;
    let minus = false;
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (Number.isFinite(value)) {
        if (lowest < 0 || value < values[lowest]) lowest = i;
        if (highest < 0 || value > values[highest]) highest = i;
      } else if (value === Infinity) plus = true;
      else if (value === -Infinity) minus = true;
    }
    if (plus) pushApart(plusInfinity, x);
    if (minus) pushApart(minusInfinity, x);
    if (lowest < 0 || afterSilence) current = undefined;
    if (lowest < 0) continue;
    if (current === undefined) stretches.push((current = []));
    for (const i of lowest === highest ? [lowest] : [Math.min(lowest, highest), Math.max(lowest, highest)]) {
      current.push([xOf(timestamps[i]), yOf(values[i])]);
    }
  }
  return { stretches, plusInfinity, minusInfinity };
}

/** Marks that are closer than this could not be told apart. */
const MIN_MARK_DISTANCE = 6;

function pushApart(marks: number[], x: number): void {
  if (marks.length === 0 || x - marks[marks.length - 1] >= MIN_MARK_DISTANCE) marks.push(x);
}

/** The mean of each column of pixels, of which infinities are at the edge of the pane; NaN where there is none. */
export function columnMeans(
  columns: readonly PixelColumn[],
  values: Float64Array,
  yOf: Coordinate,
): Float64Array {
  return Float64Array.from(columns, ({ from, to }) => {
    let sum = 0;
    let count = 0;
    for (let i = from; i < to; i++) {
      if (Number.isNaN(values[i])) continue;
      sum += yOf(values[i]);
      count++;
    }
    return sum / count;
  });
}

/** Highest value of each column of pixels; NaN where there is none. */
export function columnMaxima(columns: readonly PixelColumn[], values: Float64Array): Float64Array {
  return Float64Array.from(columns, ({ from, to }) => {
    let highest = NaN;
    for (let i = from; i < to; i++) {
      if (!Number.isNaN(values[i]) && !(values[i] <= highest)) highest = values[i];
    }
    return highest;
  });
}

/** Stretches of the columns in which all of some numbers are known, as pairs of indexes `[from, to)`. */
export function knownStretches(
  columns: readonly PixelColumn[],
  ...series: readonly Float64Array[]
): [number, number][] {
  const stretches: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= columns.length; i++) {
    const known = i < columns.length && series.every((values) => !Number.isNaN(values[i]));
    if (from >= 0 && (!known || columns[i].afterSilence)) {
      stretches.push([from, i]);
      from = -1;
    }
    if (known && from < 0) from = i;
  }
  return stretches;
}

/** The points of a stretch of columns, of known heights; a single column is given some width. */
export function edgeOf(columns: readonly PixelColumn[], ys: Float64Array, from: number, to: number): Point[] {
  if (to - from > 1) return columns.slice(from, to).map(({ x }, i) => [x, ys[from + i]]);
  return [
    [columns[from].x - 1, ys[from]],
    [columns[from].x + 1, ys[from]],
  ];
}

/** Path of a line through each stretch of two points or more. */
export function linePath(stretches: readonly (readonly Point[])[]): string {
  return stretches
    .filter((points) => points.length > 1)
    .map(polyline)
    .join('');
}

/** Path of a dot (with round line caps) for each point. */
export function dotPath(points: readonly Point[]): string {
  return points.map(([x, y]) => `M${pixels(x)} ${pixels(y)}h0`).join('');
}

/** Path of the area between an upper edge and a lower one. */
export function areaPath(upper: readonly Point[], lower: readonly Point[]): string {
  return `${polyline([...upper, ...lower.toReversed()])}z`;
}

/**
 * A line from point to point in relative steps, which are shorter than coordinates; they are differences of what has been
 * rounded, so that no error adds up. Points between two others at the same height say nothing and are left out.
 */
function polyline(points: readonly Point[]): string {
  const tenths = points.map(([x, y]) => [Math.round(10 * x), Math.round(10 * y)]);
  const kept = tenths.filter(
    ([, y], i) => i === 0 || i === tenths.length - 1 || y !== tenths[i - 1][1] || y !== tenths[i + 1][1],
  );
  const steps = kept.slice(1).flatMap(([x, y], i) => [x - kept[i][0], y - kept[i][1]]);
  // A minus sign parts numbers as well as a space does, and no zero is needed before a point.
  const written = steps.map((step) =>
    ` ${step / 10}`.replace(' 0.', ' .').replace(' -0.', ' -.').replace(' -', '-'),
  );
  return `M${kept[0][0] / 10} ${kept[0][1] / 10}l${written.join('').trimStart()}`;
}
