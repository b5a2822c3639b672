import { climbShape, type ShapeLevel } from './climb-shape.ts';
import { compareShape } from './compare-shape.ts';
import { scanShape, type ShapePlace } from './scan-shape.ts';
import {
  averagePairs,
  decodeSketch,
  MAX_SKETCH_SAMPLES,
  readSketchHeader,
  type SketchHeader,
} from './shape-sketch.ts';
import type { ShapeQuery } from './shape-query.ts';

/** Where in a series to look. */
export interface ShapeBounds {
  /** A match lies between them. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** No match touches this time. */
  readonly except?: { readonly fromMs: number; readonly toMs: number };
  /** Matches of the series at most, of which none is half within another. */
  readonly most: number;
}

/** A window of a series that looks like the shape. Times are milliseconds since the epoch. */
export interface ShapeMatch {
  readonly startMs: number;
  readonly endMs: number;
  /** Where the first sample of the shape lies: before the start where the series begins later. */
  readonly originMs: number;
  /** How alike they look, 0 … 1: their correlation, in which a little noise counts less than a difference in shape. */
  readonly similarity: number;
  readonly correlation: number;
  /** The match lasts so many times as long. */
  readonly stretch: number;
  /** A sample of the match is about offset + scale × that of the window which is looked for. */
  readonly scale: number;
  readonly offset: number;
}

/** Places of the first pass for each match that is wanted: neighbours of one may be higher than the next. */
const SPARE_PLACES = 3;
/** So much less similar than the best place of a series, before any climbing, another does not matter. */
const FAR_BEHIND = 0.15;
const decoded = new Float32Array(MAX_SKETCH_SAMPLES);

/** The first pass over a series, of a sketch of the query's step: where the shape may be, the best first. */
export function scanSketch(sketch: Uint8Array, query: ShapeQuery, bounds: ShapeBounds): ShapePlace[] {
  const { block } = query;
  const header = readSketchHeader(sketch);
  const [from, to] = within(header, block, bounds);
  if (to <= from) return [];
  const series = decodeSketch(sketch, block, decoded).subarray(from / block, Math.ceil(to / block));
  const except =
    bounds.except &&
    ([
      (bounds.except.fromMs - header.startMs) / header.stepMs - from,
      (bounds.except.toMs - header.startMs) / header.stepMs - from,
    ] as const);
  const places = scanShape(series, query, { most: bounds.most + SPARE_PLACES, except });
  // What is far behind will not catch up.
  const least = Math.max(...places.map(({ similarity }) => similarity)) - FAR_BEHIND;
  const level = levelOf(series, query, block);
  const climbed = places
    .filter(({ similarity }) => bounds.most > 1 || similarity >= least)
    .map((place) => climbShape(level, place))
    .sort((a, b) => b.similarity - a.similarity);
  return apart(climbed, query.values.length / 2)
    .slice(0, bounds.most)
    .map((place) => ({ ...place, start: place.start + from }));
}

/** A place of the first pass as it is seen in blocks of half the size: what only looked alike from afar falls back. */
export function sharpenPlace(
  sketch: Uint8Array,
  query: ShapeQuery,
  place: ShapePlace,
  bounds: ShapeBounds,
): ShapePlace {
  if (query.block === 1) return place;
  const half = query.block / 2;
  const [from, to] = within(readSketchHeader(sketch), query.block, bounds);
  const series = decodeSketch(sketch, half, decoded).subarray(from / half, Math.ceil(to / half));
  const climbed = climbShape(levelOf(series, query, half), { ...place, start: place.start - from });
  return { ...climbed, start: climbed.start + from };
}

/** The exact match at a place of the first pass; undefined when it is none. */
export function refineSketch(
  sketch: Uint8Array,
  query: ShapeQuery,
  place: ShapePlace,
  bounds: ShapeBounds,
): ShapeMatch | undefined {
  const header = readSketchHeader(sketch);
  const { stepMs } = header;
  const [from, to] = within(header, query.block, bounds);
  let refined: ShapePlace = { ...place, start: place.start - from };
  const blocks = Array.from(
    { length: Math.max(0, Math.log2(query.block) - 1) },
    (_, k) => query.block / 4 / 2 ** k,
  );
  for (const block of blocks.length === 0 ? [1] : blocks) {
    const series = decodeSketch(sketch, block, decoded).subarray(from / block, Math.ceil(to / block));
    refined = climbShape(levelOf(series, query, block), refined);
  }
  const series = decodeSketch(sketch, 1, decoded).subarray(from, to);
  const compared = compareShape(levelOf(series, query, 1), refined);
  if (compared === undefined) return undefined;
  const length = (query.values.length - 1) * refined.stretch;
  const startMs = header.startMs + stepMs * (from + Math.max(0, refined.start));
  const endMs = header.startMs + stepMs * (from + Math.min(series.length - 1, refined.start + length));
  const scale = (compared.scale * header.scale) / query.scale;
  const { except } = bounds;
  if (except !== undefined && startMs < except.toMs && endMs > except.fromMs) return undefined;
  return {
    startMs,
    endMs,
    originMs: header.startMs + stepMs * (from + refined.start),
    similarity: compared.similarity,
    correlation: compared.correlation,
    stretch: refined.stretch,
    scale,
    offset: compared.offset * header.scale + header.offset - scale * query.offset,
  };
}

/** The samples between the bounds, the first at the begin of a block. */
function within(
  { startMs, stepMs, samples }: SketchHeader,
  block: number,
  { fromMs, toMs }: ShapeBounds,
): [number, number] {
  const from = fromMs === undefined ? 0 : Math.ceil((fromMs - startMs) / stepMs / block) * block;
  const to = toMs === undefined ? samples : Math.floor((toMs - startMs) / stepMs) + 1;
  return [Math.max(0, from), Math.min(samples, to)];
}

const levels = new WeakMap<ShapeQuery, Map<number, Float32Array>>();

/** The shape in blocks is made once, not for every series. */
function levelOf(series: Float32Array, query: ShapeQuery, block: number): ShapeLevel {
  const known = levels.get(query) ?? new Map<number, Float32Array>([[1, query.values]]);
  levels.set(query, known);
  for (let size = 2; size <= block; size *= 2) {
    if (!known.has(size)) known.set(size, averagePairs((known.get(size / 2) ?? query.values).slice()));
  }
  return { series, shape: known.get(block) ?? query.values, block, samples: query.values.length };
}

/** Those that begin less than `distance` from a better one are left out. */
function apart(places: readonly ShapePlace[], distance: number): ShapePlace[] {
  const kept: ShapePlace[] = [];
  for (const place of places) {
    if (kept.every(({ start }) => Math.abs(start - place.start) >= distance)) kept.push(place);
  }
  return kept;
}
