import type { JsonScanner } from './json-scanner.ts';
import { parseSampleValue } from './sample-value.ts';

const ZERO = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const MAX_EXACT_INTEGER = 2 ** 53;
/** The powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Reads `[[seconds, "value"], …]` from response bytes into typed arrays, without a JavaScript value for each sample.
 * What comes out is bit-identical to JSON.parse followed by Number(). One reader serves many series: it reuses its
 * buffers, which grow when `expectedPoints` was too small.
 */
export class SampleReader {
  private readonly scanner: JsonScanner;
  private readonly view: DataView;
  private timestamps: Float64Array;
  private values: Float64Array;

  constructor(scanner: JsonScanner, expectedPoints: number) {
    const { bytes } = scanner;
    this.scanner = scanner;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.timestamps = new Float64Array(expectedPoints);
    this.values = new Float64Array(expectedPoints);
  }

  /**
   * Reads the array that comes next: milliseconds and values, of the same length.
   * Throws PrometheusError `invalid-response` for anything else, and where times do not strictly increase.
   */
  read(): { timestamps: Float64Array; values: Float64Array } {
    // One loop over local variables: split into methods, it took half as long again. The methods are the rare cases.
    const { scanner, view } = this;
    const { bytes } = scanner;
    let { timestamps, values } = this;
    let count = 0;
    let position = this.skip(OPEN_BRACKET, scanner.position);
    if (this.nextAt(position) === CLOSE_BRACKET) {
      scanner.position++;
      return { timestamps: new Float64Array(0), values: new Float64Array(0) };
    }
    for (let more = true; more; count++) {
      if (count === values.length) {
        this.grow();
        ({ timestamps, values } = this);
      }
      position = bytes[position] === OPEN_BRACKET ? position + 1 : this.skip(OPEN_BRACKET, position);

      // From 2001 to 2286 a time has ten digits of whole seconds, then either nothing or three decimals.
      let timeEnd = 0;
      if (position + 14 < bytes.length) {
        const seconds = readTenDigits(view, position);
        timeEnd = bytes[position + 10] === COMMA ? position + 10 : position + 14;
        const decimals = timeEnd === position + 10 ? 0 : readThreeDecimals(bytes, position + 10);
        timestamps[count] = seconds * 1000 + decimals;
      }
      if (bytes[timeEnd] !== COMMA || !(timestamps[count] >= 1e12)) {
        timestamps[count] = this.readOtherTimestamp(position);
        timeEnd = scanner.position;
      }
      if (count > 0 && timestamps[count] <= timestamps[count - 1]) scanner.fail('samples in order of time');
      position = bytes[timeEnd] === COMMA ? timeEnd + 1 : this.skip(COMMA, timeEnd);

      const textStart = bytes[position] === QUOTE ? position + 1 : this.skip(QUOTE, position);
      const digitsStart = bytes[textStart] === MINUS ? textStart + 1 : textStart;
      position = digitsStart;
      // Two halves of up to nine significant digits each stay small integers, which are quicker than doubles.
      let high = 0;
      let dot = -1;
      for (let digits = 0; digits < 9; position++) {
        const digit = bytes[position] - ZERO;
        if (digit >= 0 && digit <= 9) {
          high = (high * 10 + digit) | 0;
          if (high > 0) digits++;
        } else if (digit === DOT - ZERO && dot < 0) dot = position;
        else break;
      }
      let low = 0;
      let lowDigits = 0;
      if (bytes[position] !== QUOTE) {
        for (; lowDigits < 9; position++) {
          const digit = bytes[position] - ZERO;
          if (digit >= 0 && digit <= 9) {
            low = (low * 10 + digit) | 0;
            lowDigits++;
          } else if (digit === DOT - ZERO && dot < 0) dot = position;
          else break;
        }
      }
      const decimals = dot < 0 ? 0 : position - dot - 1;
      const plain = bytes[position] === QUOTE && bytes[position - 1] >= ZERO && dot !== digitsStart;
      const magnitude = plain && decimals <= 22 ? divide(high, lowDigits, low, decimals) : NaN;
      if (magnitude >= 0) {
        values[count] = digitsStart > textStart ? -magnitude : magnitude;
        position++;
      } else {
        values[count] = this.readOtherValue(textStart);
        position = scanner.position;
      }

      position = bytes[position] === CLOSE_BRACKET ? position + 1 : this.skip(CLOSE_BRACKET, position);
      if (bytes[position] === COMMA) position++;
      else if (this.nextAt(position) === CLOSE_BRACKET) more = false;
      else position = this.skip(COMMA, position);
    }
    scanner.position++;
    return { timestamps: timestamps.slice(0, count), values: values.slice(0, count) };
  }

  /** The byte that comes after whitespace; the scanner stands on it then. */
  private nextAt(position: number): number {
    this.scanner.position = position;
    return this.scanner.next();
  }

  /** The offset after `byte`, which must come next, with or without whitespace before it. */
  private skip(byte: number, position: number): number {
    if (this.nextAt(position) !== byte) this.scanner.fail(String.fromCharCode(byte));
    return this.scanner.position + 1;
  }

  /** Any other way of writing a time; the scanner stands after it then. */
  private readOtherTimestamp(start: number): number {
    this.scanner.position = start;
    const seconds = this.scanner.readJson();
    if (typeof seconds !== 'number' || !Number.isFinite(seconds)) this.scanner.fail('a time in seconds');
    return Math.round(seconds * 1000);
  }

  /** NaN, infinities, exponents, very many digits, escapes; the scanner stands after the closing quote then. */
  private readOtherValue(textStart: number): number {
    const { scanner } = this;
    const { bytes } = scanner;
    let end = textStart;
    while (end < bytes.length && bytes[end] !== QUOTE && bytes[end] !== BACKSLASH) end++;
    let text: unknown;
    if (bytes[end] === QUOTE) {
      text = bytes.toString('latin1', textStart, end);
      scanner.position = end + 1;
    } else {
      scanner.position = textStart - 1;
      text = scanner.readJson();
    }
    return parseSampleValue(String(text)) ?? scanner.fail('a sample value');
  }

  private grow(): void {
    const capacity = Math.max(16, this.values.length * 2);
    const { timestamps, values } = this;
    this.timestamps = new Float64Array(capacity);
    this.timestamps.set(timestamps);
    this.values = new Float64Array(capacity);
    this.values.set(values);
  }
}

/**
 * The number that ten digits form, or NaN where there is another byte. Digits are taken four at a time from one
 * little-endian word, pairs before fours (Lemire, "Number Parsing at a Gigabyte per Second", 2021, section 7).
 */
function readTenDigits(view: DataView, start: number): number {
  const first = view.getUint32(start, true) ^ 0x30303030;
  const second = view.getUint32(start + 4, true) ^ 0x30303030;
  const last = view.getUint16(start + 8, true) ^ 0x3030;
  // Adding 0x76 carries into a byte's top bit where the byte is above 9.
  const beyond = (first + 0x76767676) | first | (second + 0x76767676) | second | (last + 0x7676) | last;
  if ((beyond & 0x80808080) !== 0) return NaN;
  const ten = (last & 0xff) * 10 + (last >>> 8);
  return (fourDigits(first) * 10_000 + fourDigits(second)) * 100 + ten;
}

function fourDigits(word: number): number {
  const pairs = (Math.imul(word, 10) + (word >>> 8)) & 0x00ff00ff;
  return (Math.imul(pairs, 100) + (pairs >>> 16)) & 0xffff;
}

/** Thousandths from ".123", or NaN. */
function readThreeDecimals(bytes: Buffer, dot: number): number {
  const tenths = bytes[dot + 1] - ZERO;
  const hundredths = bytes[dot + 2] - ZERO;
  const thousandths = bytes[dot + 3] - ZERO;
  const digits = tenths >= 0 && tenths <= 9 && hundredths >= 0 && hundredths <= 9;
  if (bytes[dot] !== DOT || !digits || thousandths < 0 || thousandths > 9) return NaN;
  return tenths * 100 + hundredths * 10 + thousandths;
}

/**
 * (high × 10^lowDigits + low) / 10^decimals, rounded once as Number() rounds it, or NaN where that takes more digits.
 * A mantissa below 2^53 needs one division (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
 * A longer one is held exactly as a sum of two doubles and divided with its remainder (Dekker, "A Floating-Point
 * Technique for Extending the Available Precision", 1971); where the remainder, moved by more than its own error
 * to either side, rounds to one and the same double, that one is correct.
 */
function divide(high: number, lowDigits: number, low: number, decimals: number): number {
  const divisor = POWERS_OF_TEN[decimals];
  const scaled = high * POWERS_OF_TEN[lowDigits];
  const sum = scaled + low;
  if (sum < MAX_EXACT_INTEGER) return sum / divisor;
  // Both products agree with the true one modulo 2^32 but for the rounding error of `scaled`, which is below 2^7.
  const scaledError = (Math.imul(high, POWERS_OF_TEN[lowDigits]) - (scaled | 0)) | 0;
  const sumError = low - (sum - scaled) + scaledError;
  const quotient = sum / divisor;
  const product = quotient * divisor;
  const remainder = sum - product - productError(quotient, divisor, product) + sumError;
  const correction = remainder / divisor;
  const rounded = quotient + correction * (1 + 2 ** -40);
  return rounded === quotient + correction * (1 - 2 ** -40) ? rounded : NaN;
}

/** a × b − fl(a × b), exactly (Dekker 1971; Veltkamp's splitting into halves of 26 bits). */
function productError(a: number, b: number, product: number): number {
  const splitA = a * 134217729;
  const highA = splitA - (splitA - a);
  const lowA = a - highA;
  const splitB = b * 134217729;
  const highB = splitB - (splitB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
