// Jest looks globals up in a slow way; once is enough.
const { imul } = Math;

/**
 * Uniform numbers of [0, 1) from the linear congruential generator of Numerical Recipes (section 7.1). The script
 * fixtures/generate.py makes the same ones, so that fixtures need not store their inputs.
 */
export function uniforms(seed: number, count: number): Float64Array {
  const numbers = new Float64Array(count);
  let state = seed >>> 0;
  for (let i = 0; i < count; i++) {
    state = (imul(1664525, state) + 1013904223) >>> 0;
    numbers[i] = state / 2 ** 32;
  }
  return numbers;
}

/** Nearly normal numbers: the sum of twelve uniform ones, less six. */
export function normals(seed: number, count: number): Float64Array {
  const parts = uniforms(seed, 12 * count);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (let k = 12 * i; k < 12 * i + 12; k++) total += parts[k];
    numbers[i] = total - 6;
  }
  return numbers;
}

/** Running sums of {@link normals}. */
export function randomWalk(seed: number, count: number): Float64Array {
  let level = 0;
  return normals(seed, count).map((step) => (level += step));
}

/** The inputs that the fixtures hold figures for; the same as `inputs` in fixtures/generate.py. */
export const fixtureInputs: Readonly<Record<string, Float64Array>> = {
  noise: normals(1, 1000),
  walk: randomWalk(2, 1000),
  offset: normals(3, 300).map((v) => 1e16 + 4 * Math.floor(8 * v)),
  quantised: normals(4, 500).map((v) => Math.floor(2 * v)),
  heavy: normals(5, 500).map((v) => v * v * v * v * v),
  huge: normals(6, 64).map((v) => 1e300 * v),
  tiny: normals(7, 64).map((v) => 1e-300 * v),
  short: Float64Array.of(3, 1, 4, 1, 5),
  pair: Float64Array.of(2, 7),
  constant: new Float64Array(50).fill(0.1),
  single: Float64Array.of(42),
};

/** Inputs on which every function must keep its promises: each is a name and values. */
export const awkwardInputs: readonly (readonly [string, Float64Array])[] = [
  ['no samples', new Float64Array(0)],
  ['a single sample', Float64Array.of(3)],
  ['a single NaN', Float64Array.of(NaN)],
  ['two samples', Float64Array.of(2, -1)],
  ['constant samples', new Float64Array(40).fill(0.1)],
  ['only NaN', new Float64Array(40).fill(NaN)],
  ['only infinities', normals(11, 40).map((v) => v * Infinity)],
  ['noise with NaN and infinities', withHoles(normals(12, 300))],
  ['rounded noise with many ties', withHoles(normals(13, 300).map((v) => Math.round(v)))],
  ['huge samples', normals(14, 60).map((v) => v * 1e300)],
  ['samples at both ends of the number range', Float64Array.of(1.7e308, -1.7e308, 1.7e308, -1.7e308, 1e308)],
  ['tiny samples', normals(15, 60).map((v) => v * 1e-300)],
  ['subnormal samples', Float64Array.of(5e-324, 1e-323, 0, 2e-323, 5e-324)],
  ['noise on a large offset', normals(16, 200).map((v) => 1e16 + 2 * Math.round(20 * v))],
  ['noise with one huge sample', normals(17, 200).map((v, i) => (i === 77 ? 1e300 : v))],
  ['a rising line', Float64Array.from({ length: 50 }, (_, i) => i)],
];

/** A copy in which about every seventh sample is NaN or infinite. */
export function withHoles(values: Float64Array): Float64Array {
  const holes = [NaN, Infinity, -Infinity];
  const dice = uniforms(99, values.length);
  return values.map((value, i) => (dice[i] < 1 / 7 ? holes[i % 3] : value));
}
