/** Longer buffers are not kept: 64 Ki numbers are 512 KiB. */
const MAX_KEPT_LENGTH = 65_536;

/**
 * Working memory that one function uses again from call to call. Fresh memory costs more than the arithmetic on it: the
 * system hands it out page by page, at the first touch. Every use is over before the function returns, and no function
 * calls itself while it uses its own.
 */
export class Scratch {
  private kept = new Float64Array(0);

  /** `length` numbers, whatever they were before. */
  take(length: number): Float64Array {
    if (length > MAX_KEPT_LENGTH) return new Float64Array(length);
    if (this.kept.length < length) this.kept = new Float64Array(2 ** Math.ceil(Math.log2(length)));
    return this.kept.subarray(0, length);
  }
}
