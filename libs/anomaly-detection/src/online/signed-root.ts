/** Its square is well within single precision. */
const MAX_ROOT = 1e15;

/**
 * What roots are multiplied with, from the first value other than 0: a power of two, so that no bit is lost. The tables hold
 * single-precision numbers; in this unit values of any size fit.
 */
export function unitOf(value: number): number {
  return 2 ** -Math.round(Math.log2(Math.abs(value)) / 2);
}

/** By the root of their size, busy and quiet series of counts are equally unsteady (Bartlett 1936); the sign is kept. */
export function signedRoot(value: number, unit: number): number {
  const root = Math.sqrt(Math.abs(value)) * unit;
  return Math.sign(value) * Math.min(root, MAX_ROOT);
}

/** The value with this root, or the largest number there is; a unit of 0 is that of a series that was always 0. */
export function valueOf(root: number, unit: number): number {
  const bare = root / (unit || 1);
  return Math.sign(bare) * Math.min(bare * bare, Number.MAX_VALUE);
}
