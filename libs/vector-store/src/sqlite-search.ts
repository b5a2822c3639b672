import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { number, string } from './json-shape.ts';
import { BM25_K1, METRIC_WEIGHT, type QueryWord } from './keyword-weights.ts';
import { limitPerMetric } from './rank-fusion.ts';
import { indexedWord } from './sqlite-words.ts';

/** Up to this many records that pass, the distance to every one is computed in float32. */
export const EXACT_RECORDS = 10_000;

/** Beyond, this many (or ten a hit wanted, if more) with the most similar signatures are compared in float32. */
const RESCORED_RECORDS = 2000;

/** The same of one metric, where only so many of each are wanted: the rest of the room is for others. */
const RESCORED_PER_METRIC = 50;

/** Records that a query's rare words find suffice to bound what its common words could still bring. */
const ENOUGH_MATCHES = 2000;

/** The records that may be found: all of the tenant's, or those that stand in the temporary table `passing`. */
export interface Candidates {
  readonly tenant: number;
  /** Beyond EXACT_RECORDS, any larger number will do. */
  readonly count: number;
  readonly filtered: boolean;
  /** At most so many of one metric are ranked. */
  readonly perMetric?: number;
}

/** One bit a component, whether it is positive; unused bits of the last byte are 0. */
export function signatureOf(vector: Float32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(vector.length / 8));
  vector.forEach((x, i) => {
    if (x > 0) bits[i >> 3] |= 1 << (i & 7);
  });
  return bits;
}

/**
 * The records nearest to the vector, nearest first. Among few candidates exact; among many, those with the most
 * similar signatures are re-scored in float32 (Charikar, "Similarity estimation techniques from rounding
 * algorithms", STOC 2002). O(candidates).
 */
export function rankByVector(
  database: DatabaseSync,
  candidates: Candidates,
  vector: Float32Array,
  limit: number,
): number[] {
  const { tenant, count, filtered, perMetric } = candidates;
  const metric = perMetric === undefined ? "''" : '(SELECT metric FROM records r WHERE r.record = p.record)';
  const nearest = (from: string, values: readonly SQLInputValue[]) =>
    recordsOf(
      database
        .prepare(
          `SELECT p.record, ${metric} AS metric FROM ${from} p CROSS JOIN vectors v USING (record)
           ORDER BY vec_distance_l2(v.vector, ?), p.record LIMIT ?`,
        )
        .iterate(...values, vector, perMetric === undefined ? limit : -1),
      limit,
      perMetric,
    );
  if (count <= EXACT_RECORDS) {
    return filtered
      ? nearest('passing', [])
      : nearest('(SELECT record FROM records WHERE tenant = ?)', [tenant]);
  }
  const from = filtered
    ? 'passing p CROSS JOIN signatures s ON s.tenant = ? AND s.record = p.record'
    : 'signatures p WHERE p.tenant = ?';
  const similar = recordsOf(
    database
      .prepare(
        `SELECT p.record, ${metric} AS metric FROM ${from}
         ORDER BY vec_distance_hamming(vec_bit(bits), vec_bit(?)), p.record`,
      )
      .iterate(tenant, signatureOf(vector)),
    Math.max(RESCORED_RECORDS, 10 * limit),
    perMetric && Math.max(RESCORED_PER_METRIC, 10 * perMetric),
  );
  return nearest('(SELECT value AS record FROM json_each(?))', [JSON.stringify(similar)]);
}

const recordsOf = (...rows: Parameters<typeof takeBest>): number[] =>
  takeBest(...rows).map(({ record }) => number(record, 'record'));

/**
 * The records that hold any of the words, best BM25 first. Words are counted within the tenant.
 *
 * Scoring every record that holds a common word is slow, and seldom changes the first places, since a common word
 * weighs little. So the rare words choose the candidates, which are scored by all words; as long as the common words
 * alone could reach the last place, the next of them joins the rare ones. The result is that of scoring everything
 * (Turtle & Flood, "Query evaluation: strategies and optimizations", IP&M 31, 1995: MaxScore).
 */
export function rankByWords(
  database: DatabaseSync,
  candidates: Candidates,
  words: readonly QueryWord[],
  limit: number,
): number[] {
  const terms = countTerms(database, candidates.tenant, words);
  const reachBeyond = (rare: number) => terms.slice(rare).reduce((sum, term) => sum + term.mostScore, 0);
  let rare = 0;
  for (let matches = 0; rare < terms.length && matches < ENOUGH_MATCHES; rare++)
    matches += terms[rare].records;
  for (;;) {
    const ranked = scoreTerms(database, candidates, terms.slice(0, rare), terms.slice(rare), limit);
    const last = ranked[limit - 1]?.score ?? 0;
    if (reachBeyond(rare) <= last) return ranked.map(({ record }) => record);
    // More candidates can only raise the last place, so that the next round is the last.
    do rare++;
    while (reachBeyond(rare) > last);
  }
}

interface Term {
  /** In FTS5's query syntax: a word that weighs double stands there twice, and so counts twice. */
  readonly phrase: string;
  readonly records: number;
  /** What the word can bring a record at most. */
  readonly mostScore: number;
}

/** The different words that occur, rarest first. */
function countTerms(database: DatabaseSync, tenant: number, words: readonly QueryWord[]): Term[] {
  const total = number(database.prepare('SELECT count(*) AS n FROM records').get()?.['n'], 'n');
  const count = database.prepare('SELECT doc FROM word_counts WHERE term = ?');
  return words
    .map(({ word, weight }) => {
      const term = indexedWord(tenant, word);
      const records = number(count.get(term)?.['doc'] ?? 0, 'doc');
      // As in FTS5's bm25(): a word of more than half of all records weighs next to nothing.
      const inverseFrequency = Math.max(1e-6, Math.log((total - records + 0.5) / (records + 0.5)));
      return {
        phrase: Array(weight).fill(`"${term}"`).join(' OR '),
        records,
        mostScore: weight * inverseFrequency * (BM25_K1 + 1),
      };
    })
    .filter(({ records }) => records > 0)
    .sort((a, b) => a.records - b.records);
}

/** The best of the records with any rare word, scored by rare and common words, best first. */
function scoreTerms(
  database: DatabaseSync,
  { filtered, perMetric }: Candidates,
  rare: readonly Term[],
  common: readonly Term[],
  limit: number,
): { record: number; score: number }[] {
  // The + keeps SQLite from running the query once for every record that passes.
  const passes = filtered ? 'AND +rowid IN (SELECT record FROM passing)' : '';
  const metric =
    perMetric === undefined ? "''" : '(SELECT metric FROM records r WHERE r.record = words.rowid)';
  const select = database.prepare(
    `SELECT rowid AS record, -bm25(words, ${METRIC_WEIGHT}, 1) AS score, ${metric} AS metric FROM words
     WHERE words MATCH ? ${passes} ORDER BY score DESC, rowid LIMIT ?`,
  );
  const scored = new Map<number, ScoredRecord>();
  const collect = (query: string) => {
    const rows = select.iterate(query, perMetric === undefined ? limit : -1);
    for (const row of takeBest(rows, limit, perMetric)) {
      const score = number(row['score'], 'score');
      const record = number(row['record'], 'record');
      if (score > (scored.get(record)?.score ?? -Infinity)) {
        scored.set(record, { record, score, metric: string(row['metric'], 'metric') });
      }
    }
  };
  const anyOf = (terms: readonly Term[]) => terms.map(({ phrase }) => phrase).join(' OR ');
  if (rare.length > 0) collect(anyOf(rare));
  // Records that hold common words too get their full score here, and FTS5 counts each phrase as often as it stands.
  if (common.length > 0) collect(`(${anyOf(rare)}) AND (${anyOf(common)})`);
  const ranked = [...scored.values()].sort((a, b) => b.score - a.score || a.record - b.record);
  return limitPerMetric(ranked, ({ metric }) => metric, perMetric).slice(0, limit);
}

interface ScoredRecord {
  readonly record: number;
  readonly score: number;
  readonly metric: string;
}

/** The first rows, at most so many of each metric. */
function takeBest(
  rows: Iterable<Record<string, unknown>>,
  limit: number,
  perMetric: number | undefined,
): Record<string, unknown>[] {
  const taken: Record<string, unknown>[] = [];
  const counts = new Map<unknown, number>();
  for (const row of rows) {
    const count = (counts.get(row['metric']) ?? 0) + 1;
    counts.set(row['metric'], count);
    if (perMetric !== undefined && count > perMetric) continue;
    taken.push(row);
    if (taken.length === limit) break;
  }
  return taken;
}
