/** Scalars of a codebook: how many patterns it holds, and the radius within which a pattern is a known one. */
export const CODEBOOK_SCALARS = 2;
const HELD = 0;
const RADIUS = 1;

/** How fast a known pattern moves towards what was seen last. */
const MOVE_RATE = 0.05;

export interface CodebookShape {
  /** Values in a pattern. */
  readonly patternPoints: number;
  /** Patterns that are remembered. */
  readonly patterns: number;
  /** A pattern is a known one within so many times the usual distance, … */
  readonly patternRadius: number;
  /** … a fading mean with this time constant. */
  readonly patternRadiusTicks: number;
}

/** Floats that a codebook takes: its patterns, and how often each was met. */
export function codebookFloats({ patternPoints, patterns }: CodebookShape): number {
  return (patternPoints + 1) * patterns;
}

/**
 * How far is the pattern from the nearest one seen before (Euclidean, in the values' unit)? Then learns it: a known pattern
 * moves a little towards it, a new one takes the place of the rarest. Leader clustering (Hartigan, "Clustering Algorithms",
 * 1975, chapter 3) as the bounded form, O(patterns), of the distance to the nearest neighbour in the past.
 */
export function patternNovelty(
  tables: Float32Array,
  at: number,
  scalars: Float64Array,
  from: number,
  pattern: Float64Array,
  { patternPoints: length, patterns, patternRadius, patternRadiusTicks }: CodebookShape,
): number {
  const held = scalars[from + HELD];
  const met = at + length * patterns;
  let nearest = Infinity;
  let place = -1;
  for (let k = 0, i = at; k < held; k++) {
    let squares = 0;
    for (let j = 0; j < length; j++, i++) {
      const difference = pattern[j] - tables[i];
      squares += difference * difference;
    }
    if (squares < nearest) {
      nearest = squares;
      place = k;
    }
  }
  const distance = place < 0 ? 0 : Math.sqrt(nearest);
  if (place < 0 || distance > scalars[from + RADIUS]) {
    const taken = held < patterns ? held : rarest(tables, met, patterns);
    if (held < patterns) scalars[from + HELD]++;
    for (let j = 0; j < length; j++) tables[at + taken * length + j] = pattern[j];
    tables[met + taken] = 1;
  } else {
    for (let j = 0, i = at + place * length; j < length; j++, i++)
      tables[i] += MOVE_RATE * (pattern[j] - tables[i]);
    tables[met + place]++;
  }
  scalars[from + RADIUS] += (patternRadius * distance - scalars[from + RADIUS]) / patternRadiusTicks;
  return distance;
}

function rarest(tables: Float32Array, met: number, patterns: number): number {
  let place = 0;
  for (let k = 1; k < patterns; k++) if (tables[met + k] < tables[met + place]) place = k;
  return place;
}

/** Lets the memory of how often each pattern was met fade, so that old ones can be given up. */
export function fadePatterns(
  tables: Float32Array,
  at: number,
  { patternPoints, patterns }: CodebookShape,
  left: number,
): void {
  const met = at + patternPoints * patterns;
  for (let k = 0; k < patterns; k++) tables[met + k] *= left;
}
