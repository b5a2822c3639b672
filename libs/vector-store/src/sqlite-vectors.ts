import type { DatabaseSync } from 'node:sqlite';
import { number } from './json-shape.ts';
import type { ShelfIndex } from './sqlite-index.ts';

/** Up to this many records, the distance to every one is computed in float32. */
export const EXACT_RECORDS = 2000;

/** Beyond, this many (or ten a hit wanted, if more) with the most similar signatures are compared in float32. */
const RESCORED_RECORDS = 2000;

/** The same of one metric, where only so many of each are wanted: the rest of the room is for others. */
const RESCORED_PER_METRIC = 50;

/** With fewer of them still there, the index is rid of what is gone, which may stand in the way of others. */
const LEAST_THERE = 0.9;

/** One bit a component, whether it is positive; unused bits of the last byte are 0. */
export function signatureOf(vector: Float32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(vector.length / 8));
  vector.forEach((x, i) => {
    if (x > 0) bits[i >> 3] |= 1 << (i & 7);
  });
  return bits;
}

/**
 * The places of the records nearest to the vector, nearest first. Among few records exact; among many, those with the
 * most similar signatures are re-scored in float32 (Charikar, "Similarity estimation techniques from rounding
 * algorithms", STOC 2002). O(passing).
 * @param passing places of the index; undefined: all
 */
export function rankByVector(
  database: DatabaseSync,
  index: ShelfIndex,
  passing: Int32Array | undefined,
  vector: Float32Array,
  limit: number,
  perMetric: number | undefined,
): number[] {
  const count = passing?.length ?? index.size;
  const places =
    count <= EXACT_RECORDS
      ? (passing ?? Int32Array.from({ length: count }, (_, place) => place))
      : mostSimilar(
          index,
          passing,
          signatureOf(vector),
          Math.max(RESCORED_RECORDS, 10 * limit),
          perMetric && Math.max(RESCORED_PER_METRIC, 10 * perMetric),
        );
  const nearest = sortByDistance(database, index, places, vector);
  if (!passing && nearest.length < LEAST_THERE * places.length) {
    index.dropStale();
    return rankByVector(database, index, passing, vector, limit, perMetric);
  }
  return takePerMetric(index, nearest, limit, perMetric);
}

/** The places with the fewest different bits, in order, at most so many of each metric. */
function mostSimilar(
  index: ShelfIndex,
  passing: Int32Array | undefined,
  signature: Uint8Array,
  limit: number,
  perMetric: number | undefined,
): number[] {
  const count = passing?.length ?? index.size;
  const distances = new Uint16Array(count);
  const counts = new Int32Array(8 * signature.length + 2);
  const wanted = new Int32Array(index.bitsPerRecord);
  new Uint8Array(wanted.buffer).set(signature);
  for (let i = 0; i < count; i++) {
    const distance = differentBits(index.bits, (passing ? passing[i] : i) * wanted.length, wanted);
    distances[i] = distance;
    counts[distance + 1]++;
  }
  // Sorted by counting, equals in their order.
  for (let distance = 1; distance < counts.length; distance++) counts[distance] += counts[distance - 1];
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[counts[distances[i]]++] = passing ? passing[i] : i;
  return takePerMetric(index, order, limit, perMetric);
}

/** Counts bits in parallel, those of three integers at once (Warren, "Hacker's Delight", 2nd ed., §5–1 and §5–2). */
function differentBits(bits: Int32Array, start: number, wanted: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < wanted.length; k += 3) {
    const a = bits[start + k] ^ wanted[k];
    const b = k + 1 < wanted.length ? bits[start + k + 1] ^ wanted[k + 1] : 0;
    const c = k + 2 < wanted.length ? bits[start + k + 2] ^ wanted[k + 2] : 0;
    const half = a ^ b;
    let ones = half ^ c;
    let twos = (a & b) | (half & c);
    ones -= (ones >>> 1) & 0x55555555;
    twos -= (twos >>> 1) & 0x55555555;
    ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
    twos = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
    const bytes = ((ones + (ones >>> 4)) & 0x0f0f0f0f) + 2 * ((twos + (twos >>> 4)) & 0x0f0f0f0f);
    sum += Math.imul(bytes, 0x01010101) >>> 24;
  }
  return sum;
}

/** The first of the places, at most so many of each metric. */
function takePerMetric(
  index: ShelfIndex,
  places: ArrayLike<number>,
  limit: number,
  perMetric = Infinity,
): number[] {
  const counts = new Int32Array(index.metricNumbers.size);
  const taken: number[] = [];
  for (let i = 0; i < places.length && taken.length < limit; i++) {
    if (++counts[index.metrics[places[i]]] <= perMetric) taken.push(places[i]);
  }
  return taken;
}

/** The places whose records are still there, nearest first. */
function sortByDistance(
  database: DatabaseSync,
  index: ShelfIndex,
  places: ArrayLike<number>,
  vector: Float32Array,
): number[] {
  const numbers = Array.from(places, (place) => index.records[place]);
  return database
    .prepare(
      `SELECT j.key AS i FROM json_each(?) j CROSS JOIN vectors v ON v.record = j.value
       ORDER BY vec_distance_l2(v.vector, ?), j.value`,
    )
    .all(JSON.stringify(numbers), vector)
    .map((row) => places[number(row['i'], 'i')]);
}
