import type { DatabaseSync } from 'node:sqlite';
import { number } from './json-shape.ts';
import { queryWords } from './keyword-weights.ts';
import { candidatesPerSide, fuseRankings, limitPerMetric } from './rank-fusion.ts';
import type { FilterParts } from './sqlite-filter.ts';
import { ShelfIndex } from './sqlite-index.ts';
import { rankByWords } from './sqlite-keywords.ts';
import { findPassing } from './sqlite-passing.ts';
import { rankByVector } from './sqlite-vectors.ts';
import type { Query, Ranking } from './vector-store.ts';
import { WordPlaces } from './word-places.ts';

export interface RankedNumber extends Ranking {
  readonly record: number;
}

/** Searches the shelves of an open file. Holds an index of each shelf that was searched. */
export class SqliteSearch {
  readonly #database: DatabaseSync;
  readonly #words: WordPlaces;
  readonly #indexes = new Map<number, ShelfIndex>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#words = new WordPlaces(database);
  }

  /**
   * The records of a shelf that answer a query best: both sides' candidates, fused. To be called within a transaction.
   * @param filter undefined: all of the tenant's records may be found
   */
  findBest(
    tenant: number,
    filter: FilterParts | undefined,
    query: Query,
    perMetric?: number,
  ): RankedNumber[] {
    const index = this.#indexes.get(tenant) ?? new ShelfIndex(this.#database, tenant);
    this.#indexes.set(tenant, index);
    index.refresh();
    const isFiltered = filter !== undefined && (filter.lists.length > 0 || filter.rows !== undefined);
    const passing = isFiltered ? findPassing(this.#database, index, tenant, filter) : undefined;
    const { vector, text, alternatives, topK, offset = 0 } = query;
    const limit = candidatesPerSide(query);
    // Words first: the other side may drop what is gone from the index, and so move what is left.
    const worded =
      text === undefined
        ? undefined
        : rankByWords(this.#words, index, {
            tenant,
            words: queryWords(text, alternatives),
            passing,
            limit,
            perMetric,
          }).map((place) => index.records[place]);
    const nearest =
      vector &&
      rankByVector(this.#database, index, passing, vector, limit, perMetric).map(
        (place) => index.records[place],
      );
    const best = limitPerMetric(
      fuseRankings(nearest, worded),
      ({ key }) => index.metrics[index.find(key)],
      perMetric,
    ).slice(offset, offset + topK);
    const similarity = vector && similarityTo(this.#database, vector);
    return best.map(({ key, ...ranking }) => ({
      record: key,
      ...ranking,
      ...(similarity && { similarity: similarity(key) }),
    }));
  }
}

/** Cosine between a record's vector and this one, 0 when this one has no length. */
function similarityTo(database: DatabaseSync, vector: Float32Array): (record: number) => number {
  const read = database.prepare(
    'SELECT 1 - vec_distance_cosine(vector, ?) AS similarity FROM vectors WHERE record = ?',
  );
  return (record) => number(read.get(vector, record)?.['similarity'], 'similarity') || 0;
}
