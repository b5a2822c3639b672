/** The part of fft.js that this library uses; the package brings no types. */
declare module 'fft.js' {
  export default class FFT {
    /** @param size a power of two above 1. */
    constructor(size: number);
    /** Forward complex transform; `size` complex numbers each, real and imaginary parts alternating. */
    transform(spectrum: Float64Array, data: Float64Array): void;
  }
}
