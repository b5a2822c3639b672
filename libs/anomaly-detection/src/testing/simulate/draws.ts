import { seededRandom } from '../../seeded-random.ts';

// Looked up once: inside a sandbox (a test runner, say) reaching for a global costs more than the arithmetic.
const { abs, exp, floor, log, sqrt } = Math;

/** Random numbers of the distributions that metrics have, from one seed. */
export class Draws {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  private spare = NaN;

  constructor(seed: number) {
    this.uniform = seededRandom(seed);
    // Neighbouring seeds differ in few bits of the first states.
    for (let i = 0; i < 8; i++) this.uniform();
  }

  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  /** Every order of magnitude between two positive bounds is equally likely. */
  magnitude(min: number, max: number): number {
    return exp(this.between(log(min), log(max)));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[floor(this.uniform() * choices.length)];
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Mean 0, deviation 1. Marsaglia & Bray 1964, the polar method. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const spare = this.spare;
      this.spare = NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = sqrt((-2 * log(square)) / square);
      this.spare = y * factor;
      return x * factor;
    }
  }

  /** Mean 1. */
  exponential(): number {
    return -log(1 - this.uniform());
  }

  /** Mean and variance equal the shape. Marsaglia & Tsang 2000. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
  }

  /** Student's t with more than two degrees of freedom, divided by its deviation: mean 0, deviation 1. */
  student(degrees: number): number {
    return this.normal() * sqrt((degrees - 2) / 2 / this.gamma(degrees / 2));
  }

  /** Mean and variance are equal. Small means by multiplication (Knuth, TAOCP 3.4.1), others by PTRS (Hörmann 1993). */
  poisson(mean: number): number {
    if (mean < 10) {
      const limit = exp(-mean);
      let count = 0;
      for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
      return count;
    }
    const b = 0.931 + 2.53 * sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const squeeze = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = 1 - this.uniform();
      const us = 0.5 - abs(u);
      const count = floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= squeeze) return count;
      if (count < 0 || (us < 0.013 && v > us)) continue;
      const left = log((v * inverseAlpha) / (a / (us * us) + b));
      if (left <= count * log(mean) - mean - logFactorial(count)) return count;
    }
  }

  /** Poisson counts whose mean is itself gamma-distributed: variance = mean · dispersion, dispersion > 1. */
  negativeBinomial(mean: number, dispersion: number): number {
    return this.poisson((dispersion - 1) * this.gamma(mean / (dispersion - 1)));
  }
}

/** Stirling's series, good to 1e-9 from 10 on; below by multiplication. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return log(product);
  }
  const square = n * n;
  return (
    (n + 0.5) * log(n) - n + 0.5 * log(2 * Math.PI) + (1 / 12 - (1 / 360 - 1 / (1260 * square)) / square) / n
  );
}
