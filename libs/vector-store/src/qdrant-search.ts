import type { Schemas } from '@qdrant/js-client-rest';
import { listOf, number, objectOf, optional, string } from './json-shape.ts';
import { queryWords, queryWordVector } from './keyword-weights.ts';
import { denseVectorName, type QdrantCollection, WORDS_VECTOR } from './qdrant-collection.ts';
import { type QdrantFilter, tenantCondition } from './qdrant-filter.ts';
import { candidatesPerSide, FUSION_K, fuseRankings } from './rank-fusion.ts';
import type { EmbedderIdentity, Query, Ranking } from './vector-store.ts';

const answers = listOf(
  objectOf<{ points: { id: string; score: number; payload: { record: string | undefined } | undefined }[] }>({
    points: listOf(
      objectOf({ id: string, score: number, payload: optional(objectOf({ record: optional(string) })) }),
    ),
  }),
);

/** A record or entry as JSON text, and where it stands. */
export interface RankedBody {
  readonly body: string;
  readonly ranking: Ranking;
}

/** What is asked of one vector. */
export type QuerySide = Readonly<
  Pick<Schemas['QueryRequest'], 'query' | 'using' | 'params'> & { filter: QdrantFilter }
>;

export interface QuerySides {
  readonly dense?: QuerySide;
  /** Undefined when no text was given, or one without words. */
  readonly keyword?: QuerySide;
}

/** @param tenant as the points say it; see `shelfTenant` */
export function makeSides(
  tenant: string,
  embedder: EmbedderIdentity,
  { vector, text, alternatives }: Query,
  passing: QdrantFilter,
): QuerySides {
  const words = queryWordVector(text === undefined ? [] : queryWords(text, alternatives));
  return {
    ...(vector && {
      dense: { query: [...vector], using: denseVectorName(embedder), filter: passing },
    }),
    ...(words.indices.length > 0 && {
      keyword: {
        query: words,
        using: WORDS_VECTOR,
        filter: passing,
        // Words are counted among the tenant's records, not among everybody's.
        params: { idf: { corpus: { must: [tenantCondition(tenant)] } } },
      },
    }),
  };
}

/**
 * One request: with both sides, the server fuses two prefetches by reciprocal rank and gives the records, and beside
 * that each side's ids, from which a hit's places are known, and how similar those are that only words found.
 */
export async function searchPoints(
  { connection, name }: QdrantCollection,
  { dense, keyword }: QuerySides,
  query: Query,
): Promise<RankedBody[]> {
  const sides = [dense, keyword].filter((side) => side !== undefined);
  if (sides.length === 0) return [];
  const limit = candidatesPerSide(query);
  const { topK, offset = 0 } = query;
  const fused: Schemas['QueryRequest'] =
    sides.length === 2
      ? {
          prefetch: sides.map((side) => ({ ...side, limit })),
          // The server's ranks start at 0, ours at 1.
          query: { rrf: { k: FUSION_K + 1 } },
        }
      : sides[0];
  const [best, ...others] = await connection.call(answers, (api, init) =>
    api.queryBatchPoints(
      {
        collection_name: name,
        searches: [
          { ...fused, limit: topK, offset, with_payload: ['record'] },
          ...sides.map((side) => ({ ...side, limit, with_payload: false })),
          ...(dense && keyword
            ? [
                {
                  query: dense.query,
                  using: dense.using,
                  prefetch: { ...keyword, limit },
                  limit,
                  with_payload: false,
                },
              ]
            : []),
        ],
      },
      init,
    ),
  );
  const idsOf = (side: QuerySide | undefined) =>
    side && others[sides.indexOf(side)].points.map(({ id }) => id);
  const ranks = new Map(
    fuseRankings(idsOf(dense), query.text === undefined ? undefined : (idsOf(keyword) ?? [])).map(
      ({ key, ...rank }) => [key, rank],
    ),
  );
  const similarities = new Map(
    dense
      ? [others[0], ...others.slice(2)].flatMap(({ points }) => points.map(({ id, score }) => [id, score]))
      : [],
  );
  return best.points.map(({ id, score, payload }) => ({
    body: payload?.record ?? '',
    ranking: {
      // A side's search may have missed what its prefetch found, when others were writing in between.
      ...(ranks.get(id) ?? { score: (score * (FUSION_K + 1)) / sides.length }),
      ...(similarities.has(id) && { similarity: similarities.get(id) }),
    },
  }));
}
