import { FLAT_VARIANCE, MIN_OVERLAP, type ShapePlace } from './scan-shape.ts';

/** A series and a shape in blocks of the same size. */
export interface ShapeLevel {
  readonly series: Float32Array;
  readonly shape: Float32Array;
  /** Samples a block. */
  readonly block: number;
  /** Samples of the whole shape. */
  readonly samples: number;
}

/** Climbing may leave the stretches that are looked for by a little. */
const MAX_STRETCH = 1.12;
const MAX_TURNS = 6;

/**
 * From a place to the best one near it: begin and end each move by half a block as long as the correlation rises.
 * O(length of the shape in blocks), some tens of times.
 */
export function climbShape(level: ShapeLevel, place: ShapePlace): ShapePlace {
  const step = level.block / 2;
  const similarityAt = (start: number, end: number): number => {
    const stretch = (end - start) / level.samples;
    return stretch > MAX_STRETCH || stretch < 1 / MAX_STRETCH ? -1 : correlateShape(level, start, stretch);
  };
  let start = place.start;
  let end = start + place.stretch * level.samples;
  let similarity = similarityAt(start, end);
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const [fromStart, fromEnd, before] = [start, end, similarity];
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        if (i === 0 && j === 0) continue;
        const found = similarityAt(fromStart + i * step, fromEnd + j * step);
        if (found <= similarity) continue;
        similarity = found;
        start = fromStart + i * step;
        end = fromEnd + j * step;
      }
    }
    if (similarity === before) break;
  }
  return { start, stretch: (end - start) / level.samples, similarity };
}

/**
 * Correlation of a series with a shape at a place, over what neither has a gap in; the shape is interpolated between its blocks.
 * 0 where less than 0.8 of the shape can be compared, or one of them is flat. O(length of the shape in blocks).
 */
export function correlateShape(
  { series, shape, block, samples }: ShapeLevel,
  start: number,
  stretch: number,
): number {
  // The middle of block j of the series is sample j · block + middle, and likewise of the shape: x is the block of the shape there.
  const middle = (block - 1) / 2;
  const slope = 1 / stretch;
  const origin = ((middle - start) / stretch - middle) / block;
  const last = shape.length - 1;
  const from = Math.max(0, Math.ceil((-0.5 - origin) / slope));
  const to = Math.min(series.length - 1, Math.floor((last + 0.5 - origin) / slope));
  let count = 0;
  let sumX = 0;
  let sumXX = 0;
  let sumY = 0;
  let sumYY = 0;
  let sumXY = 0;
  for (let j = from; j <= to; j++) {
    const y = series[j];
    let place = origin + slope * j;
    place = place < 0 ? 0 : place > last ? last : place;
    const i = place | 0;
    const before = shape[i];
    const x = i === last ? before : before + (place - i) * (shape[i + 1] - before);
    if (x !== x || y !== y) continue;
    count += 1;
    sumX += x;
    sumXX += x * x;
    sumY += y;
    sumYY += y * y;
    sumXY += x * y;
  }
  if (count < 2 || count * block < MIN_OVERLAP * samples * stretch - block) return 0;
  const varianceX = sumXX - (sumX * sumX) / count;
  const varianceY = sumYY - (sumY * sumY) / count;
  if (varianceX <= FLAT_VARIANCE * count || varianceY <= FLAT_VARIANCE * count) return 0;
  return (sumXY - (sumX * sumY) / count) / Math.sqrt(varianceX * varianceY);
}
