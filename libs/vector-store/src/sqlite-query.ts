import type { DatabaseSync } from 'node:sqlite';
import { number, string } from './json-shape.ts';
import { queryWords } from './keyword-weights.ts';
import { candidatesPerSide, fuseRankings, limitPerMetric } from './rank-fusion.ts';
import type { Condition } from './sqlite-filter.ts';
import { type Candidates, EXACT_RECORDS, rankByVector, rankByWords } from './sqlite-search.ts';
import type { Query, Ranking } from './vector-store.ts';

/** The temporary table of the records that pass a filter. */
export const PASSING_TABLE = 'CREATE TEMP TABLE passing (record INTEGER PRIMARY KEY)';

export interface RankedNumber extends Ranking {
  readonly record: number;
}

/**
 * The records of a shelf that answer a query best: both sides' candidates, fused.
 * @param passing what rows of `records r` must fulfil; undefined: all of the tenant's records may be found
 */
export function findBest(
  database: DatabaseSync,
  tenant: number,
  passing: Condition | undefined,
  query: Query,
  perMetric?: number,
): RankedNumber[] {
  const candidates = { ...findCandidates(database, tenant, passing), perMetric };
  if (candidates.count === 0) return [];
  const { vector, text, alternatives, topK, offset = 0 } = query;
  const limit = candidatesPerSide(query);
  const fused = fuseRankings(
    vector && rankByVector(database, candidates, vector, limit),
    text === undefined ? undefined : rankByWords(database, candidates, queryWords(text, alternatives), limit),
  );
  const metricOf = database.prepare('SELECT metric FROM records WHERE record = ?');
  const best = limitPerMetric(
    fused,
    ({ key }) => string(metricOf.get(key)?.['metric'], 'records.metric'),
    perMetric,
  ).slice(offset, offset + topK);
  const similarity = vector && similarityTo(database, vector);
  return best.map(({ key, ...ranking }) => ({
    record: key,
    ...ranking,
    ...(similarity && { similarity: similarity(key) }),
  }));
}

/** Writes the records that pass into the temporary table. */
function findCandidates(database: DatabaseSync, tenant: number, passing: Condition | undefined): Candidates {
  if (!passing) {
    const counted = database
      .prepare('SELECT count(*) AS n FROM (SELECT 1 FROM records WHERE tenant = ? LIMIT ?)')
      .get(tenant, EXACT_RECORDS + 1);
    return { tenant, count: number(counted?.['n'], 'n'), filtered: false };
  }
  database.exec('DELETE FROM passing');
  const { changes } = database
    .prepare(`INSERT INTO passing SELECT r.record FROM records r WHERE ${passing.sql}`)
    .run(...passing.values);
  return { tenant, count: Number(changes), filtered: true };
}

/** Cosine between a record's vector and this one, 0 when this one has no length. */
function similarityTo(database: DatabaseSync, vector: Float32Array): (record: number) => number {
  const read = database.prepare(
    'SELECT 1 - vec_distance_cosine(vector, ?) AS similarity FROM vectors WHERE record = ?',
  );
  return (record) => number(read.get(vector, record)?.['similarity'], 'similarity') || 0;
}
