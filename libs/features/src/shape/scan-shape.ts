import { bridgeGaps, type ShapeQuery } from './shape-query.ts';
import { kernel } from './slide-template.ts';

/**
 * Where a shape may be in a series: its first sample is at `start`, a position among the samples of the series (perhaps before the
 * first), and it lasts `stretch` times as long.
 */
export interface ShapePlace {
  readonly start: number;
  readonly stretch: number;
  /** Correlation. */
  readonly similarity: number;
}

export interface ScanOptions {
  /** How many places at most. */
  readonly most: number;
  /** Samples where no place may be, ends excluded. */
  readonly except?: readonly [from: number, to: number];
}

/** So much of a shape must lie within the series. */
export const MIN_OVERLAP = 0.8;
/** Of values from −1 to 1; a window that varies less is flat. */
export const FLAT_VARIANCE = 1e-10;
/** Where the series sticks out of neither end, but the shape does, so much of it must be within. */
const MIN_VARIANCE_WITHIN = 0.3;
const MIN_SIMILARITY = 0.3;

/**
 * The first pass: the places where a series, in blocks, looks most like the shape, in no order; those that are less than a twelfth of its
 * length apart count as one. Correlation of every window with every template, by sums of products of four positions at a time.
 * O(blocks · width · templates).
 * @param level the series in blocks of `query.block`, NaN for gaps, which are bridged
 */
export function scanShape(
  level: Float32Array,
  query: ShapeQuery,
  { most, except }: ScanOptions,
): ShapePlace[] {
  const { block, templates } = query;
  const { samples, best, which } = kernel;
  const widest = templates[templates.length - 1].values.length;
  // Where a template sticks out of the series there are zeros, which add nothing.
  const pad = widest;
  const length = level.length;
  samples.fill(0, 0, pad);
  samples.set(level, pad);
  bridgeGaps(samples.subarray(pad, pad + length));
  samples.fill(0, pad + length, pad + length + widest + kernel.LANES);
  sumUp(pad, pad + length);
  best.fill(0, 0, pad + length + kernel.LANES);
  templates.forEach((_, name) => slideTemplate(query, name, pad, length));
  if (except !== undefined) {
    const from = Math.floor(except[0] / block) - widest + 1;
    best.fill(0, Math.max(0, pad + from), Math.max(0, pad + Math.ceil(except[1] / block)));
  }
  return highest(best, pad + length, Math.max(1, Math.round(widest / 12)), most).map((at) => ({
    start: (at - pad) * block,
    stretch: templates[which[at]].stretch,
    similarity: best[at],
  }));
}

function sumUp(from: number, to: number): void {
  const { samples, sums, squares } = kernel;
  sums.fill(0, 0, from + 1);
  squares.fill(0, 0, from + 1);
  let sum = 0;
  let square = 0;
  for (let i = from; i < to; i++) {
    const value = samples[i];
    sum += value;
    square += value * value;
    sums[i + 1] = sum;
    squares[i + 1] = square;
  }
}

function slideTemplate({ templates }: ShapeQuery, name: number, pad: number, length: number): void {
  const { values, sums: ofSums, squares: ofSquares } = templates[name];
  const { sums, squares, dots, best, which } = kernel;
  const width = values.length;
  const least = Math.ceil(MIN_OVERLAP * width);
  const first = pad + least - width;
  const last = pad + length - least;
  if (last < first) return;
  kernel.template.set(values);
  kernel.slide(width, last + 1);
  // Windows within the series, four at a time; what is left, and those that stick out, one by one.
  const within = Math.max(0, length - width + 1) & ~3;
  if (within > 0) kernel.keepBest(width, pad, within, FLAT_VARIANCE * width, name);
  for (let at = first; at <= last; at++) {
    if (at === pad && within > 0) at += within;
    if (at > last) break;
    const from = Math.max(0, pad - at);
    const to = Math.min(width, pad + length - at);
    const count = to - from;
    const sum = sums[at + to] - sums[at + from];
    const variance = squares[at + to] - squares[at + from] - (sum * sum) / count;
    const ofSum = ofSums[to] - ofSums[from];
    const ofVariance = ofSquares[to] - ofSquares[from] - (ofSum * ofSum) / count;
    if (variance <= FLAT_VARIANCE * count || ofVariance < MIN_VARIANCE_WITHIN) continue;
    // Of less, more looks alike: of shapes that repeat, the place a period off would win.
    const share = count / width;
    const similarity = (dots[at] - (ofSum * sum) / count) * Math.sqrt(share / (variance * ofVariance));
    if (similarity > best[at]) {
      best[at] = similarity;
      which[at] = name;
    }
  }
}

/** Where the highest values are, those that are less than `apart` from a higher one left out. One pass, from left to right. */
function highest(values: Float32Array, length: number, apart: number, most: number): number[] {
  const places: number[] = [];
  let floor = MIN_SIMILARITY;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (value <= floor) continue;
    const near = places.findIndex((at) => i - at < apart);
    if (near !== -1) {
      if (value <= values[places[near]]) continue;
      places.splice(near, 1);
    } else if (places.length === most) {
      places.splice(places.indexOf(lowestOf(places, values)), 1);
    }
    places.push(i);
    if (places.length === most) floor = values[lowestOf(places, values)];
  }
  return places;
}

const lowestOf = (places: readonly number[], values: Float32Array): number =>
  places.reduce((lowest, at) => (values[at] < values[lowest] ? at : lowest));
