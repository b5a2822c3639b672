const { exp, imul, log, max, min, round, sqrt } = Math;

/**
 * Random numbers that are the same for the same seed. Every draw takes exactly one step of the generator, whatever its parameters:
 * an incident that changes a rate leaves all later randomness as it was.
 *
 * Source: mulberry32 by Tommy Ettinger (public domain); Acklam's rational approximation of the normal quantile (relative error
 * below 1.2e-9).
 */
export class SeededRandom {
  #state: number;

  /** Different names give independent streams. */
  constructor(seed: number, name: string) {
    let hash = imul(seed ^ 0x9e3779b9, 0x85ebca6b);
    for (const char of name) hash = imul(hash ^ char.charCodeAt(0), 0x01000193);
    this.#state = hash;
  }

  /** In (0, 1), both ends excluded. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  }

  /** Standard normal. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  /** A count of mean `mean`: by inversion where it is small, else rounded from the normal distribution. */
  poisson(mean: number): number {
    const uniform = this.uniform();
    if (mean > 30) return max(0, round(mean + sqrt(mean) * normalQuantile(uniform)));
    let count = 0;
    let probability = exp(-mean);
    for (let cumulative = probability; cumulative < uniform && count < 200; cumulative += probability) {
      probability *= mean / ++count;
    }
    return count;
  }

  /** How many of `trials` succeed, each with probability `ratio`. */
  binomial(trials: number, ratio: number): number {
    const uniform = this.uniform();
    if (trials === 0 || ratio <= 0) return 0;
    if (ratio >= 1) return trials;
    if (ratio > 0.5) return trials - binomialQuantile(trials, 1 - ratio, 1 - uniform);
    return binomialQuantile(trials, ratio, uniform);
  }
}

function binomialQuantile(trials: number, ratio: number, uniform: number): number {
  const mean = trials * ratio;
  if (mean > 30) {
    const rounded = round(mean + sqrt(mean * (1 - ratio)) * normalQuantile(uniform));
    return min(trials, max(0, rounded));
  }
  let count = 0;
  let probability = (1 - ratio) ** trials;
  for (let cumulative = probability; cumulative < uniform && count < trials; cumulative += probability) {
    probability *= ((trials - count) / (count + 1)) * (ratio / (1 - ratio));
    count++;
  }
  return count;
}

function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = sqrt(-2 * log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

/**
 * Noise that remembers: an Ornstein–Uhlenbeck process of mean 0 and standard deviation `deviation`, whose autocorrelation falls
 * to 1/e in `memoryMs`. Exact for any step.
 *
 * Source: Gillespie 1996, "Exact numerical simulation of the Ornstein-Uhlenbeck process", Phys. Rev. E 54.
 */
export class DriftingNoise {
  readonly #random: SeededRandom;
  readonly #deviation: number;
  readonly #memoryMs: number;
  #value: number;

  constructor(random: SeededRandom, deviation: number, memoryMs: number) {
    this.#random = random;
    this.#deviation = deviation;
    this.#memoryMs = memoryMs;
    this.#value = deviation * random.normal();
  }

  next(stepMs: number): number {
    const kept = exp(-stepMs / this.#memoryMs);
    this.#value = kept * this.#value + this.#deviation * sqrt(1 - kept * kept) * this.#random.normal();
    return this.#value;
  }
}
