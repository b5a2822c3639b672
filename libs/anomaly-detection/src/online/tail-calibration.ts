/** Bins of the histogram, four an octave: a factor of 256 between the smallest and the largest value told apart. */
export const BINS = 32;
const GROUP = 8;
const GROUPS = BINS / GROUP;

// After the bins and the sums of their groups:
const TOTAL = BINS + GROUPS;
/** What a sample of now weighs: instead of letting all bins decay, new samples weigh ever more. */
const WEIGHT = TOTAL + 1;
/** The first bin's number among all bins of positive floats. */
const BASE = TOTAL + 2;
/** One above the highest bin that was ever filled; 0: none. */
const TOP = TOTAL + 3;
/** Floats that a calibration takes. */
export const CALIBRATION_FLOATS = TOTAL + 4;

/** Where the first value is put: enough room above for what is strange. */
const FIRST_BIN = 18;
/** A value is learnt as at most two octaves above the largest: one absurd sample shall not cost the resolution of all others. */
const MAX_RISE = 8;
/** So many values below the range, and it moves down to them if nothing above needs the room. */
const SMALL_VALUES = 20;
const MAX_FALL = 16;
const FADED_SHARE = 1e-4;
const UNSEEN_LEFT = 0.05;
const MAX_WEIGHT = 2 ** 60;
/** The share of the largest values to which the tail is fitted, and how much the expected tail weighs beside them. */
const TAIL_SHARE = 0.05;
const TAIL_PRIOR_WEIGHT = 10;
/** Mean log excess (1/α of a Pareto tail), in bins. */
const TAIL_PRIOR_BINS = (0.3 / Math.LN2) * 4;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const BITS_A_BIN = 2 ** 21;
/** 1 for a place above another one, by {@link GROUP} more than their difference. */
const IS_ABOVE = Float64Array.from({ length: 2 * GROUP }, (_, i) => (i > GROUP ? 1 : 0));

/**
 * How much of the past, which fades, was at least as large as `value`: a share in 0…1, never quite 0, with the learnt value's
 * own weight in it (conformal p-value, Vovk et al., "Algorithmic Learning in a Random World", 2005). Beyond the largest value
 * seen it follows a Pareto tail fitted to the largest 5 % (Hill 1975). A value of 0 is never rare.
 *
 * The bins are those of the float's own bits: exponent and two bits of mantissa, linear within.
 */
export function tailShare(tables: Float32Array, at: number, value: number): number {
  const total = tables[at + TOTAL];
  if (!(value > 0) || total === 0) return 1;
  float[0] = value;
  const place = bits[0] / BITS_A_BIN - tables[at + BASE];
  if (place < 0) return 1;
  const weight = tables[at + WEIGHT];
  const top = tables[at + TOP];
  if (place >= top) return beyondTop(tables, at, total, weight, top, place);
  // A whole number, and known to be one: with a double the processor would count more slowly.
  const bin = place | 0;
  const group = (bin / GROUP) | 0;
  const above =
    sumAbove(tables, at + BINS, GROUPS, group) +
    sumAbove(tables, at + group * GROUP, GROUP, bin % GROUP) +
    tables[at + bin] * (bin + 1 - place);
  return (above + 0.5 * weight) / (total + weight);
}

/** Sums all of them, what is not above `place` with a factor of 0: where a loop of another length each time ends is guessed wrong too often. */
function sumAbove(tables: Float32Array, at: number, count: number, place: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += tables[at + i] * IS_ABOVE[GROUP + i - place];
  return sum;
}

function beyondTop(
  tables: Float32Array,
  at: number,
  total: number,
  weight: number,
  top: number,
  place: number,
): number {
  if (top === 0) return (0.5 * weight) / (total + weight);
  let sum = 0;
  let from = top;
  while (from > 0 && sum < TAIL_SHARE * total) sum += tables[at + --from];
  let excess = 0;
  for (let i = from; i < top; i++) excess += tables[at + i] * (i + 0.5 - from);
  const mean = (excess / weight + TAIL_PRIOR_WEIGHT * TAIL_PRIOR_BINS) / (sum / weight + TAIL_PRIOR_WEIGHT);
  const tail = (sum / total) * Math.exp((from - place) / mean);
  return Math.min(tail, (0.5 * weight) / (total + weight));
}

const LINE_FLOATS = 16;
const fetched = new Float64Array(1);

/**
 * Reads a float of each cache line. Where thousands of series take turns, memory then brings all the lines together, instead of one
 * after the other as they are needed: a tenth of the time of a sample.
 */
export function fetchAhead(tables: Float32Array, at: number, floats: number): void {
  let sum = 0;
  for (let i = at; i < at + floats; i += LINE_FLOATS) sum += tables[i];
  // What is not used V8 does not read.
  fetched[0] = sum;
}

/** Learns a value; `growth` is what a sample of now weighs more than one of the last time, `pace` the part of it that counts. */
export function learnTail(
  tables: Float32Array,
  at: number,
  value: number,
  growth: number,
  pace: number,
): void {
  let weight = tables[at + WEIGHT] * growth;
  if (weight > MAX_WEIGHT) {
    for (let i = at; i <= at + TOTAL; i++) tables[i] /= weight;
    weight = 1;
  }
  if (tables[at + TOTAL] === 0) weight = 1;
  tables[at + WEIGHT] = weight;
  float[0] = value;
  const absolute = bits[0] >> 21;
  if (tables[at + TOP] === 0 && absolute > 0) tables[at + BASE] = absolute - FIRST_BIN;
  let bin = (absolute - tables[at + BASE]) | 0;
  if (bin >= 0 && absolute > 0) {
    const top = tables[at + TOP];
    if (top > 0) bin = Math.min(bin, top - 1 + MAX_RISE);
    if (bin >= BINS) {
      shiftUp(tables, at, bin - BINS + 1 + MAX_RISE);
      bin = BINS - 1 - MAX_RISE;
    }
    tables[at + TOP] = Math.max(tables[at + TOP], bin + 1);
  } else {
    bin = 0;
    if (absolute > 0 && tables[at] > SMALL_VALUES * weight) shiftDown(tables, at);
  }
  const learnt = pace * weight;
  tables[at + bin] += learnt;
  tables[at + BINS + ((bin / GROUP) | 0)] += learnt;
  tables[at + TOTAL] += learnt;
}

/** Values have grown: gives up the lowest bins, whose content stays in the lowest one left. */
function shiftUp(tables: Float32Array, at: number, by: number): void {
  let low = 0;
  for (let i = 0; i <= by; i++) low += tables[at + i];
  tables.copyWithin(at + 1, at + by + 1, at + BINS);
  tables.fill(0, at + BINS - by, at + BINS);
  tables[at] = low;
  tables[at + BASE] += by;
  tables[at + TOP] = Math.max(1, tables[at + TOP] - by);
  sumGroups(tables, at);
}

/**
 * Values have shrunk: makes room below, as far as the faded largest values allow. How the many values below the range were spread
 * is not known: most of them are forgotten, so that those which come can tell.
 */
function shiftDown(tables: Float32Array, at: number): void {
  let top = tables[at + TOP];
  let faded = 0;
  while (top > 1 && faded + tables[at + top - 1] < FADED_SHARE * tables[at + TOTAL])
    faded += tables[at + --top];
  const by = Math.min(MAX_FALL, FIRST_BIN - top);
  if (by <= 0) return;
  tables.fill(0, at + top, at + BINS);
  tables[at + top - 1] += faded;
  tables[at + TOTAL] -= (1 - UNSEEN_LEFT) * tables[at];
  tables[at] *= UNSEEN_LEFT;
  tables.copyWithin(at + by, at, at + BINS - by);
  tables.fill(0, at, at + by);
  tables[at + BASE] -= by;
  tables[at + TOP] = top + by;
  sumGroups(tables, at);
}

function sumGroups(tables: Float32Array, at: number): void {
  for (let group = 0; group < GROUPS; group++) {
    let sum = 0;
    for (let i = 0; i < GROUP; i++) sum += tables[at + group * GROUP + i];
    tables[at + BINS + group] = sum;
  }
}

/** The value that so large a share of the past exceeded; 0 before anything was learnt. */
export function tailValue(tables: Float32Array, at: number, share: number): number {
  const top = tables[at + TOP];
  const total = tables[at + TOTAL];
  let above = 0;
  let bin = top;
  while (bin > 0 && above + tables[at + bin - 1] < share * total) above += tables[at + --bin];
  if (bin === 0) return 0;
  const within = (share * total - above) / tables[at + bin - 1];
  bits[0] = (bin - 1 + tables[at + BASE]) * BITS_A_BIN + Math.round((1 - within) * (BITS_A_BIN - 1));
  return float[0];
}
