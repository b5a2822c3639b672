/** slide-template.wat, as `wat2wasm` of wabt assembles it: SIMD does the first pass of a search in a sixth of the time. */
const MODULE =
  'AGFzbQEAAAABFQJgBX9/f39/AGAJf39/f399fX9/AAMDAgABBQMBAAYHHQMGbWVtb3J5AgAFc2xpZGUAAAhrZWVwQmVzdAABCr4EApECAgR/BXsgACABQQJ0aiEIA0D9DAAAAAAAAAAAAAAAAAAAAAAhCv0MAAAAAAAAAAAAAAAAAAAAACEL/QwAAAAAAAAAAAAAAAAAAAAAIQz9DAAAAAAAAAAAAAAAAAAAAAAhDSACIQYgACEHA0AgB/0JAgAhCSAKIAkgBv0ABAD95gH95AEhCiALIAkgBv0ABBD95gH95AEhCyAMIAkgBv0ABCD95gH95AEhDCANIAkgBv0ABDD95gH95AEhDSAGQQRqIQYgB0EEaiEHIAcgCEkNAAsgBCAK/QsEACAEIAv9CwQQIAQgDP0LBCAgBCAN/QsEMCAEQcAAaiEEIAJBwABqIQIgBUEQaiEFIAUgA0gNAAsLqAICAn8GeyADQQN0IQpEAAAAAAAA8D8gA7ej/RQhCwNAIAEgCmr9AAQAIAH9AAQA/fEBIQwgASAKav0ABBAgAf0ABBD98QEhDSACIApq/QAEACAC/QAEAP3xASAMIAz98gEgC/3yAf3xASEMIAIgCmr9AAQQIAL9AAQQ/fEBIA0gDf3yASAL/fIB/fEBIQ0gDP1eIA39Xv0NAAECAwQFBgcQERITFBUWFyEOIAD9AAQAIA794wH95wEhDyAOIAX9E/1EIA8gB/0ABAD9RP1OIRAgByAPIAf9AAQAIBD9Uv0LBAAgCCAG/RMgCP0ABAAgEP1S/QsEACAAQRBqIQAgB0EQaiEHIAhBEGohCCABQSBqIQEgAkEgaiECIAlBBGohCSAJIARIDQALCw==';

// What the platforms that run this have all in common, and no library of types without the rest of one of them.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};
declare function atob(base64: string): string;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly slide: (t: number, width: number, s: number, count: number, dots: number) => void;
  readonly keepBest: (
    dots: number,
    sums: number,
    squares: number,
    width: number,
    count: number,
    flat: number,
    name: number,
    best: number,
    which: number,
  ) => void;
}

/** Blocks of a series and of a template that there is room for. */
const MAX_POSITIONS = 5_120;
export const MAX_WIDTH = 256;
/** Positions that are done at once. */
const LANES = 16;

const bytes = Uint8Array.from(atob(MODULE), (character) => character.charCodeAt(0));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
const { memory, slide, keepBest } = exports as Exports;

let end = 0;
const room = (size: number): number => {
  const at = end;
  end += size;
  return at;
};
const ROOM = MAX_POSITIONS + MAX_WIDTH;
const AT = {
  sums: room(8 * ROOM),
  squares: room(8 * ROOM),
  samples: room(4 * ROOM),
  dots: room(4 * ROOM),
  best: room(4 * ROOM),
  which: room(4 * ROOM),
  template: room(4 * MAX_WIDTH),
};

/** What the kernel works on; the same memory for every call. */
export const kernel = {
  LANES,
  samples: new Float32Array(memory.buffer, AT.samples, ROOM),
  sums: new Float64Array(memory.buffer, AT.sums, ROOM),
  squares: new Float64Array(memory.buffer, AT.squares, ROOM),
  dots: new Float32Array(memory.buffer, AT.dots, ROOM),
  best: new Float32Array(memory.buffer, AT.best, ROOM),
  which: new Float32Array(memory.buffer, AT.which, ROOM),
  template: new Float32Array(memory.buffer, AT.template, MAX_WIDTH),
  slide(width: number, count: number): void {
    slide(AT.template, width, AT.samples, Math.ceil(count / LANES) * LANES, AT.dots);
  },
  keepBest(width: number, from: number, count: number, flat: number, name: number): void {
    keepBest(
      AT.dots + 4 * from,
      AT.sums + 8 * from,
      AT.squares + 8 * from,
      width,
      count,
      flat,
      name,
      AT.best + 4 * from,
      AT.which + 4 * from,
    );
  },
};
