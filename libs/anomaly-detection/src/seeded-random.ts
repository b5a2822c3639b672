// Looked up once: inside a sandbox (a test runner, say) reaching for a global costs more than the arithmetic.
const { imul } = Math;

/**
 * A deterministic source of uniform numbers in [0, 1): the same seed gives the same sequence on every machine. Not for
 * secrets. Source: mulberry32, Tommy Ettinger, 2017 (public domain); 32 bits of state, period 2³².
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
