import type { Query } from './vector-store.ts';

/** The constant of reciprocal rank fusion, as in the paper: a later rank loses little against the first. */
export const FUSION_K = 60;

/** How many candidates each side brings to the fusion: well above what is wanted, so that the other side's late finds count. */
export function candidatesPerSide({ topK, offset = 0, candidates }: Query): number {
  return candidates ?? Math.max(50, 2 * (offset + topK));
}

/** Leaves out, from the best on, what comes after the first `most` of its metric. */
export function limitPerMetric<T>(
  ranked: readonly T[],
  metricOf: (one: T) => string | number,
  most: number | undefined,
): readonly T[] {
  if (most === undefined) return ranked;
  const counts = new Map<string | number, number>();
  return ranked.filter((one) => {
    const metric = metricOf(one);
    const count = (counts.get(metric) ?? 0) + 1;
    counts.set(metric, count);
    return count <= most;
  });
}

export interface FusedRank<Key> {
  readonly key: Key;
  readonly score: number;
  readonly denseRank?: number;
  readonly keywordRank?: number;
}

/**
 * Reciprocal rank fusion: each side gives a record 1 / (FUSION_K + rank), ranks from 1; the sum is scaled so that
 * first on every side asked is 1. A side that was not asked is undefined, one that found nothing is empty.
 * Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (SIGIR 2009).
 * @returns every key once, best first; equal scores by their first place on either side
 */
export function fuseRankings<Key>(
  dense: readonly Key[] | undefined,
  keyword: readonly Key[] | undefined,
): FusedRank<Key>[] {
  const sides = Number(dense !== undefined) + Number(keyword !== undefined);
  const denseRanks = rankByKey(dense ?? []);
  const keywordRanks = rankByKey(keyword ?? []);
  const term = (rank: number | undefined) => (rank === undefined ? 0 : 1 / (FUSION_K + rank));
  return [...new Set([...denseRanks.keys(), ...keywordRanks.keys()])]
    .map((key) => {
      const denseRank = denseRanks.get(key);
      const keywordRank = keywordRanks.get(key);
      return {
        key,
        score: ((term(denseRank) + term(keywordRank)) * (FUSION_K + 1)) / sides,
        ...(denseRank !== undefined && { denseRank }),
        ...(keywordRank !== undefined && { keywordRank }),
      };
    })
    .sort((a, b) => b.score - a.score);
}

/** Each key's place, from 1. */
const rankByKey = <Key>(keys: readonly Key[]): Map<Key, number> =>
  new Map(keys.map((key, i) => [key, i + 1]));
