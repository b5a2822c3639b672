import type { DatabaseSync } from 'node:sqlite';
import type { Condition, FilterParts } from './sqlite-filter.ts';
import { readRecordList, signedBy, type ShelfIndex } from './sqlite-index.ts';

const EXCLUDED = 0xffff;

/**
 * The places of the records that pass, ascending. Each list of the filter is read whole: joining lists in a table costs
 * several times as much. O(records on the lists).
 */
export function findPassing(
  database: DatabaseSync,
  index: ShelfIndex,
  tenant: number,
  { lists, rows }: FilterParts,
): Int32Array {
  /** How many lists a place has been on, one after the other. */
  const passed = new Uint16Array(index.size);
  let needed = 0;
  const require = (query: Condition) => {
    for (const place of placesOf(database, index, query)) {
      if (passed[place] === needed) passed[place]++;
    }
    needed++;
  };
  for (const { query, negated } of lists) {
    if (!negated) require(query);
  }
  // Of what the index holds, some may be gone.
  if (needed === 0 && !rows) require(signedBy(tenant));
  for (const { query, negated } of lists) {
    if (!negated) continue;
    for (const place of placesOf(database, index, query)) passed[place] = EXCLUDED;
  }
  if (rows) {
    const listed = needed > 0 ? JSON.stringify(numbersAt(index, placesWith(passed, needed))) : undefined;
    require(
      listed === undefined
        ? {
            sql: `SELECT r.record FROM records r WHERE r.tenant = ? AND ${rows.sql}`,
            values: [tenant, ...rows.values],
          }
        : {
            sql: `SELECT r.record FROM json_each(?) j CROSS JOIN records r ON r.record = j.value WHERE ${rows.sql}`,
            values: [listed, ...rows.values],
          },
    );
  }
  return placesWith(passed, needed);
}

/** The places of what a query answers that the index holds. */
function placesOf(database: DatabaseSync, index: ShelfIndex, query: Condition): number[] {
  const places: number[] = [];
  let from = 0;
  let last = -1;
  for (const record of readRecordList(database, query)) {
    // Most come ascending.
    const place = index.find(record, record > last ? from : 0);
    last = record;
    if (place < 0) continue;
    from = place;
    places.push(place);
  }
  return places;
}

const placesWith = (passed: Uint16Array, lists: number): Int32Array => {
  const places = new Int32Array(passed.length);
  let count = 0;
  for (let place = 0; place < passed.length; place++) {
    if (passed[place] === lists) places[count++] = place;
  }
  return places.subarray(0, count);
};

const numbersAt = (index: ShelfIndex, places: Int32Array): number[] =>
  Array.from(places, (place) => index.records[place]);
