import type { Series } from '@metrics-ai/timeseries';

/** A seeded generator of numbers in (0, 1): a 32-bit linear congruential one (Knuth, TAOCP volume 2, table 3.3.4-1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < 10; i++) next();
  return next;
}

/** Normal noise of mean 0 and variance 1 (Box–Muller). */
export function normalNoise(seed: number, length: number): Float64Array {
  const random = uniform(seed);
  return Float64Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

/** First-order autoregressive noise of variance 1; with φ = 1 a random walk, of standard deviation 1 over its length. */
export function redNoise(seed: number, length: number, phi: number): Float64Array {
  const warmUp = phi < 1 ? 300 : 0;
  const innovations = normalNoise(seed, length + warmUp);
  const walk = new Float64Array(length);
  let value = 0;
  for (let i = -warmUp; i < length; i++) {
    value = phi * value + innovations[i + warmUp];
    if (i >= 0) walk[i] = value;
  }
  if (phi < 1) return walk.map((x) => x * Math.sqrt(1 - phi * phi));
  const mean = walk.reduce((sum, x) => sum + x, 0) / length;
  const variance = walk.reduce((sum, x) => sum + (x - mean) ** 2, 0) / length;
  return walk.map((x) => (x - mean) / Math.sqrt(variance));
}

/** A series on a regular grid that begins on a Monday at midnight UTC. */
export function seriesOf(values: Iterable<number>, stepSeconds: number): Series {
  const array = Float64Array.from(values);
  const timestamps = array.map((_, i) => Date.UTC(2024, 0, 1) + i * stepSeconds * 1_000);
  return { labels: {}, timestamps, values: array };
}
