import { median } from '@metrics-ai/timeseries';

/** Enough rows for a centre that lies in the midst of a column. */
const CENTRE_ROWS = 255;

/**
 * Turns the columns of a table into integers that sort like the numbers themselves, so that a decision tree can be
 * walked without a branch that the processor must guess: the sign bit of `key(split) − key(value)` is the answer.
 *
 * A column is centred on a median, divided by its largest distance from it, and rounded to single precision, whose bit
 * pattern orders like the number (IEEE 754-2008, section 5.10; negatives mirrored). Centring keeps the precision where
 * most values are, however far from zero they lie and however far a single one strays (up to about 10³⁵ times as far: beyond
 * that single precision ends, and the others become equal).
 */
export class OrderedKeys {
  readonly #halfCentres: Float64Array;
  readonly #halfSpreads: Float64Array;

  /** Learns the scale of each column from a row-major table of finite numbers. */
  constructor(rows: Float64Array, columns: number) {
    const count = rows.length / columns;
    const stride = Math.ceil(count / CENTRE_ROWS);
    this.#halfCentres = new Float64Array(columns);
    this.#halfSpreads = new Float64Array(columns);
    for (let c = 0; c < columns; c++) {
      const some = Float64Array.from(
        { length: Math.ceil(count / stride) },
        (_, i) => rows[i * stride * columns + c],
      );
      const halfCentre = median(some) / 2;
      let halfSpread = 0;
      for (let i = c; i < rows.length; i += columns) {
        // Halves, because the distance of two finite numbers need not be finite.
        const distance = Math.abs(rows[i] / 2 - halfCentre);
        if (distance > halfSpread) halfSpread = distance;
      }
      this.#halfCentres[c] = halfCentre;
      this.#halfSpreads[c] = halfSpread || 1;
    }
  }

  /** The rows, each column scaled to −1…1 and rounded to single precision; what lies outside is drawn to the border. */
  scale(rows: Float64Array): Float32Array<ArrayBuffer> {
    const columns = this.#halfCentres.length;
    const scaled = new Float32Array(rows.length);
    for (let c = 0; c < columns; c++) {
      const halfCentre = this.#halfCentres[c];
      const halfSpread = this.#halfSpreads[c];
      for (let i = c; i < rows.length; i += columns) {
        const place = (rows[i] / 2 - halfCentre) / halfSpread;
        scaled[i] = place > 1 ? 1 : place < -1 ? -1 : place;
      }
    }
    return scaled;
  }

  /** The keys of scaled numbers; two keys of numbers in −1…1 can be subtracted without overflow. */
  static of(scaled: Float32Array<ArrayBuffer>): Int32Array {
    const keys = new Int32Array(scaled.length);
    const bits = new Int32Array(scaled.buffer, scaled.byteOffset, scaled.length);
    for (let i = 0; i < keys.length; i++) keys[i] = keyOfBits(bits[i]);
    return keys;
  }

  /** The key of one scaled number. */
  static ofOne(scaled: number): number {
    float[0] = scaled;
    return keyOfBits(floatBits[0]);
  }

  /** The number that has this key. */
  static numberOf(key: number): number {
    floatBits[0] = key < 0 ? -key | SIGN : key;
    return float[0];
  }
}

const SIGN = 0x80000000;

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);

/** The magnitude of a negative number grows downwards; −0 is +0. */
function keyOfBits(bits: number): number {
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}
