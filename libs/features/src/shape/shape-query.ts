import { averagePairs } from './shape-sketch.ts';
import { MAX_WIDTH } from './slide-template.ts';

/** A shape to look for, on the grid of the series that it is looked for in. Plain data, which a worker thread can be given. */
export interface ShapeQuery {
  readonly stepMs: number;
  /** The shape itself, between −1 and 1; NaN is a gap. */
  readonly values: Float32Array;
  /** A sample of the window is offset + scale × value. */
  readonly offset: number;
  readonly scale: number;
  /** Samples that one number of the first pass stands for, a power of two. */
  readonly block: number;
  /** What the first pass looks for: the shape at a few stretches. */
  readonly templates: readonly ShapeTemplate[];
}

/** The shape at one stretch, in blocks, of mean 0 and unit length. */
export interface ShapeTemplate {
  readonly stretch: number;
  readonly values: Float32Array;
  /** Sums of the first i values, and of their squares. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

export interface ShapeEffort {
  /** Length of the series that it is looked for in. */
  readonly samples: number;
  /** About how many products of the first pass may be spent on one of them. */
  readonly products: number;
}

/** Fewer samples have no shape that could be told from another. */
export const MIN_SHAPE_SAMPLES = 6;

/** A match lasts between 0.9 and 1.1 times as long. */
const STRETCH = 0.1;
/** Blocks that a shape is at least cut into, and how many of them are enough where they keep most of what happens. */
const MIN_BLOCKS = 6;
const ENOUGH_BLOCKS = 48;
const MOST_KEPT = 0.9;
/** At a stretch between two templates, the shape still correlates so much with the nearer of them. */
const NEIGHBOUR_SIMILARITY = 0.9;
const MAX_TEMPLATES = 33;
/** What a position costs besides its products, as so many of them. */
const POSITION_PRODUCTS = 8;

/**
 * Plans the search for a shape: as fine as the effort allows, since what happens within a block is not seen by the first pass. Undefined
 * for a shape that is flat, or has fewer than 6 samples.
 * @param values of the window to look for, of any scale; NaN is a gap
 */
export function shapeQuery(
  values: Float64Array,
  stepMs: number,
  effort: ShapeEffort,
): ShapeQuery | undefined {
  const unit = toUnitScale(values);
  if (unit === undefined || values.length < MIN_SHAPE_SAMPLES) return undefined;
  const bridged = unit.values.slice();
  bridgeGaps(bridged);
  const { block, templates } = planTemplates(bridged, effort);
  const stretches = Array.from(
    { length: templates },
    (_, k) => 1 - STRETCH + (2 * STRETCH * (k + 0.5)) / templates,
  );
  return {
    stepMs,
    ...unit,
    block,
    templates: stretches.map((stretch) => makeTemplate(bridged, block, stretch)),
  };
}

/** Deviations from the mean, the largest of them ±1; undefined where nothing varies. */
function toUnitScale(values: Float64Array): Pick<ShapeQuery, 'values' | 'offset' | 'scale'> | undefined {
  let mean = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    mean += value / count - mean / count;
  }
  let furthest = 0;
  for (const value of values)
    if (Number.isFinite(value)) furthest = Math.max(furthest, Math.abs(value - mean));
  if (!(furthest > 1e-9 * Math.abs(mean)) || !Number.isFinite(furthest)) return undefined;
  const scaled = Float32Array.from(values, (value) =>
    Number.isFinite(value) ? (value - mean) / furthest : NaN,
  );
  return { values: scaled, offset: mean, scale: furthest };
}

/** Lays a line over each gap, and the nearest value over those at the ends; in place. All NaN becomes 0. */
export function bridgeGaps(values: Float32Array): void {
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== value) continue;
    if (last < i - 1) {
      const from = last === -1 ? value : values[last];
      const slope = (value - from) / (i - last);
      for (let k = last + 1; k < i; k++) values[k] = from + slope * (k - last);
    }
    last = i;
  }
  values.fill(last === -1 ? 0 : values[last], last + 1);
}

/** From coarse to fine, until it is fine enough or would cost too much. */
function planTemplates(
  shape: Float32Array,
  { samples, products }: ShapeEffort,
): { block: number; templates: number } {
  const all = variance(shape);
  const levels = [shape];
  while (levels[levels.length - 1].length >= 2 * MIN_BLOCKS) {
    levels.push(averagePairs(levels[levels.length - 1].slice()));
  }
  let plan: { block: number; templates: number } | undefined;
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i];
    const block = 2 ** i;
    const templates = countTemplates(level);
    const positions = Math.max(0.4 * level.length, samples / block - 0.6 * level.length);
    const cost = (level.length + POSITION_PRODUCTS) * templates * positions;
    if (plan !== undefined && (cost > products || (1 + STRETCH) * level.length > MAX_WIDTH)) break;
    plan = { block, templates };
    if (level.length >= ENOUGH_BLOCKS && variance(level) >= MOST_KEPT * all) break;
  }
  return plan ?? { block: 1, templates: 1 };
}

/** At how many stretches must a shape be looked for so that none between them is missed? */
function countTemplates(shape: Float32Array): number {
  let count = 1;
  while (count < MAX_TEMPLATES && stretchedSimilarity(shape, 1 + STRETCH / count) < NEIGHBOUR_SIMILARITY) {
    count += count < 8 ? 1 : 2;
  }
  return count;
}

/** Correlation of a shape with itself, stretched around its middle. */
function stretchedSimilarity(shape: Float32Array, stretch: number): number {
  const middle = (shape.length - 1) / 2;
  const stretched = shape.map((_, i) => {
    const x = middle + (i - middle) / stretch;
    const before = Math.min(shape.length - 2, Math.floor(x));
    return shape[before] + (x - before) * (shape[before + 1] - shape[before]);
  });
  let product = 0;
  const [a, b] = [mean(shape), mean(stretched)];
  for (let i = 0; i < shape.length; i++) product += (shape[i] - a) * (stretched[i] - b);
  const both = Math.sqrt(variance(shape) * variance(stretched));
  return both > 0 ? product / shape.length / both : 1;
}

function makeTemplate(shape: Float32Array, block: number, stretch: number): ShapeTemplate {
  const width = Math.max(2, Math.round((shape.length * stretch) / block));
  const sumTo = integral(shape);
  const each = shape.length / width;
  const means = Float32Array.from(
    { length: width },
    (_, j) => (sumTo((j + 1) * each) - sumTo(j * each)) / each,
  );
  const middle = mean(means);
  const length = Math.sqrt(width * variance(means));
  const values = means.map((value) => (length > 0 ? (value - middle) / length : 0));
  const sums = new Float64Array(width + 1);
  const squares = new Float64Array(width + 1);
  for (let j = 0; j < width; j++) {
    sums[j + 1] = sums[j] + values[j];
    squares[j + 1] = squares[j] + values[j] * values[j];
  }
  return { stretch: (width * block) / shape.length, values, sums, squares };
}

/** The integral of the samples, each of them 1 wide, up to a position. */
function integral(values: Float32Array): (position: number) => number {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return (position) => {
    const whole = Math.min(values.length - 1, Math.floor(position));
    return sums[whole] + (position - whole) * values[whole];
  };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function variance(values: Float32Array): number {
  const middle = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - middle) ** 2;
  return sum / values.length;
}
