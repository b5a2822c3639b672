/** The constant of reciprocal rank fusion, as in the paper: a later rank loses little against the first. */
export const FUSION_K = 60;

/** How many candidates each side brings to the fusion: well above topK, so that the other side's late finds count. */
export function candidatesPerSide(topK: number): number {
  return Math.max(50, 2 * topK);
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
