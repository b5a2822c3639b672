/** What a sketch says besides its values. */
export interface SketchHeader {
  readonly samples: number;
  /** Of the first sample, milliseconds since the epoch. */
  readonly startMs: number;
  readonly stepMs: number;
  /** A sample is offset + scale × value. */
  readonly offset: number;
  readonly scale: number;
}

/** As many samples as an ingest aims at; of more, neighbours are averaged. */
export const MAX_SKETCH_SAMPLES = 4_200;

const VERSION = 1;
const STRETCH = 32;
const HEADER_BYTES = 40;
const SCALE_BYTES = 8;
/** The codes of a gap, in one byte and in two; those below are values. */
const GAP = 0xff;
const WIDE_GAP = 0xffff;
/** Of a stretch, the half that moves so many times less than the whole is quiet. */
const QUIET = 16;
/** What varies less, relative to its values, is rounding. */
const ROUNDING = 1e-9;

/**
 * What is kept of a series so that its shape can be searched: its samples, on a regular grid, in a byte or two each. Every 32 of them
 * have a scale of their own, so that a spike does not flatten what happens at other times. About 1.25 bytes a sample, 40 more, and
 * no more than 4,200 samples: of more, neighbours are averaged. What is not finite is a gap. O(n).
 * @param values at startMs, startMs + stepMs, …
 * @throws RangeError when startMs is not finite or stepMs not positive
 */
export function encodeSketch(values: Float64Array, startMs: number, stepMs: number): Uint8Array {
  if (!Number.isFinite(startMs)) throw new RangeError(`startMs must be finite, not ${startMs}`);
  if (!(stepMs > 0)) throw new RangeError(`stepMs must be positive, not ${stepMs}`);
  const block = Math.max(1, Math.ceil(values.length / MAX_SKETCH_SAMPLES));
  const kept = averageBlocks(values, block);
  const { offset, scale } = centre(kept);
  const bytes = new Uint8Array(
    HEADER_BYTES + Math.ceil(kept.length / STRETCH) * SCALE_BYTES + 2 * kept.length,
  );
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, kept.some(Number.isNaN) ? 1 : 0);
  view.setUint32(4, kept.length, true);
  view.setFloat64(8, startMs + ((block - 1) * stepMs) / 2, true);
  view.setFloat64(16, block * stepMs, true);
  view.setFloat64(24, offset, true);
  view.setFloat64(32, scale, true);
  let at = HEADER_BYTES;
  for (let from = 0; from < kept.length; from += STRETCH) {
    const stretch = kept.subarray(from, from + STRETCH);
    for (let i = 0; i < stretch.length; i++)
      stretch[i] = scale === 0 ? stretch[i] && 0 : (stretch[i] - offset) / scale;
    at = writeStretch(view, at, stretch);
  }
  return bytes.slice(0, at);
}

/** @returns where the next one begins */
function writeStretch(view: DataView, at: number, values: Float64Array): number {
  const first = rangeOf(values, 0, STRETCH / 2);
  const second = rangeOf(values, STRETCH / 2, values.length);
  const low = Math.min(first.low, second.low);
  const high = Math.max(first.high, second.high);
  const isEmpty = low > high;
  const base = isEmpty ? 0 : Math.fround(low);
  const range = isEmpty ? 0 : Math.max(0, high - base);
  // Where one half is quiet beside the other, one byte would lose what it does.
  const isWide = Math.min(first.high - first.low, second.high - second.low) < range / QUIET;
  const gap = isWide ? WIDE_GAP : GAP;
  const level = Math.fround(range / (gap - 1));
  view.setFloat32(at, base, true);
  // The sign tells the width: a level is never negative.
  view.setFloat32(at + 4, isWide ? -level : level, true);
  at += SCALE_BYTES;
  for (const value of values) {
    const code =
      value !== value
        ? gap
        : level > 0
          ? Math.min(gap - 1, Math.max(0, Math.round((value - base) / level)))
          : 0;
    if (isWide) view.setUint16(at, code, true);
    else view.setUint8(at, code);
    at += isWide ? 2 : 1;
  }
  return at;
}

function rangeOf(values: Float64Array, from: number, to: number): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to && i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return { low, high };
}

/** @throws TypeError for bytes that are none of a sketch */
export function readSketchHeader(bytes: Uint8Array): SketchHeader {
  if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION) throw notASketch();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = view.getUint32(4, true);
  if (samples > MAX_SKETCH_SAMPLES) throw notASketch();
  return {
    samples,
    startMs: view.getFloat64(8, true),
    stepMs: view.getFloat64(16, true),
    offset: view.getFloat64(24, true),
    scale: view.getFloat64(32, true),
  };
}

/**
 * The values of a sketch, −1 … 1, as means of `block` neighbours; a mean of which more than half is missing is NaN, and the last one
 * may be of fewer. O(n), about a nanosecond a sample.
 * @param block a power of two
 * @param into room for them; left out: taken anew
 * @returns a view of `into`
 * @throws TypeError for bytes that are none of a sketch
 */
export function decodeSketch(bytes: Uint8Array, block = 1, into?: Float32Array): Float32Array {
  const { samples } = readSketchHeader(bytes);
  if (block > STRETCH) return averagePairs(decodeSketch(bytes, block / 2, into));
  const means = (into ?? new Float32Array(Math.ceil(samples / block))).subarray(
    0,
    Math.ceil(samples / block),
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasGaps = bytes[1] === 1;
  let at = HEADER_BYTES;
  for (let from = 0, b = 0; from < samples; from += STRETCH) {
    const to = Math.min(samples, from + STRETCH);
    if (at + SCALE_BYTES > bytes.length) throw notASketch();
    const base = view.getFloat32(at, true);
    const signed = view.getFloat32(at + 4, true);
    const level = Math.abs(signed);
    const isWide = Object.is(signed, -0) || signed < 0;
    at += SCALE_BYTES;
    if (at + (isWide ? 2 : 1) * (to - from) > bytes.length) throw notASketch();
    if (block === 1 && !hasGaps && !isWide) {
      while (b < to) means[b++] = base + level * bytes[at++];
      continue;
    }
    for (let i = from; i < to; i += block) {
      const end = Math.min(to, i + block);
      let sum = 0;
      let count = end - i;
      if (!hasGaps && !isWide) {
        for (let k = i; k < end; k++) sum += bytes[at++];
      } else {
        const gap = isWide ? WIDE_GAP : GAP;
        for (let k = i; k < end; k++) {
          const code = isWide ? bytes[at] | (bytes[at + 1] << 8) : bytes[at];
          at += isWide ? 2 : 1;
          if (code === gap) count -= 1;
          else sum += code;
        }
      }
      means[b++] = 2 * count >= end - i ? base + (level * sum) / count : NaN;
    }
  }
  return means;
}

/**
 * Means of two neighbours each, in place; of one where the other is NaN, or there is none.
 * @returns a view of the first half
 */
export function averagePairs(values: Float32Array): Float32Array {
  const length = Math.ceil(values.length / 2);
  for (let i = 0; i < length; i++) {
    const a = values[2 * i];
    const b = 2 * i + 1 < values.length ? values[2 * i + 1] : a;
    values[i] = a !== a ? b : b !== b ? a : (a + b) / 2;
  }
  return values.subarray(0, length);
}

const notASketch = (): TypeError => new TypeError(`bytes must be those of a sketch of version ${VERSION}`);

function averageBlocks(values: Float64Array, block: number): Float64Array {
  if (block === 1) return values.map((value) => (Number.isFinite(value) ? value : NaN));
  const means = new Float64Array(Math.ceil(values.length / block));
  for (let b = 0; b < means.length; b++) {
    means[b] = finiteMean(values.subarray(b * block, (b + 1) * block));
  }
  return means;
}

/** NaN when there is none. */
function finiteMean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  // Of huge numbers the sum may overflow, where their parts do not.
  return Number.isFinite(sum)
    ? sum / count
    : values.reduce((mean, value) => (Number.isFinite(value) ? mean + value / count : mean), 0);
}

/** Mean, and the furthest from it; a scale of 0 when nothing varies. */
function centre(values: Float64Array): { offset: number; scale: number } {
  const { low, high } = rangeOf(values, 0, values.length);
  if (low > high) return { offset: 0, scale: 0 };
  const offset = finiteMean(values);
  const isConstant = high / 2 - low / 2 <= ROUNDING * Math.max(Math.abs(low), Math.abs(high));
  if (isConstant) return { offset, scale: 0 };
  // Of numbers so huge that their range overflows, what is beyond is cut.
  return { offset, scale: Math.min(Number.MAX_VALUE, Math.max(high - offset, offset - low)) };
}
