import type { DatabaseSync } from 'node:sqlite';
import { number } from './json-shape.ts';
import { SignatureTable } from './signature.ts';
import type { ShelfIndex } from './sqlite-index.ts';

/** Up to this many records, the distance to every one is computed in float32. */
const EXACT_RECORDS = 2000;

/** Beyond, this many (or six a hit wanted, if more) that are nearest by their signatures are compared in float32. */
const RESCORED_RECORDS = 1000;
const RESCORED_PER_HIT = 6;

/** The same of one metric, where only so many of each are wanted: the rest of the room is for others. */
const RESCORED_PER_METRIC = 20;

/** With fewer of them still there, the index is rid of what is gone, which may stand in the way of others. */
const LEAST_THERE = 0.9;

/**
 * The places of the records nearest to the vector, nearest first. Among few records exact; among many, those that are
 * nearest by their signatures are re-scored in float32. O(passing).
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
          vector,
          Math.max(RESCORED_RECORDS, RESCORED_PER_HIT * limit),
          perMetric && Math.max(RESCORED_PER_METRIC, RESCORED_PER_HIT * perMetric),
        );
  const nearest = sortByDistance(database, index, places, vector);
  if (!passing && nearest.length < LEAST_THERE * places.length) {
    index.dropStale();
    return rankByVector(database, index, passing, vector, limit, perMetric);
  }
  return takePerMetric(index, nearest, limit, perMetric);
}

/** The places that are nearest by their signatures, in order, at most so many of each metric. */
function mostSimilar(
  index: ShelfIndex,
  passing: Int32Array | undefined,
  vector: Float32Array,
  limit: number,
  perMetric: number | undefined,
): number[] {
  const count = passing?.length ?? index.size;
  const table = new SignatureTable(vector);
  const estimates = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    estimates[i] = table.estimate(index.signatures, (passing ? passing[i] : i) * index.signatureBytes);
  }
  return takePerMetric(index, sortByEstimate(estimates, passing), limit, perMetric);
}

/** Steps that the estimates are told apart by: those of a step stay in their order. */
const STEPS = 4096;

/** The places, highest estimate first, sorted by counting. O(places). */
function sortByEstimate(estimates: Int32Array, passing: Int32Array | undefined): Int32Array {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const estimate of estimates) {
    if (estimate < lowest) lowest = estimate;
    if (estimate > highest) highest = estimate;
  }
  const stepsPerUnit = (STEPS - 1) / Math.max(1, highest - lowest);
  const steps = new Uint16Array(estimates.length);
  const starts = new Int32Array(STEPS + 1);
  for (let i = 0; i < estimates.length; i++) {
    steps[i] = (highest - estimates[i]) * stepsPerUnit;
    starts[steps[i] + 1]++;
  }
  for (let step = 1; step <= STEPS; step++) starts[step] += starts[step - 1];
  const order = new Int32Array(estimates.length);
  for (let i = 0; i < estimates.length; i++) order[starts[steps[i]]++] = passing ? passing[i] : i;
  return order;
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
