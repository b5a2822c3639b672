import { describe, expect, it } from '@jest/globals';
import { refineSketch, scanSketch, type ShapeBounds, type ShapeMatch } from './find-shape.ts';
import { shapeQuery } from './shape-query.ts';
import { encodeSketch } from './shape-sketch.ts';

const STEP_MS = 60_000;
const SAMPLES = 2_000;

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A jump that decays, with a second one on its way down. */
const incident = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => {
    const x = i / length;
    return x < 0.2 ? 0 : Math.exp(-(x - 0.2) * 6) + (x > 0.6 && x < 0.7 ? 0.5 : 0);
  });

const noise = (seed: number, height = 1): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: SAMPLES }, () => height * gauss(random));
};

/** The best matches of a shape in a series, the best first. */
function find(series: Float64Array, shape: Float64Array, bounds: Partial<ShapeBounds> = {}): ShapeMatch[] {
  const query = shapeQuery(shape, STEP_MS, { samples: series.length, products: 400_000 });
  if (query === undefined) throw new RangeError('the shape is flat');
  const sketch = encodeSketch(series, 0, STEP_MS);
  const within = { most: 1, ...bounds };
  return scanSketch(sketch, query, within)
    .map((place) => refineSketch(sketch, query, place, within))
    .filter((match) => match !== undefined)
    .sort((a, b) => b.similarity - a.similarity);
}

describe('finding a shape', () => {
  it.each([
    [20, 1],
    [60, 0.9],
    [240, 1.1],
    [900, 0.95],
  ])('finds %d samples that last %d times as long, at another scale and level', (length, stretch) => {
    const series = noise(length, 0.02);
    const copy = incident(Math.round(length * stretch));
    copy.forEach((value, i) => (series[700 + i] = 5 + 3 * value + 0.1 * series[700 + i]));
    const [match] = find(series, incident(length));
    expect(match.similarity).toBeGreaterThan(0.98);
    expect(Math.abs(match.startMs / STEP_MS - 700)).toBeLessThan(0.06 * length + 1);
    expect(match.stretch).toBeCloseTo(stretch, 1);
    expect((match.endMs - match.startMs) / STEP_MS).toBeCloseTo(match.stretch * (length - 1), 6);
    expect(match.scale).toBeCloseTo(3, 0);
    expect(match.offset).toBeCloseTo(5, 0);
  });

  it('finds what the exact correlation of every window finds', () => {
    const series = noise(5);
    for (let i = 1; i < SAMPLES; i++) series[i] += 0.9 * series[i - 1];
    const shape = series.slice(300, 400);
    const [match] = find(series, shape, { except: { fromMs: 300 * STEP_MS, toMs: 400 * STEP_MS } });
    let best = 0;
    for (let at = 0; at + 100 <= SAMPLES; at++) {
      if (at < 200 || at >= 400) best = Math.max(best, correlation(series.slice(at, at + 100), shape));
    }
    // Stretching finds more, never less.
    expect(match.correlation).toBeGreaterThan(best - 0.02);
  });

  it('finds a whole series in one that was cut off', () => {
    const series = noise(3);
    for (let i = 1; i < SAMPLES; i++) series[i] += 0.99 * series[i - 1];
    const [match] = find(series.slice(0, 1_750), series);
    expect(match.correlation).toBeGreaterThan(0.99);
    expect([match.startMs, match.endMs]).toEqual([0, 1_749 * STEP_MS]);
  });

  it('finds a noisy copy before a neat look-alike', () => {
    const shape = incident(200);
    const random = seededRandom(8);
    const noisy = shape.map((value) => value + 0.08 * gauss(random));
    const lookAlike = shape.map((value, i) => value + 0.08 * Math.sin(i / 9));
    const similarityOf = (values: Float64Array) => find(values, shape)[0].similarity;
    expect(similarityOf(noisy)).toBeGreaterThan(similarityOf(lookAlike));
  });

  it('gives as many matches as asked for, none half within another', () => {
    const series = noise(4, 0.01);
    for (const at of [200, 600, 1_400]) incident(100).forEach((value, i) => (series[at + i] += value));
    const matches = find(series, incident(100), { most: 3 });
    expect(
      matches.map(({ startMs }) => Math.round(startMs / STEP_MS / 10) * 10).sort((a, b) => a - b),
    ).toEqual([200, 600, 1_400]);
  });

  it('looks only within the bounds, and not at the time that is excepted', () => {
    const series = noise(6, 0.01);
    for (const at of [200, 600, 1_400]) incident(100).forEach((value, i) => (series[at + i] += value));
    const at = (bounds: Partial<ShapeBounds>) =>
      Math.round(find(series, incident(100), bounds)[0].startMs / STEP_MS / 10) * 10;
    expect(at({ fromMs: 1_000 * STEP_MS })).toBe(1_400);
    expect(at({ toMs: 350 * STEP_MS })).toBe(200);
    const except = { fromMs: 150 * STEP_MS, toMs: 1_000 * STEP_MS };
    expect(at({ except })).toBe(1_400);
  });

  it('looks past gaps, and at no window of which most is missing', () => {
    const series = noise(7, 0.01);
    incident(100).forEach((value, i) => (series[600 + i] += value));
    series.fill(NaN, 640, 650);
    series.fill(NaN, 1_000, 1_400);
    const [match] = find(series, incident(100));
    expect(match.similarity).toBeGreaterThan(0.99);
    expect(Math.round(match.startMs / STEP_MS)).toBe(600);
    const ramp = Float64Array.from({ length: 100 }, (_, i) => i);
    series[999] = 0;
    series[1_400] = 50;
    for (const { startMs } of find(series, ramp)) expect(startMs / STEP_MS).not.toBeCloseTo(1_000, -3);
  });

  it('finds nothing in what is flat', () => {
    expect(find(new Float64Array(SAMPLES).fill(7), incident(100))).toEqual([]);
  });

  it('has no query for what is flat, or too short', () => {
    const effort = { samples: SAMPLES, products: 400_000 };
    expect(shapeQuery(new Float64Array(100).fill(3), STEP_MS, effort)).toBeUndefined();
    expect(shapeQuery(Float64Array.of(1, 5, 2), STEP_MS, effort)).toBeUndefined();
    expect(shapeQuery(new Float64Array(100).fill(NaN), STEP_MS, effort)).toBeUndefined();
  });
});

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
    ab += (a[i] - meanA) * (b[i] - meanB);
  }
  return ab / Math.sqrt(aa * bb);
}
