import { PrometheusError } from './prometheus-error.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Walks over the structure of a JSON text in UTF-8 bytes, so that its large parts need not become JavaScript values.
 * What it steps over is either compared byte by byte or given to JSON.parse: nothing malformed passes unseen.
 * Every method throws PrometheusError `invalid-response` where the text is not what it asks for.
 */
export class JsonScanner {
  /** Offset of the next byte. */
  position = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Calls `readValue` for each key of the object that comes next; it must consume the key's value. */
  readObject(readValue: (key: string) => void): void {
    this.expect(OPEN_BRACE, '{');
    if (this.next() === CLOSE_BRACE) {
      this.position++;
      return;
    }
    for (;;) {
      if (this.next() !== QUOTE) this.fail('a key');
      const key = this.readJson();
      this.expect(COLON, ':');
      readValue(String(key));
      if (this.next() === CLOSE_BRACE) break;
      this.expect(COMMA, ', or }');
    }
    this.position++;
  }

  /** Calls `readElement` for each element of the array that comes next; it must consume the element. */
  readArray(readElement: () => void): void {
    this.expect(OPEN_BRACKET, '[');
    if (this.next() === CLOSE_BRACKET) {
      this.position++;
      return;
    }
    for (;;) {
      readElement();
      if (this.next() === CLOSE_BRACKET) break;
      this.expect(COMMA, ', or ]');
    }
    this.position++;
  }

  /** The value that comes next, parsed by JSON.parse. */
  readJson(): unknown {
    this.next();
    const start = this.position;
    this.skipValue();
    try {
      return JSON.parse(utf8.decode(this.bytes.subarray(start, this.position)));
    } catch {
      this.position = start;
      return this.fail('a JSON value');
    }
  }

  /** Steps over the value that comes next by its brackets and quotes only: parse it later, or it stays unchecked. */
  skipValue(): void {
    const { bytes } = this;
    let depth = 0;
    let byte = this.next();
    do {
      if (byte === QUOTE) {
        this.skipString();
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth++;
        this.position++;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth--;
        this.position++;
      } else if (depth === 0) {
        this.skipLiteral();
      } else {
        this.position++;
      }
      if (this.position >= bytes.length && depth > 0) this.fail('more');
      byte = bytes[this.position];
    } while (depth > 0);
  }

  expectEnd(): void {
    if (this.next() !== -1) this.fail('the end');
  }

  /** Skips whitespace; gives the byte that comes then, without consuming it, or -1 at the end. */
  next(): number {
    const { bytes } = this;
    let position = this.position;
    let byte = bytes[position];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++position];
    this.position = position;
    return position < bytes.length ? byte : -1;
  }

  fail(expected: string): never {
    const where = this.position >= this.bytes.length ? 'its end' : `byte ${this.position}`;
    throw new PrometheusError(
      'invalid-response',
      `the response is not valid: expected ${expected} at ${where}`,
    );
  }

  private expect(byte: number, name: string): void {
    if (this.next() !== byte) this.fail(name);
    this.position++;
  }

  private skipString(): void {
    const { bytes } = this;
    let position = this.position + 1;
    while (position < bytes.length && bytes[position] !== QUOTE) {
      position += bytes[position] === BACKSLASH ? 2 : 1;
    }
    this.position = position + 1;
    if (position >= bytes.length) this.fail('the end of a string');
  }

  /** true, false, null or a number: everything up to a byte that ends it. */
  private skipLiteral(): void {
    const { bytes } = this;
    const start = this.position;
    let byte = bytes[start];
    while (
      byte > 0x20 &&
      byte !== COMMA &&
      byte !== CLOSE_BRACE &&
      byte !== CLOSE_BRACKET &&
      byte !== COLON &&
      byte !== QUOTE
    ) {
      byte = bytes[++this.position];
    }
    if (this.position === start) this.fail('a value');
  }
}
