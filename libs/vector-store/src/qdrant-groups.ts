import { listOf, number, objectOf, string } from './json-shape.ts';
import type { QdrantCollection } from './qdrant-collection.ts';
import { getPoints } from './qdrant-queries.ts';
import type { QuerySide, QuerySides, RankedBody } from './qdrant-search.ts';
import { candidatesPerSide, fuseRankings, limitPerMetric } from './rank-fusion.ts';
import type { Query } from './vector-store.ts';

/**
 * A request for groups looks at the best points, then at the best of those whose groups are not full, a few times: where
 * each metric has very many series, it finds few groups. Then more are asked for, without those found, so many times.
 */
const MOST_ROUNDS = 4;

const groupsShape = objectOf<{ groups: { id: string; hits: { id: string; score: number }[] }[] }>({
  groups: listOf(
    objectOf({ id: (value) => String(value), hits: listOf(objectOf({ id: string, score: number })) }),
  ),
});

const scoredShape = objectOf<{ points: { id: string; score: number }[] }>({
  points: listOf(objectOf({ id: string, score: number })),
});

interface GroupedPoint {
  readonly id: string;
  readonly metric: string;
  readonly score: number;
}

/** As `searchPoints`, with at most so many points of one metric on each side and in the end: the sides are fused here. */
export async function searchGroups(
  collection: QdrantCollection,
  { dense, keyword }: QuerySides,
  query: Query,
  perMetric: number,
): Promise<RankedBody[]> {
  const limit = candidatesPerSide(query);
  const rank = (side: QuerySide | undefined) =>
    side ? rankGroups(collection, side, limit, perMetric) : Promise.resolve(undefined);
  const [nearest, worded] = await Promise.all([rank(dense), rank(keyword)]);
  const found = new Map([...(worded ?? []), ...(nearest ?? [])].map((point) => [point.id, point]));
  const idsOf = (points: readonly GroupedPoint[] | undefined) => points?.map(({ id }) => id);
  const fused = fuseRankings(idsOf(nearest), query.text === undefined ? undefined : (idsOf(worded) ?? []));
  const { offset = 0, topK } = query;
  const best = limitPerMetric(fused, ({ key }) => found.get(key)?.metric ?? '', perMetric).slice(
    offset,
    offset + topK,
  );
  if (best.length === 0) return [];
  const ids = best.map(({ key }) => key);
  const [points, similarities] = await Promise.all([
    getPoints(collection, ids),
    dense ? similaritiesOf(collection, dense, ids) : Promise.resolve(undefined),
  ]);
  const bodies = new Map(points.map(({ id, payload }) => [id, payload.record]));
  return best.flatMap(({ key, ...rank }) => {
    const body = bodies.get(key);
    // Deleted since it was ranked.
    if (body === undefined) return [];
    const similarity = similarities?.get(key);
    return [{ body, ranking: { ...rank, ...(similarity !== undefined && { similarity }) } }];
  });
}

/** The best points of a side, at most so many of each metric. */
async function rankGroups(
  { connection, name }: QdrantCollection,
  { filter, ...side }: QuerySide,
  limit: number,
  perMetric: number,
): Promise<GroupedPoint[]> {
  const metrics: string[] = [];
  const found: GroupedPoint[] = [];
  for (let round = 0; round < MOST_ROUNDS && metrics.length < limit; round++) {
    const others = { ...filter, must_not: [{ key: 'metric', match: { any: [...metrics] } }] };
    const { groups } = await connection.call(groupsShape, (api, init) =>
      api.queryPointsGroups(
        {
          collection_name: name,
          ...side,
          filter: metrics.length > 0 ? others : filter,
          group_by: 'metric',
          group_size: perMetric,
          limit,
          with_payload: false,
        },
        init,
      ),
    );
    if (groups.length === 0) break;
    for (const { id: metric, hits } of groups) {
      metrics.push(metric);
      found.push(...hits.map(({ id, score }) => ({ id, score, metric })));
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, limit);
}

async function similaritiesOf(
  { connection, name }: QdrantCollection,
  { query, using }: QuerySide,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { points } = await connection.call(scoredShape, (api, init) =>
    api.queryPoints(
      {
        collection_name: name,
        query,
        using,
        filter: { must: [{ has_id: [...ids] }] },
        limit: ids.length,
        with_payload: false,
      },
      init,
    ),
  );
  return new Map(points.map(({ id, score }) => [id, score]));
}
