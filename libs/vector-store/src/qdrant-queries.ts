import type { Schemas } from '@qdrant/js-client-rest';
import { queryWordVector } from './keyword-weights.ts';
import { resolveMatcher } from './label-matchers.ts';
import { listOf, number, objectOf, optional, string } from './json-shape.ts';
import { denseVectorName, pointId, type QdrantCollection, WORDS_VECTOR } from './qdrant-collection.ts';
import {
  labelCondition,
  labelPair,
  type QdrantFilter,
  recordFilter,
  tenantCondition,
} from './qdrant-filter.ts';
import { candidatesPerSide, FUSION_K, fuseRankings } from './rank-fusion.ts';
import { decodeRecord } from './record-json.ts';
import type {
  EmbedderIdentity,
  ListRequest,
  RecordFilter,
  SearchHit,
  SearchRequest,
  SeriesRecord,
} from './vector-store.ts';
import { splitQuery } from './words.ts';

/** Regexes are matched against at most this many different label pairs. */
const MOST_LABEL_PAIRS = 100_000;

const facet = objectOf<{ hits: { value: string; count: number }[] }>({
  hits: listOf(objectOf({ value: (value) => String(value), count: number })),
});

const recordPoint = objectOf<{ id: string; payload: { record: string } }>({
  id: string,
  payload: objectOf({ record: string }),
});

const answers = listOf(
  objectOf<{ points: { id: string; score: number; payload: { record: string | undefined } | undefined }[] }>({
    points: listOf(
      objectOf({ id: string, score: number, payload: optional(objectOf({ record: optional(string) })) }),
    ),
  }),
);

export async function countPoints(
  { connection, name }: QdrantCollection,
  filter: QdrantFilter,
): Promise<number> {
  const { count } = await connection.call(objectOf<{ count: number }>({ count: number }), (api, init) =>
    api.countPoints({ collection_name: name, filter, exact: true }, init),
  );
  return count;
}

/** How often each value of an indexed field occurs among the points that pass, most often first. */
export async function countValues(
  { connection, name }: QdrantCollection,
  key: string,
  filter: QdrantFilter,
  limit: number,
): Promise<{ value: string; count: number }[]> {
  const { hits } = await connection.call(facet, (api, init) =>
    api.facet({ collection_name: name, key, filter, limit, exact: true }, init),
  );
  return hits;
}

/** The points with these ids that exist, in no order. */
export function getPoints({ connection, name }: QdrantCollection, ids: readonly string[]) {
  return connection.call(listOf(recordPoint), (api, init) =>
    api.getPoints({ collection_name: name, ids: [...ids], with_payload: ['record'] }, init),
  );
}

/**
 * The whole filter of a query. Regexes are resolved over the values that the label has among the records that pass
 * everything else.
 */
export async function makeFilter(
  collection: QdrantCollection,
  tenant: string,
  filter: RecordFilter = {},
): Promise<QdrantFilter> {
  const { must } = recordFilter(tenant, filter);
  const matchers = (filter.matchers ?? []).toSorted((a, b) => a.operator.length - b.operator.length);
  for (const matcher of matchers) {
    const values = matcher.operator.endsWith('~') ? await labelValues(collection, matcher.name, must) : [];
    must.push(labelCondition(resolveMatcher(matcher, () => values)));
  }
  return { must };
}

async function labelValues(
  collection: QdrantCollection,
  label: string,
  must: NonNullable<QdrantFilter['must']>,
): Promise<string[]> {
  const named: QdrantFilter = { must: [must, { key: 'label_names', match: { value: label } }].flat() };
  const pairs = await countValues(collection, 'labels', named, MOST_LABEL_PAIRS);
  if (pairs.length === MOST_LABEL_PAIRS) {
    throw new RangeError(
      `filter.matchers: the records have too many label values to match ${label} against a regular expression`,
    );
  }
  const start = labelPair(label, '');
  return pairs
    .map(({ value }) => value)
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
}

/**
 * One request: with both sides, the server fuses two prefetches by reciprocal rank and gives the records, and beside
 * that each side's ids, from which a hit's places are known.
 */
export async function searchPoints(
  collection: QdrantCollection,
  tenant: string,
  embedder: EmbedderIdentity,
  { vector, text, topK, filter }: SearchRequest,
): Promise<SearchHit[]> {
  const passing = await makeFilter(collection, tenant, filter);
  const words = text === undefined ? undefined : queryWordVector(splitQuery(text));
  const dense = vector && { query: [...vector], using: denseVectorName(embedder), filter: passing };
  const keyword = words &&
    words.indices.length > 0 && {
      query: words,
      using: WORDS_VECTOR,
      filter: passing,
      // Words are counted among the tenant's records, not among everybody's.
      params: { idf: { corpus: { must: [tenantCondition(tenant)] } } },
    };
  const sides = [dense, keyword].filter((side) => side !== undefined && side !== false);
  if (sides.length === 0) return [];
  const limit = candidatesPerSide(topK);
  const fused: Schemas['QueryRequest'] =
    sides.length === 2
      ? {
          prefetch: sides.map((side) => ({ ...side, limit })),
          // The server's ranks start at 0, ours at 1.
          query: { rrf: { k: FUSION_K + 1 } },
        }
      : sides[0];
  const searches = [
    { ...fused, limit: topK, with_payload: ['record'] },
    ...(sides.length === 2 ? sides.map((side) => ({ ...side, limit, with_payload: false })) : []),
  ];
  const [best, ...ranked] = await collection.connection.call(answers, (api, init) =>
    api.queryBatchPoints({ collection_name: collection.name, searches }, init),
  );
  const ids = (ranked.length > 0 ? ranked : [best]).map(({ points }) => points.map(({ id }) => id));
  const ranks = new Map(
    fuseRankings(dense && ids[0], text === undefined ? undefined : keyword ? ids.at(-1) : []).map(
      ({ key, ...rank }) => [key, rank],
    ),
  );
  return best.points.map(({ id, score, payload }) => ({
    record: decodeRecord(payload?.record ?? ''),
    // A side's search may have missed what its prefetch found, when others were writing in between.
    ...(ranks.get(id) ?? { score: (score * (FUSION_K + 1)) / sides.length }),
  }));
}

const scrolled = objectOf<{
  points: { id: string; payload: { record: string } }[];
  next_page_offset: string | undefined;
}>({
  points: listOf(recordPoint),
  next_page_offset: optional(string),
});

/**
 * The next records in the order of the points' ids. That order is not the records', but it is as steady, and a point's
 * id follows from its record's, there or not.
 */
export async function listPoints(
  { connection, name }: QdrantCollection,
  tenant: string,
  passing: QdrantFilter,
  { afterId, limit }: ListRequest,
): Promise<SeriesRecord[]> {
  const after = afterId === undefined ? undefined : pointId(tenant, afterId);
  // An offset is where to start, that point included.
  const filter = after === undefined ? passing : { ...passing, must_not: [{ has_id: [after] }] };
  for (let offset = after; ;) {
    const from = offset;
    const { points, next_page_offset: next } = await connection.call(scrolled, (api, init) =>
      api.scrollPoints(
        {
          collection_name: name,
          filter,
          limit,
          with_payload: ['record'],
          ...(from !== undefined && { offset: from }),
        },
        init,
      ),
    );
    // A page whose points were all deleted while the server read it is empty, but not the last.
    if (points.length > 0 || next === undefined) {
      return points.map(({ payload }) => decodeRecord(payload.record));
    }
    offset = next;
  }
}
